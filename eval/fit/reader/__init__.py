"""The training of the reader: other people's questions, claims made of them by machine, and the network."""
