"""Texts on which a compiled encoder is held against the reference."""

from __future__ import annotations

SENTENCES = (
    "When did the last convoy leave the plant?",
    "The council voted 12 to 9 on Tuesday to close the harbour road until 4 p.m. on Feb. 24.",
    "Prices rose by 7.9 percent in a year, the fastest since January 1982, the statistics office said.",
    '"We have no water and no light," a resident told reporters by telephone.',
    "Who won?",
    "Inspectors from the agency were denied access to the site, according to two officials.",
    "A magnitude 6.1 earthquake struck the east of the country at 1:24 a.m. local time; 1,036 people died.",
    "The film took $126.7 million (£103 million) in its first weekend.",
    "Ministers will meet in Geneva next week, although neither side expects a truce.",
    "Le président a annoncé mercredi une réunion d’urgence à Zürich.",
    "基辅 and Київ are names of the same city.",
    "Her company, which makes electric buses, hired four hundred people between 2019 and 2021.",
    "Correction: an earlier version of this article misstated the day of the vote. It was Thursday, not Friday.",
    "Police said a 34-year-old man from Leeds was arrested near the airport and later released without charge.",
    "Scientists aboard the research ship counted whales in the bay for the first time in thirty years.",
    "NOTICE TO READERS — subscribe, share, follow @example 🙂 #news http://news.example/2022/03/31",
)
# One of every length from a few words to more than a model reads.
PASSAGES = tuple(" ".join(SENTENCES[:count]) for count in range(2, len(SENTENCES) + 1))
QUESTIONS = (*SENTENCES, "", "  ?  ", "word " * 40)
