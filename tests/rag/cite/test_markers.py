from __future__ import annotations

import pytest

from rag.cite.markers import marked_sentences


def named(answer: str) -> list[tuple[str, list[int]]]:
    """Sentences with the passages, of five, that their markers name."""
    return marked_sentences(answer, 5)


@pytest.mark.parametrize(
    ("marker", "passages"),
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
def test_a_marker_names_its_passages(marker: str, passages: list[int]) -> None:
    assert named(f"They left. {marker}") == [("They left.", passages)]


@pytest.mark.parametrize("marker", ["[0]", "[7]", "[999]", "[0-0]", "[6-9]", "[3-1]", "[0, 6]"])
def test_a_marker_that_names_no_passage_is_dropped(marker: str) -> None:
    assert named(f"They left. {marker}") == [("They left.", [])]


@pytest.mark.parametrize(("marker", "passages"), [("[0-2]", [1, 2]), ("[4-999]", [4, 5]), ("[0, 2, 9]", [2])])
def test_of_a_list_or_range_the_passages_that_exist_are_named(marker: str, passages: list[int]) -> None:
    assert named(f"They left. {marker}") == [("They left.", passages)]


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
    assert named(text) == [(text, [])]


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
    found = [(text.replace(" .", "."), markers) for text, markers in named(answer)]
    assert found == [("They left.", [1]), ("They ran.", [2])]


def test_a_marker_inside_a_sentence_belongs_to_it() -> None:
    assert named("They left [1], and went north [2].") == [("They left, and went north.", [1, 2])]


def test_a_sentence_without_a_marker_names_nothing() -> None:
    assert named("They left. They ran. [2]") == [("They left.", []), ("They ran.", [2])]


def test_doubled_brackets_are_one_marker() -> None:
    assert named("They left [[1]].") == [("They left.", [1])]


@pytest.mark.parametrize("answer", ["[1[2]]", "[[1]1]", "They left [1, [2] 3]."])
def test_no_marker_arises_where_another_one_is_taken_out(answer: str) -> None:
    assert all(not markers for text, _ in named(answer) for _, markers in named(text))


@pytest.mark.parametrize("answer", ["", "  \n", "[1]", "[1] [2]\n[3]"])
def test_an_answer_without_words_has_no_sentences(answer: str) -> None:
    assert named(answer) == []


def test_a_sentence_names_each_passage_once_and_none_that_is_not_there() -> None:
    assert named("They left [3], they ran [1, 3], gone [9].") == [("They left, they ran, gone.", [3, 1])]
