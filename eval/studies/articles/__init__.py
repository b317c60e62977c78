"""What is measured of scraped articles, on the development sets."""
