from __future__ import annotations

import pytest

from index.types import Passage, ScoredPassage
from rag.cite import best_sentence, cite, markers_in, support, supports
from rag.types import AnswerSentence
from tests.fakes import article, scored

LEFT = "The troops left on Thursday."
NORTH = "They went north."
STAYED = "Nobody stayed behind at the station."
PASSAGES = (
    scored(f"{LEFT} {NORTH}", id="a1"),
    scored(STAYED, id="a2"),
    scored("At least 5,000 people died in Mariupol.", id="a3"),
    scored("Peace talks go on in Turkey.", id="a4"),
    scored("Gas may be cut off.", id="a5"),
)


def cited(answer: str) -> list[tuple[str, list[int]]]:
    """Sentences with the markers of their citations."""
    return [(sentence.text, markers(sentence)) for sentence in cite(answer, PASSAGES)]


def markers(sentence: AnswerSentence) -> list[int]:
    return [citation.marker for citation in sentence.citations]


@pytest.mark.parametrize(
    ("marker", "named"),
    [
        ("[1]", [1]),
        ("[5]", [5]),
        ("[1][2]", [1, 2]),
        ("[1] [2]", [1, 2]),
        ("[1, 2]", [1, 2]),
        ("[1,2]", [1, 2]),
        ("[1; 3]", [1, 3]),
        ("[1-3]", [1, 2, 3]),
        ("[1–3]", [1, 2, 3]),
        ("[1, 3-5]", [1, 3, 4, 5]),
        ("[ 2 ]", [2]),
        ("[02]", [2]),
        ("[2][2]", [2]),
        ("[3][1]", [3, 1]),
    ],
)
def test_a_marker_names_its_passages(marker: str, named: list[int]) -> None:
    assert cited(f"They left. {marker}") == [("They left.", named)]


@pytest.mark.parametrize("marker", ["[0]", "[7]", "[999]", "[0-0]", "[6-9]", "[3-1]", "[0, 6]"])
def test_a_marker_that_names_no_passage_is_dropped(marker: str) -> None:
    assert cited(f"They left. {marker}") == [("They left.", [])]


@pytest.mark.parametrize(("marker", "named"), [("[0-2]", [1, 2]), ("[4-999]", [4, 5]), ("[0, 2, 9]", [2])])
def test_of_a_list_or_range_the_passages_that_exist_are_named(marker: str, named: list[int]) -> None:
    assert cited(f"They left. {marker}") == [("They left.", named)]


@pytest.mark.parametrize(
    "text",
    [
        "The war [2022] went on.",
        "They left [sic].",
        "They left [the plant].",
        "It said [Russian ones] moved.",
        f"They left [{'9' * 5000}].",
        "They left [].",
        "They left [-].",
        "They left [1.5].",
        "They left [1",
        "They left 1].",
    ],
    ids=lambda text: text[:24],
)
def test_brackets_that_are_no_marker_stay_in_the_sentence(text: str) -> None:
    assert cited(text) == [(text, [])]


@pytest.mark.parametrize(
    "answer",
    [
        "They left. [1] They ran. [2]",
        "They left [1]. They ran [2].",
        "They left.[1] They ran.[2]",
        "They left.[1]They ran.[2]",
        "They left. [1]\nThey ran. [2]",
        "They left.\n[1]\nThey ran.\n[2]",
        "[1] They left. [2] They ran.",
        "[1]They left.\n[2]They ran.",
        " [1] They left. [2] They ran.",
        "They left [1] . They ran [2] .",
    ],
)
def test_a_marker_belongs_to_the_sentence_it_was_written_for(answer: str) -> None:
    found = [(text.replace(" .", "."), markers) for text, markers in cited(answer)]
    assert found == [("They left.", [1]), ("They ran.", [2])]


def test_a_marker_inside_a_sentence_belongs_to_it() -> None:
    assert cited("They left [1], and went north [2].") == [("They left, and went north.", [1, 2])]


def test_a_sentence_without_a_marker_cites_nothing() -> None:
    assert cited("They left. They ran. [2]") == [("They left.", []), ("They ran.", [2])]


def test_doubled_brackets_are_one_marker() -> None:
    assert cited("They left [[1]].") == [("They left.", [1])]


