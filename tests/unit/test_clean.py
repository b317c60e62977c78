from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.clean import clean, clean_lines, normalise

BODY = "The troops left on Thursday.\nThey went north, officials said."


def reasons(text: str) -> list[str]:
    return [line.reason for line in clean_lines(text).dropped]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("7 Apr, 2022 07:02", "timestamp"),
        ("7 April 2022", "timestamp"),
        ("April 7, 2022", "timestamp"),
        ("Apr 7, 2022, 07:02", "timestamp"),
        ("HomeWorld & Conflicts", "breadcrumb"),
        ("Home > News > Europe", "breadcrumb"),
        ("Home » World", "breadcrumb"),
        ("Sign up for our newsletter", "sign-up box"),
        ("Subscribe to our daily briefing", "sign-up box"),
        ("Invalid email", "sign-up box"),
        ("Enter your email address", "sign-up box"),
        ("We use your sign-up to provide content in ways you've consented to.", "sign-up box"),
        ("More information. You can unsubscribe at any time.", "sign-up box"),
        ("READ MORE: Kremlin shamed", "teaser"),
        ("Read more", "teaser"),
        ("RELATED: What we know", "teaser"),
        ("SEE ALSO", "teaser"),
        ("DON'T MISS", "teaser"),
        ("DON’T MISS: The map", "teaser"),
        ("JUST IN: Convoy moves", "teaser"),
        ("Putin's plan laid bare [INSIGHT]", "teaser"),
        ("Moscow says phase is over READ MORE: Moscow says phase is over", "teaser"),
        ("A tank near the plant (Image: Getty)", "caption"),
        ("A tank near the plant (Photo: Reuters/J. Smith)", "caption"),
        ("FILE PHOTO: Servicemen exchange greetings.", "caption"),
        ("© Wire Press, 2005–2022.", "copyright"),
        ("Copyright ©2022 Lantern Press.", "copyright"),
        ("The Wire. All rights reserved.", "copyright"),
        ("This website uses cookies", "cookie notice"),
        ("Accept all cookies", "cookie notice"),
        ("25:10", "player"),
        ("1:02:33", "player"),
        ("icon " * 8, "icon names"),
    ],
)
def test_furniture_of_the_page_is_left_out_for_a_reason(line: str, reason: str) -> None:
    cleaned = clean_lines(f"{line}\n{BODY}")
    assert cleaned.text == BODY
    assert [dropped.reason for dropped in cleaned.dropped] == [reason]


@pytest.mark.parametrize(
    "line",
    [
        "On 7 April 2022 the troops left.",
        "April 7, 2022 was the day the troops left.",
        "Home is where the heart is, he said.",
        "Homeless people were moved on Thursday.",
        "Home Office officials declined to comment.",
        "Read more books, the minister advised.",
        "The related case was closed.",
        "Just in time, the convoy left.",
        "He signed up for the army in March.",
        "They subscribe to the view that war is near.",
        "The picture (taken in March) shows a tank.",
        "Image: it was the word he used most.",
        "The copyright of the song is disputed.",
        "All rights matter, she said.",
        "The cookies were accepted by the soldiers.",
        "At 25:10 of the recording a shot is heard.",
        "The icon of the church was saved.",
        "He said it [sic] twice.",
        "The vote [ended] on Friday.",
    ],
)
def test_a_sentence_that_only_resembles_furniture_stays(line: str) -> None:
    assert clean(f"{BODY}\n{line}") == f"{BODY}\n{line}"


def test_a_headline_that_the_page_repeats_stands_once() -> None:
    cleaned = clean_lines(f"Troops leave Chernobyl\n\nTroops leave Chernobyl\n{BODY}")
    assert cleaned.text == f"Troops leave Chernobyl\n{BODY}"
    assert [line.reason for line in cleaned.dropped] == ["repeated"]


def test_a_line_said_twice_in_a_row_stands_once() -> None:
    assert clean(f"{BODY}\nFeatures\nFeatures") == f"{BODY}\nFeatures"


