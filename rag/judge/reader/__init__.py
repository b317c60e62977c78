"""A small network that reads a question or a claim together with a text: trained on other people's questions."""
