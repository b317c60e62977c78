"""Texts on which a compiled encoder is held against the reference."""

from __future__ import annotations

from pathlib import Path

# News, questions, other scripts, marks: one text a line. `encoders` has a format to raise when they change.
SENTENCES = tuple(Path(__file__).with_name("sample.txt").read_text("utf-8").splitlines())
# One of every length from a few words to more than a model reads.
PASSAGES = tuple(" ".join(SENTENCES[:count]) for count in range(2, len(SENTENCES) + 1))
QUESTIONS = (*SENTENCES, "", "  ?  ", "word " * 40)
