"""From what happened on each question to the scores of a run."""
