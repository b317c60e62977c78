"""Whether evidence carries a claim, as the trained reader and the fitted judge tell it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from eval.sets.claims import PAIRS, load_answers, load_pairs
from eval.studies.support import balanced_accuracy
from index.embed.model import Runtime, Vectors
from rag.cite import check, support, supports
from rag.judge.claims import ClaimJudge, is_verbatim, windows
from rag.judge.reader.reader import PassageReading

LEFT = "The troops left on Thursday."
NORTH = "They went north."


class Certain:
    """A reader that says the same of every claim."""

    def __init__(self, *likely: float) -> None:
        self._likely = likely
        self.given: list[tuple[str, str]] = []

    @property
    def runtime(self) -> Runtime:
        raise NotImplementedError

    def read(self, question: str, texts: Sequence[str], leads: Sequence[str]) -> list[PassageReading]:
        raise NotImplementedError

    def weigh(self, claims: Sequence[str], evidence: Sequence[str]) -> Vectors:
        """The same of each."""
        self.given += zip(claims, evidence, strict=True)
        return np.array([self._likely] * len(claims), np.float32).reshape(-1, 3)


@pytest.mark.parametrize(("name", "floor"), [("development", 0.72), ("held_out", 0.77), ("answers", 0.72)])
def test_claims_by_hand_are_told_apart(name: str, floor: float) -> None:
    claims = load_answers(PAIRS / f"{name}.json") if name == "answers" else load_pairs(PAIRS / f"{name}.json")
    measured = balanced_accuracy(claims, supports((one.claim, one.evidence) for one in claims))
    assert measured.value >= floor


def test_the_pairs_are_at_least_two_hundred_of_all_kinds_and_each_claim_stands_once() -> None:
    claims = [one for name in ("development", "held_out") for one in load_pairs(PAIRS / f"{name}.json") if one.whole]
    assert len(claims) >= 400
    assert len({(one.claim, one.evidence) for one in claims}) == len(claims)
    assert {one.kind for one in claims} == {
        *("negation", "number", "name", "date", "place", "attribution", "phase", "role", "quantity", "modality"),
        "direction",
    }


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("At least 6,000 people died in Mariupol.", "At least 5,000 people died in Mariupol."),
        ("The troops left Chernobyl on March 29.", "The troops left Chernobyl on March 31."),
        ("Anna Kolb left.", "Ivan Kolb left."),
        ("The troops did not leave.", LEFT),
        ("Martians landed.", LEFT),
    ],
)
def test_another_number_date_or_name_or_a_denial_keeps_a_claim_below_the_line(claim: str, evidence: str) -> None:
    assert support(claim, evidence) < 0.5


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (LEFT, LEFT),
        ("5000 people died in Mariupol.", "More than a month on, 5,000 people died in Mariupol."),
        ("The plan was rejected by the council.", "The council rejected the plan on Monday."),
        ("The troops left Kyiv.", f"It rained all day. The troops left Kyiv on Thursday, officials said. {NORTH}"),
    ],
)
def test_another_wording_of_the_same_is_supported(claim: str, evidence: str) -> None:
    assert support(claim, evidence) >= 0.5
    assert check(claim, evidence) == "stated"


def test_figures_are_read_as_the_evidence_writes_them() -> None:
    reader = Certain(0, 0, 1)
    ClaimJudge(reader).weigh([("In all 12000 of 5,000 left in 2024.", "The 5000 and the 12,000 left.")])
    assert {claim for claim, _ in reader.given} == {"In all 12,000 of 5000 left in 2024."}


def test_a_claim_of_several_sentences_is_carried_no_more_than_the_least_of_them() -> None:
    parts = support(LEFT, f"{LEFT} It rained."), support("Martians landed in Oslo.", f"{LEFT} It rained.")
    assert support(f"{LEFT} Martians landed in Oslo.", f"{LEFT} It rained.") == min(parts)


def test_what_stands_there_word_for_word_is_not_given_to_the_reader_s_doubt() -> None:
    (weighed,) = ClaimJudge(Certain(0, 1, 0)).weigh([(f"{LEFT} {NORTH}", f"It rained. {LEFT} {NORTH}")])
    assert (weighed.support, weighed.check) == (1.0, "stated")


def test_a_claim_that_the_reader_denies_is_contradicted_and_one_it_leaves_open_is_open() -> None:
    pair = ("The troops stayed.", "The troops left on Thursday.")
    assert [ClaimJudge(Certain(*likely)).weigh([pair])[0].check for likely in ((0, 1, 0), (0, 0, 1))] == [
        "contradicted",
        "open",
    ]


def test_without_words_nothing_is_read() -> None:
    reader = Certain(1, 0, 0)
    assert [one.support for one in ClaimJudge(reader).weigh([("", LEFT), (LEFT, ""), ("?!", LEFT)])] == [0, 0, 0]
    assert reader.given == []


def test_the_nearest_sentences_are_read_alone_with_the_next_and_a_short_text_as_a_whole() -> None:
    assert windows("They went north.", LEFT) == [LEFT]
    text = f"{LEFT} {NORTH} It rained."
    found = windows("They went north.", text)
    assert found[0] == NORTH
    assert {f"{LEFT} {NORTH}", text} <= set(found)
    assert windows("They went north.", "") == []


def test_only_whole_sentences_stand_word_for_word() -> None:
    assert is_verbatim("the troops left on Thursday", f"It rained. {LEFT}")
    assert not is_verbatim("The troops left.", LEFT)
    assert not is_verbatim("", LEFT)
