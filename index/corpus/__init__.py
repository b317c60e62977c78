"""Files and folders to raw articles."""

from index.corpus.encoding import decode
from index.corpus.files import SUFFIXES, check_paths, find_files, resolved
from index.corpus.limits import MAX_BYTES
from index.corpus.read import OnNotice, count_articles, read_file, read_files
from index.corpus.records import article_id

__all__ = [
    "MAX_BYTES",
    "SUFFIXES",
    "OnNotice",
    "article_id",
    "check_paths",
    "count_articles",
    "decode",
    "find_files",
    "read_file",
    "read_files",
    "resolved",
]
