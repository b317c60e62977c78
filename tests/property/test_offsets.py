"""Every offset that indexing hands out points at the very characters it claims."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.chunk import Chunker, embedded_text
from index.language.sentences import Span, sentence_spans
from index.types import Article, Passage
from tests.fakes import article, model_files

# A small window cuts even short texts into many passages: 16 tokens are left beside the heading.
SMALL = 64

LETTERS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S")), min_size=1, max_size=12)
WORDS = LETTERS | st.sampled_from(
    [
        "Troops",
        "left",
        "Kyiv",
        "U.S.",
        "5,000",
        "Mr.",
        "“quoted”",
        "基辅战争",
        "คำ",
        "e\u0301\u0301",
        "👩‍👩‍👧",
        "ﷺ",
        "x" * 150,
    ]
)
SENTENCES = st.builds(
    lambda words, joint, mark: joint.join(words) + mark,
    st.lists(WORDS, min_size=1, max_size=12),
    st.sampled_from([" ", "", "  ", "\u00a0"]),
    st.sampled_from([".", "!", "?", ".”", "。", "", "…"]),
)
REPEATED = st.builds(lambda sentence, times: " ".join([sentence] * times), SENTENCES, st.integers(2, 30))
PARAGRAPHS = st.lists(SENTENCES | REPEATED, min_size=1, max_size=6).map(" ".join)
ARTICLES = st.lists(PARAGRAPHS, max_size=4).map("\n".join)
TEXTS = ARTICLES | st.text(st.characters(codec="utf-8"), max_size=300)
TITLES = st.none() | st.text(st.characters(codec="utf-8"), max_size=60) | REPEATED
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def chunker() -> Chunker:
    return Chunker(model_files().tokenizer(), SMALL)


@pytest.fixture(scope="module")
def whole() -> Chunker:
    """The chunker as the archive uses it."""
    files = model_files()
    return Chunker(files.tokenizer(), files.max_tokens)


def titled(text: str, title: str | None, source: str | None) -> Article:
    return replace(article(text, title=title), source=source)


def uncovered(text: str, spans: list[Span]) -> str:
    """The characters besides white space that stand in no span."""
    inside = {at for start, end in spans for at in range(start, end)}
    return "".join(character for at, character in enumerate(text) if at not in inside).strip()


def check(passages: list[Passage], text: str) -> None:
    spans = [(passage.start, passage.end) for passage in passages]
    assert [passage.text for passage in passages] == [text[start:end] for start, end in spans]
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join(uncovered(text, spans).split()) == ""


@FEW
@given(TEXTS)
@example("No. " * 100)
@example("x" * 3000)
@example("基辅" * 200)
@example("e\u0301" * 500)
@example("a b " * 300 + "\n" + "a b " * 300)
def test_passages_are_exact_in_order_apart_and_leave_out_nothing_but_white_space(chunker: Chunker, text: str) -> None:
    check(chunker.passages(article(text)), text)


@FEW
@given(TEXTS, TITLES, TITLES)
@example("word " * 300, "Titel " * 100, "Source " * 100)
@example("基" * 300, "基" * 300, None)
@example("They left.", "x" * 5000, None)
def test_heading_and_passage_together_never_exceed_what_the_embedder_reads(
    chunker: Chunker, text: str, title: str | None, source: str | None
) -> None:
    for passage in chunker.passages(titled(text, title, source)):
        assert passage.tokens == chunker.count(embedded_text(passage.heading, passage.text)) <= SMALL


@FEW
@given(TEXTS)
def test_the_window_of_the_bundled_model_is_kept_as_well(whole: Chunker, text: str) -> None:
    passages = whole.passages(article(text * 5, title="Troops leave"))
    check(passages, text * 5)
    assert all(passage.tokens <= model_files().max_tokens for passage in passages)


@FEW
@given(TEXTS)
def test_passages_have_ids_of_their_own_that_another_run_gives_again(chunker: Chunker, text: str) -> None:
    ids = [passage.id for passage in chunker.passages(article(text))]
    assert len(set(ids)) == len(ids)
    assert [passage.id for passage in chunker.passages(article(text))] == ids


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "基" * 20_000, "No. " * 10_000, "a\n" * 10_000],
    ids=["letters", "CJK", "sentences", "lines"],
)
def test_a_long_text_of_any_make_is_cut_exactly_and_ends(whole: Chunker, text: str) -> None:
    check(whole.passages(article(text)), text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example("a.\r\nb c. D e.")
@example("\u2028x. Y z.\x85")
@example("A\u2028. B\u3000. C")
@example("He said.\u3000She said.")
def test_sentences_are_exact_in_order_apart_and_leave_out_nothing_but_white_space(text: str) -> None:
    spans = sentence_spans(text)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join(uncovered(text, spans).split()) == ""


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(0, 300), st.integers(0, 300))
def test_the_sentences_of_a_part_stay_inside_it(text: str, first: int, second: int) -> None:
    start, end = sorted((first, second))
    for begin, finish in sentence_spans(text, start, end):
        assert start <= begin < finish <= min(end, len(text))
        assert text[begin:finish].strip() == text[begin:finish]
