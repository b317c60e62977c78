from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.clean import clean, clean_lines, normalise

CHARACTERS = st.characters(exclude_categories=())  # Surrogates and control characters included.
FURNITURE = st.sampled_from(
    [
        "7 Apr, 2022 07:02",
        "HomeWorld",
        "READ MORE: Kremlin",
        "Plan [INSIGHT]",
        "A tank (Image: Getty)",
        "© Press. All rights reserved.",
        "25:10",
        "Troops leave Chernobyl",
        "Troops leave Chernobyl READ MORE: Troops leave Chernobyl",
        "icon " * 9,
        "The troops left on Thursday.",
        "The troops were said to be headed to Belarus. (Image: Getty)",
        "The troops were said to be headed to Belarus. [INSIGHT] (AP) READ MORE: Kremlin",
        "Home\nNews\nSport\nLog in",
        "By Ann Lee\nShare\n24 Comments",
        "“We do not know,” the minister told reporters in Kyiv, who had asked him where the men would go.",
    ]
)
PIECES = (
    FURNITURE | st.text(CHARACTERS, max_size=30) | st.sampled_from(["\r", "\x1c", "\u2028", "\u200b", "\u0301", " "])
)
TEXTS = st.lists(PIECES, max_size=12).flatmap(
    lambda pieces: st.sampled_from(["\n", "\r\n", " ", ""]).map(lambda j: j.join(pieces))
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("e\u200b\u0301")
@example("\u0301\n\u0301")
@example("READ\u200b MORE")
@example("\ud83d\ude42")
@example("a\n\nb\nb\na")
@example("\u1100\u200b\u1161")
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_clean_text_can_be_stored_compared_and_printed(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(character) for character in cleaned if character != "\n"} & {"Cc", "Cs"}
    assert all(line == " ".join(line.split()) != "" for line in cleaned.split("\n") if cleaned)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_kept_line_begins_a_line_of_the_normalised_text_in_its_order(text: str) -> None:
    remaining = iter(normalise(text).split("\n"))
    assert all(any(whole.startswith(line) for whole in remaining) for line in clean(text).split("\n") if line)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_line_is_kept_or_dropped_by_its_own_number_or_cut(text: str) -> None:
    lines = normalise(text).split("\n")
    cleaned = clean_lines(text)
    cut = [part for part in cleaned.dropped if part.reason == "credit or label"]
    whole = [part for part in cleaned.dropped if part.reason != "credit or label"]
    assert all(lines[part.line - 1] == part.text for part in whole)
    assert all(lines[part.line - 1].endswith(part.text) for part in cut)
    kept = cleaned.text.split("\n") if cleaned.text else []
    assert len(kept) + len(whole) == sum(1 for line in lines if line)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_headline_is_a_kept_line(text: str) -> None:
    cleaned = clean_lines(text)
    assert cleaned.headline is None or cleaned.headline in cleaned.text.split("\n")


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "icon" * 25_000,
        "(Image: " * 12_500,
        "READ MORE: " * 10_000,
        "[" * 100_000,
        " " * 100_000 + "x",
        "a\n" * 50_000,
        "".join(f"{number}\n" for number in range(50_000)),
        "we use your " * 10_000,
        "The troops left. (AP)" + " (AP)" * 20_000,
        "".join(f"The troops left on day {number} of the war, the company said.\n" for number in range(50_000)),
        "Home\nThe troops left on Thursday, officials of the company said.\n" * 25_000,
    ],
    ids=[
        "letters",
        "icons",
        "captions",
        "teasers",
        "brackets",
        "spaces",
        "equal lines",
        "lines",
        "boxes",
        "credits",
        "sentences",
        "alternating",
    ],
)
def test_a_long_text_of_any_make_is_cleaned_and_ends(text: str) -> None:
    assert clean(clean(text)) == clean(text)
