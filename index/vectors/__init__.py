"""The vector index, in immutable generations: Chroma in folders or on a server."""
