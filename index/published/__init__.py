"""When an article was published: read from what came with it and from its page, else inferred."""

from index.published.decide import publication
from index.published.metadata import from_metadata

VERSION = "2"

__all__ = ["VERSION", "from_metadata", "publication"]
