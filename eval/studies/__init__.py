"""What is measured of each part of an answer, on the development sets."""
