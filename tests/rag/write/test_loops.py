from __future__ import annotations

import pytest

from rag.write.loops import loop_start

SENTENCE = "The reports were confirmed by several officials in the region. "


@pytest.mark.parametrize(
    "once",
    [
        SENTENCE,
        "The troops left on Thursday morning. [1] Nobody stayed behind, officials said. [2] ",
        "no ",
        "and so on ",
        "军队于周四离开切尔诺贝利。",
    ],
    ids=["sentence", "two sentences", "word", "phrase", "no blanks"],
)
def test_a_loop_is_found_where_its_second_round_begins(once: str) -> None:
    text = f"It rained all day. {once * 30}"
    start = loop_start(text)
    assert start is not None
    assert text[:start].rstrip() == f"It rained all day. {once}".rstrip()


def test_a_loop_is_found_in_the_middle_of_a_round() -> None:
    assert loop_start(SENTENCE * 4 + "The reports were") == len(SENTENCE)


def test_markers_that_change_do_not_hide_a_loop() -> None:
    assert loop_start("".join(f"The reports were confirmed by several officials. [{n}] " for n in range(9))) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        SENTENCE * 2,
        "No, no, no, they said. It was long, long ago.",
        "Ten died on Monday. Twelve died on Tuesday. Three died on Friday. Nine died on Sunday. Four died in May.",
        SENTENCE * 9 + "Then the talks began anew in Istanbul.",
    ],
    ids=["nothing", "twice", "emphasis", "list", "a loop that ended"],
)
def test_other_text_is_no_loop(text: str) -> None:
    assert loop_start(text) is None
