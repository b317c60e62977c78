"""How far a text carries a claim: words, numbers, dates, names, who said and did what, and negation."""
