from __future__ import annotations

import random
from collections.abc import Callable

from eval.fit.reader import changes, rewording
from eval.fit.reader.claims import Claim, ClaimMaker, balanced
from eval.fit.reader.sources import Asked, Paragraph, Span
from eval.fit.wordnet import WordNet
from index.language.parser import default_parser
from index.language.types import Sentence

Parsed = Callable[[str], Sentence]
TEXT = "Finch Industries sued Aldermoor in May. The court will hear the case on Monday. About 30 people came."


def rng() -> random.Random:
    return random.Random(1)


def paragraph() -> Paragraph:
    start = TEXT.index("Aldermoor")
    asked = Asked(text="Whom did Finch Industries sue?", answers=(Span(start, start + 9, "Aldermoor"),))
    return Paragraph(article="a", title="A", text=TEXT, questions=(asked,))


def test_voices_are_turned_into_each_other(parsed: Parsed) -> None:
    active = "The council rejected the plan on Monday."
    passive = "The plan was rejected by the council on Monday."
    assert list(rewording.passive(parsed(active), rng())) == [passive]
    assert list(rewording.active(parsed(passive), rng())) == [active]


def test_numbers_change_their_spelling_but_not_in_dates(parsed: Parsed) -> None:
    assert list(rewording.numerals(parsed("The firm hired 12 miners."), rng())) == ["The firm hired twelve miners."]
    assert list(rewording.numerals(parsed("It closed on May 12."), rng())) == []


def test_an_event_is_told_by_its_noun(parsed: Parsed, wordnet: WordNet) -> None:
    (told,) = rewording.nominal(wordnet)(parsed("The troops withdrew from the town."), rng())
    assert told == "There was a withdrawal from the town by the troops."


def test_doer_and_object_change_places(parsed: Parsed) -> None:
    (found,) = changes.roles(parsed("Finch sued Aldermoor."), {}, rng())
    assert found.text == "Aldermoor sued Finch."
    assert found.denies


def test_names_in_one_list_are_left(parsed: Parsed) -> None:
    assert list(changes.roles(parsed("It rained in London and Paris."), {}, rng())) == []


def test_a_denial_is_put_in_and_taken_out(parsed: Parsed) -> None:
    (denied,) = changes.negation(parsed("The mayor resigned."), {}, rng())
    assert denied.text == "The mayor did not resign."
    (told,) = changes.negation(parsed(denied.text), {}, rng())
    assert told.text == "The mayor resigned."


def test_a_plan_told_as_a_fact_denies_nothing(parsed: Parsed) -> None:
    (found,) = changes.fact(parsed("The court will hear the case."), {}, rng())
    assert (found.text, found.denies) == ("The court heard the case.", False)


def test_an_opposite_takes_the_place_of_a_word(parsed: Parsed, wordnet: WordNet) -> None:
    (found,) = changes.opposite(wordnet)(parsed("The rain was heavy."), {}, rng())
    assert found.text == "The rain was light."


def test_claims_of_a_paragraph_are_true_and_false_and_come_out_the_same_again(wordnet: WordNet) -> None:
    made = [list(ClaimMaker(default_parser(), wordnet, rng()).claims(paragraph())) for _ in range(2)]
    assert made[0] == made[1]
    assert "Finch Industries sued Aldermoor." in {one.text for one in made[0] if one.kind == "statement"}
    assert {one.label for one in made[0]} >= {"supports", "contradicts", "neither"}
    assert all(one.text not in one.evidence for one in made[0] if one.label != "supports")


def test_shared_words_tell_nothing_of_balanced_claims() -> None:
    def claim(text: str, *, true: bool) -> Claim:
        label = "supports" if true else "contradicts"
        return Claim(text=text, evidence="the ferry sank", label=label, kind="", article="a")  # type: ignore[arg-type]

    claims = [claim("ferry sank", true=True)] * 3 + [claim("ferry swam", true=True)]
    claims += [claim("ferry sank", true=False), *[claim("ferry swam", true=False)] * 4]
    kept = balanced(claims, rng())
    assert sorted((one.cover, one.label) for one in kept) == [
        (0.5, "contradicts"), (0.5, "supports"), (1.0, "contradicts"), (1.0, "supports"),
    ]  # fmt: skip
