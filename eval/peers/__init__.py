"""What Dateline is measured against: other retrievers over the same articles, by the extra `bench`."""
