from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.types import ScoredPassage
from rag.cite import check, support
from rag.cite.citing import best_quote, cite
from rag.cite.markers import _take_out, marked_sentences
from tests.fakes import evidence, scored

VALID = re.compile(r"\[\s*\d{1,3}(?:\s*[,;\-–]\s*\d{1,3})*\s*\]")

WORDS = st.sampled_from(
    [
        "The troops left.",
        "They went north.",
        "5,000",
        "Kyiv",
        "on March 31",
        "U.S.",
        "“quoted.”",
        "\n",
        " ",
        ".",
        "[",
        "]",
    ]
)
MARKERS = st.sampled_from(
    ["[1]", "[0]", "[2][3]", "[1, 2]", "[1-9]", "[3-1]", "[2022]", "[ 2 ]", "[999]", "[9999]", "[1;2]"]
)
ANSWERS = st.lists(WORDS | MARKERS | st.text(st.characters(codec="utf-8"), max_size=12), max_size=15).map("".join)
EVIDENCE = st.lists(WORDS | st.text(st.characters(codec="utf-8"), max_size=20), max_size=12).map(" ".join)
PASSAGES = st.lists(EVIDENCE, max_size=4).map(
    lambda texts: [scored(text, id=f"a{number}") for number, text in enumerate(texts)]
)
MANY = settings(max_examples=200, deadline=None)


@MANY
@given(ANSWERS, PASSAGES)
def test_markers_lie_within_the_passages(answer: str, passages: list[ScoredPassage]) -> None:
    places = set(range(1, len(passages) + 1))
    assert {marker for _, named in marked_sentences(answer, len(passages)) for marker in named} <= places
    assert {
        citation.marker for sentence in cite(answer, evidence(*passages)) for citation in sentence.citations
    } <= places


@MANY
@given(ANSWERS, PASSAGES)
def test_each_marker_of_an_answer_belongs_to_one_of_its_sentences(answer: str, passages: list[ScoredPassage]) -> None:
    sentences = marked_sentences(answer, len(passages))
    named = {marker for _, markers in sentences for marker in markers}
    found = {marker for _, markers in _take_out(answer, len(passages))[1] for marker in markers}
    assert named == (found if sentences else set())


@MANY
@given(ANSWERS, PASSAGES)
def test_a_sentence_cites_something_exactly_if_it_is_supported(answer: str, passages: list[ScoredPassage]) -> None:
    assert all(sentence.supported == bool(sentence.citations) for sentence in cite(answer, evidence(*passages)))


@MANY
@given(ANSWERS, PASSAGES)
@example("[1[2]]", [scored("x")])
@example("They left [1, [2] 3].", [scored("x")])
def test_no_marker_is_left_in_a_sentence(answer: str, passages: list[ScoredPassage]) -> None:
    assert not any(VALID.search(sentence.text) for sentence in cite(answer, evidence(*passages)))


@MANY
@given(ANSWERS, PASSAGES)
def test_quotes_stand_where_they_say_inside_their_passage(answer: str, passages: list[ScoredPassage]) -> None:
    for sentence in cite(answer, evidence(*passages)):
        for citation in sentence.citations:
            passage = passages[citation.marker - 1]
            assert citation.article is passage.article
            assert citation.article.text[citation.start : citation.end] == citation.quote
            assert passage.passage.start <= citation.start <= citation.end <= passage.passage.end


@MANY
@given(ANSWERS, PASSAGES)
def test_a_sentence_is_never_empty_and_at_least_as_well_supported_as_its_best_citation(
    answer: str, passages: list[ScoredPassage]
) -> None:
    for sentence in cite(answer, evidence(*passages)):
        assert sentence.text == sentence.text.strip() != ""
        assert sentence.support >= max((citation.support for citation in sentence.citations), default=0.0)


@MANY
@given(ANSWERS, PASSAGES)
def test_an_answer_without_brackets_loses_nothing_but_white_space(answer: str, passages: list[ScoredPassage]) -> None:
    plain = answer.replace("[", "(").replace("]", ")")
    said = "".join(sentence.text for sentence in cite(plain, evidence(*passages)))
    assert "".join(said.split()) == "".join(plain.split())


@MANY
@given(EVIDENCE | ANSWERS, EVIDENCE)
def test_support_is_a_share(claim: str, source: str) -> None:
    assert 0.0 <= support(claim, source) <= 1.0


@MANY
@given(EVIDENCE)
def test_nothing_supports_and_nothing_is_supported(text: str) -> None:
    assert support("", text) == support(text, "") == 0.0


@MANY
@given(EVIDENCE, EVIDENCE)
def test_the_best_quote_is_supported_as_its_own_text_is(claim: str, text: str) -> None:
    found = best_quote(claim, evidence(scored(text)).of(1))
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert found.support == round(support(claim, found.quote), 3)


@MANY
@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_is_scored(claim: str, evidence: str) -> None:
    assert 0.0 <= support(claim, evidence) <= 1.0


SENTENCES = st.lists(
    st.sampled_from("troops left Kyiv never 5,000 Monday may begin said by Energoatom north and March".split()),  # noqa: SIM905
    min_size=3,
    max_size=12,
).map(lambda words: f"The people {' '.join(words)}.")


@MANY
@given(SENTENCES, st.lists(SENTENCES, max_size=4), st.lists(SENTENCES, max_size=4))
def test_a_sentence_is_fully_supported_where_it_stands(claim: str, before: list[str], behind: list[str]) -> None:
    assert support(claim, "\n".join([*before, claim, *behind])) == 1.0


@MANY
@given(st.sampled_from(["not ", "said ", "A.", "1-", "$", "five hundred ", "Ab ", "x'", ". ", "[", "all "]), SENTENCES)
def test_of_hostile_text_only_a_beginning_is_read_as_a_claim(piece: str, sentence: str) -> None:
    assert support(piece * 1_000, sentence) == support(piece * 10_000, sentence)


@MANY
@given(SENTENCES, st.lists(SENTENCES, min_size=1, max_size=4), st.integers(0, 4))
def test_a_claim_stays_stated_when_it_also_rained(claim: str, sources: list[str], place: int) -> None:
    """Support itself may fall a little, for only the four best windows are weighed; what is stated stays so."""
    source = "\n".join([*sources[:place], f"{claim[:-1]} again.", *sources[place:]])
    if check(claim, source) == "stated":
        assert check(claim, f"{source}\nIt rained.") == "stated"
