"""The development sets and the samples, as what is fitted to and measured on."""
