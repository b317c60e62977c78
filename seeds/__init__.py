"""Three sample articles in the project's own words, and gold questions over them."""