def test_the_same_words_further_down_are_kept() -> None:
    text = "One.\nTwo.\nThree.\nFour.\nFive.\nFour."
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"Troops leave Chernobyl\n{BODY}", "Troops leave Chernobyl"),
        (f"News\nTroops leave!\nTroops leave!\n{BODY}", "Troops leave!"),
        (f"Will they leave?\nWill they leave?\n{BODY}", "Will they leave?"),
        (BODY, None),
        ("Troops leave Chernobyl", None),
        (f"{'word ' * 40}\n{BODY}", None),
        (f"He said: “They left”\n{BODY}", None),
        (f"7 Apr, 2022 07:02\nTroops leave Chernobyl\n{BODY}", "Troops leave Chernobyl"),
        ("", None),
    ],
)
def test_the_headline_is_the_repeated_line_or_a_first_line_that_is_no_sentence(text: str, headline: str | None) -> None:
    assert clean_lines(text).headline == headline


def test_dropped_lines_carry_the_number_they_have_in_the_raw_text() -> None:
    cleaned = clean_lines("25:10\n\nThe troops left.\r\n\r\nREAD MORE\nThey ran.\n")
    assert [(line.line, line.text) for line in cleaned.dropped] == [(1, "25:10"), (5, "READ MORE")]


def test_blank_lines_are_neither_kept_nor_counted_as_dropped() -> None:
    cleaned = clean_lines("The troops left.\n\n \t\n\nThey ran.")
    assert (cleaned.text, cleaned.dropped) == ("The troops left.\nThey ran.", ())


@pytest.mark.parametrize("text", ["", "\n\n", " \t ", "\x00\u200b\ufeff", "READ MORE", "\ud800"])
def test_a_text_without_an_article_is_empty(text: str) -> None:
    assert clean(text) == ""


@pytest.mark.parametrize(
    ("line", "normal"),
    [
        ("  The   troops\tleft. ", "The troops left."),
        ("The\u00a0troops\u2003left.", "The troops left."),
        ("Cafe\u0301 Kyiv", "Café Kyiv"),
        ("The\x00 troops\x1b left\x7f.", "The troops left."),
        ("\ufeffThe tro\u200bops left.", "The troops left."),
        ("The \ud83dtroops left.", "The troops left."),
        ("“They left” – he said…", "“They left” – he said…"),
    ],
)
def test_a_kept_line_is_verbatim_but_for_white_space_nfc_and_unprintable_characters(line: str, normal: str) -> None:
    assert clean(line) == normal


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0c"])
def test_every_kind_of_line_end_becomes_a_newline(ending: str) -> None:
    assert clean(f"One.{ending}Two.") == "One.\nTwo."


def test_cleaning_the_samples_again_changes_nothing(seeds: Path) -> None:
    for path in seeds.glob("*.txt"):
        once = clean(path.read_text("utf-8"))
        assert clean(once) == once


def test_cleaning_real_articles_again_changes_nothing(real_seeds: Path) -> None:
    for path in real_seeds.rglob("*.txt"):
        once = clean(path.read_text("utf-8"))
        assert clean(once) == once


def test_every_kept_line_of_a_real_article_is_a_line_of_it(real_seeds: Path) -> None:
    for path in real_seeds.rglob("*.txt"):
        raw = path.read_text("utf-8")
        assert set(clean(raw).split("\n")) <= set(normalise(raw).split("\n"))


def test_no_real_article_is_cleaned_away(real_seeds: Path) -> None:
    lengths = {path.name: len(clean(path.read_text("utf-8"))) for path in real_seeds.rglob("*.txt")}
    assert lengths
    assert min(lengths.values()) > 1_000


def test_the_evidence_of_every_gold_question_survives_cleaning(seeds: Path) -> None:
    texts = {path.name: clean(path.read_text("utf-8")) for path in seeds.glob("*.txt")}
    for line in (seeds / "gold.jsonl").read_text("utf-8").splitlines():
        for evidence in json.loads(line)["evidence"]:
            assert (evidence["quote"] or "") in texts[evidence["article"]]


def test_the_samples_have_the_headlines_that_their_pages_repeat(seeds: Path) -> None:
    headlines = {path.stem: clean_lines(path.read_text("utf-8")).headline for path in seeds.glob("*.txt")}
    assert headlines["withdrawal"] == "Russian troops gone from Kiev area, Pentagon says"
    assert headlines["tabloid"] == (
        "Putin’s troops walk out of Chernobyl in ‘repositioning’ as Kremlin changes tactics"
    )
    assert headlines["wire-roundup"] is None


def test_icon_names_are_told_from_a_sentence_about_an_icon() -> None:
    assert reasons("The icon and the other icon were saved.") == []
