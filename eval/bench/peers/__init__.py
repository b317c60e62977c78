"""What Dateline is measured against: other retrievers over the same articles, by the extra `bench`."""

STARTER_LENGTH = "1024/200"
"""Passages as LlamaIndex's starter cuts them: 1,024 tokens with 200 of overlap."""

OUR_LENGTH = "our length"
"""Passages as long as ours, in the embedder's own tokens."""
