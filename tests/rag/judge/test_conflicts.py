from __future__ import annotations

import pytest

from rag.cite import check, support
from rag.judge.conflicts import conflicts


@pytest.mark.parametrize(
    ("claim", "evidence", "kind", "told"),
    [
        ("Five miners died in Orlava.", "Three miners died in Orlava on Monday.", "number", "Three"),
        ("The pipe is 40 kilometres long.", "The pipe is 40 miles long.", "unit", "40 miles"),
        ("The strike ended on Friday.", "The strike ended on Tuesday.", "time", "Tuesday"),
        ("The council approved the plan.", "The council did not approve the plan.", "negation", "approve"),
        ("Hribar chaired the inquiry.", "Kobal chaired the inquiry.", "doer", "Kobal"),
        ("The summit was held in Geneva.", "The summit was held in Vienna.", "place", "Vienna"),
        ("The dam is safe, Hribar said.", "The dam is safe, Kobal said.", "speaker", "Kobal"),
    ],
)
def test_what_a_text_says_otherwise_is_told_with_its_words(claim: str, evidence: str, kind: str, told: str) -> None:
    found = {one.kind: one for one in conflicts(claim, evidence)}
    assert kind in found
    assert told in found[kind].told
    assert check(claim, evidence) == "contradicted"
    assert support(claim, evidence) < 0.5


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Three miners died in Orlava.", "On Monday three miners died in Orlava, the owner said."),
        ("Five miners were hurt in Orlava.", "Three miners died in Orlava."),
        ("The strike ended on Friday.", "The strike ended on 3 May."),
        ("Not one cow was stolen.", "No cow was stolen."),
        ("Hribar chaired the inquiry.", "Nina Hribar chaired the inquiry."),
        ("The summit was held in Geneva.", "The summit was held in May."),
        ("", "Three miners died."),
        ("Three miners died.", ""),
    ],
)
def test_what_only_reads_otherwise_is_no_conflict(claim: str, evidence: str) -> None:
    assert conflicts(claim, evidence) == []


def test_another_sentence_that_agrees_takes_a_conflict_away() -> None:
    claim = "The summit was held in Geneva."
    assert conflicts(claim, "The summit was held in Vienna. A second summit was held in Geneva.") == []


def test_a_text_without_an_end_is_not_read() -> None:
    assert conflicts("Five miners died.", "Three miners died " * 1_000) == []
