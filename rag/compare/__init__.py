"""Sources laid against each other."""