@pytest.mark.parametrize("answer", ["[1[2]]", "[[1]1]", "They left [1, [2] 3]."])
def test_no_marker_arises_where_another_one_is_taken_out(answer: str) -> None:
    assert all(not markers_in(text, 5) for text, _ in cited(answer))


@pytest.mark.parametrize("answer", ["", "  \n", "[1]", "[1] [2]\n[3]"])
def test_an_answer_without_words_has_no_sentences(answer: str) -> None:
    assert cite(answer, PASSAGES) == ()


def test_without_passages_no_marker_names_any() -> None:
    (sentence,) = cite("They left. [1]", ())
    assert (sentence.text, sentence.citations, sentence.support) == ("They left.", (), 0.0)


def test_markers_of_an_answer_are_listed_in_order_and_each_once() -> None:
    assert markers_in("They left [3]. They ran [1, 3]. Gone [9].", 5) == [3, 1]


def test_a_citation_quotes_the_sentence_of_its_passage_that_supports_the_claim_best() -> None:
    ((citation,),) = [sentence.citations for sentence in cite("They went north. [1]", PASSAGES)]
    start = PASSAGES[0].article.text.index(NORTH)
    assert (citation.start, citation.end, citation.quote) == (start, start + len(NORTH), NORTH)


def test_offsets_count_in_the_article_and_not_in_the_passage() -> None:
    text = f"Nothing here matters. {LEFT} {NORTH}"
    start, end = text.index(LEFT), text.index(LEFT) + len(LEFT)
    passage = Passage(id="p", article_id="a1", start=start, end=end, text=LEFT, heading="", tokens=5)
    hit = ScoredPassage(passage=passage, article=article(text), score=1.0)
    assert best_sentence(LEFT, hit) == ((start, end), 1.0)


def test_a_sentence_outside_the_passage_is_never_quoted() -> None:
    text = f"{LEFT} {STAYED}"
    start = text.index(STAYED)
    passage = Passage(id="p", article_id="a1", start=start, end=len(text), text=STAYED, heading="", tokens=5)
    (where, value) = best_sentence(LEFT, ScoredPassage(passage=passage, article=article(text), score=1.0))
    assert where == (start, len(text))
    assert value < 0.5


def test_of_sentences_that_support_a_claim_equally_the_earliest_is_quoted() -> None:
    assert best_sentence(LEFT, scored(f"{LEFT} {NORTH} {LEFT}")) == ((0, len(LEFT)), 1.0)


def test_a_sentence_that_no_quote_carries_is_cited_but_not_supported() -> None:
    (sentence,) = cite("Martians landed in Kansas. [2]", PASSAGES)
    assert (markers(sentence), sentence.support, sentence.supported) == ([2], 0.0, False)


def test_a_sentence_is_as_well_supported_as_its_best_citation() -> None:
    (sentence,) = cite("The troops left on Thursday. [2][1]", PASSAGES)
    assert [citation.supported for citation in sentence.citations] == [False, True]
    assert sentence.supported


def test_a_sentence_reads_back_with_its_markers_at_its_end() -> None:
    (sentence,) = cite("They left [2], and went north [1].", PASSAGES)
    assert sentence.marked == "They left, and went north. [2][1]"


# Support; tests/unit/test_support.py has what speaks for and against a claim.


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [("", LEFT), (LEFT, ""), ("", ""), (" \n", LEFT), (LEFT, "\n"), ("?!", LEFT), ("it was", LEFT)],
)
def test_without_words_on_either_side_there_is_no_support(claim: str, evidence: str) -> None:
    assert support(claim, evidence) == 0.0


def test_what_the_evidence_says_word_for_word_is_fully_supported() -> None:
    assert support(f"{LEFT} {NORTH}", f"{STAYED} {LEFT} {NORTH}") == 1.0


def test_a_whole_article_is_searched_for_the_sentence_that_supports() -> None:
    assert support(NORTH, "Filler stands here.\n" * 50 + NORTH + "\nMore filler." * 50) == 1.0


def test_the_batch_form_gives_the_same_in_the_same_order() -> None:
    pairs = [(LEFT, LEFT), (LEFT, STAYED), ("", LEFT)]
    assert supports(pairs) == [support(*pair) for pair in pairs]
    assert supports([]) == []
