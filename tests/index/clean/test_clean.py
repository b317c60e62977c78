from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.clean import clean, clean_lines, normalise

BODY = "The troops left on Thursday.\nThey went north, officials said."
SENTENCE = "The troops were said to be headed to Belarus on Thursday."
MENU = ["Home", "News", "Sport", "Weather", "Contact us", "Log in", "Subscribe", "Search"]
FOOTER = ["Privacy policy", "Terms of use", "Facebook", "Twitter", "© 2022 The Herald. All rights reserved."]
ARTICLE = [
    "Troops leave the Chernobyl power plant",
    "Russian soldiers began to leave the Chernobyl power plant on Thursday, the company that runs it said.",
    "The plant had been in their hands since the first day of the invasion, when they came over the border.",
    "“They told us in the morning that they would go,” the company wrote on its channel, and added nothing.",
    "The workers of the plant live in Slavutych, a town that another column of soldiers has surrounded.",
    "It is not known whether all of them have left, and the army would not say where they are headed.",
]
LONG_BODY = "\n".join(ARTICLE[1:])
FOREIGN_MENU = ["Главная", "Startseite", "Политика", "Sport", "Новости"]
GERMAN = [
    "Russische Truppen verlassen Tschernobyl",
    "Die russischen Soldaten haben nach Angaben des Betreibers damit begonnen, das Kernkraftwerk zu verlassen.",
    "Das teilte das Unternehmen am Donnerstag mit, nachdem die Truppen am Morgen ihre Absicht erklärt hatten.",
    "In der Stadt Slawutytsch leben die Mitarbeiter des Kraftwerks, die seit Februar nicht abgelöst wurden.",
]
RUSSIAN = [
    "Российские войска покидают Чернобыльскую станцию",
    "Российские военные начали покидать Чернобыльскую атомную станцию, сообщила в четверг украинская компания.",
    "По данным компании, утром военные объявили о намерении передать станцию украинскому персоналу.",
    "В городе Славутич живут сотрудники станции, которые работали там с самого начала вторжения.",
]


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
        ("12 minutes ago", "timestamp"),
        ("Last updated: 7 April 2022, 07:02 BST", "timestamp"),
        ("Wednesday, March 30, 2022 6:05 PM EDT", "timestamp"),
        ("4 min read", "timestamp"),
        ("Media playback is unsupported on your device", "player"),
        ("Never miss a story by signing up to our newsletter today!", "sign-up box"),
        ("Get the best stories straight to your inbox.", "sign-up box"),
        ("By entering your address you agree that we may write to you.", "sign-up box"),
        ("Already a subscriber?", "subscription"),
        ("To view the full story, please subscribe to the Herald.", "subscription"),
        ("You are using an older browser version.", "browser notice"),
        ("We noticed that you are using an ad blocker.", "browser notice"),
        ("Please understand that comments are moderated.", "comments"),
        ("Leave a reply", "comments"),
        ("24 Comments", "comments"),
        ("Share this article on Facebook", "share bar"),
        ("Facebook Twitter WhatsApp", "share bar"),
        ("Follow us on Twitter @herald", "share bar"),
        ("Filed under: Politics, Europe", "tags"),
        ("Advertisement", "advertising"),
        ("Story continues below", "advertising"),
        ("This post contains affiliate links.", "advertising"),
        ("Skip to main content", "navigation"),
        ("Photo by Ann Lee on Unsplash", "caption"),
        ("Image caption", "caption"),
        ("The minister on Friday. Ann Lee/AFP/Getty Images", "caption"),
        ("A tank near the plant (AP Photo/Ann Lee)", "caption"),
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
        "Share prices fell on Friday, the bank said.",
        "Comments that he made in March came back to haunt him.",
        "Facebook said on Friday that it had removed the page.",
        "The newsletter was delivered to subscribers on Friday.",
        "Advertisement revenue fell on Friday, the paper said.",
        "Video of the attack was seen by the agency.",
        "More than 100 people died, officials said.",
        "Browsers and cookies were the subject of the hearing.",
        "Tags were found on the bodies, police said.",
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
        (f"News\nThe troops leave!\nThe troops leave!\n{LONG_BODY}", "The troops leave!"),
        (f"Will they leave?\nWill they leave?\n{LONG_BODY}", "Will they leave?"),
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


@pytest.mark.parametrize(
    ("line", "kept", "cut"),
    [
        (f"{SENTENCE} (Image: Getty)", SENTENCE, "(Image: Getty)"),
        (f"{SENTENCE}(Photo: Reuters/J. Smith)", SENTENCE, "(Photo: Reuters/J. Smith)"),
        (f"{SENTENCE} (Reuters)", SENTENCE, "(Reuters)"),
        (f"{SENTENCE} READ MORE: Kremlin shamed", SENTENCE, "READ MORE: Kremlin shamed"),
        (f"{SENTENCE} [INSIGHT]", SENTENCE, "[INSIGHT]"),
        (f"{SENTENCE} (AP) Read more", SENTENCE, "(AP) Read more"),
    ],
)
def test_a_credit_or_label_is_cut_off_the_sentence_that_it_follows(line: str, kept: str, cut: str) -> None:
    cleaned = clean_lines(f"{BODY}\n{line}")
    assert cleaned.text == f"{BODY}\n{kept}"
    assert [(part.line, part.text, part.reason) for part in cleaned.dropped] == [(3, cut, "credit or label")]


@pytest.mark.parametrize("line", [f"{SENTENCE} (He did not say when.)", f"{SENTENCE[:-1]} (AFP)", "They left. (AP)"])
def test_brackets_that_are_no_credit_of_a_whole_sentence_stay(line: str) -> None:
    assert clean(f"{BODY}\n{line}") == f"{BODY}\n{line}"


def test_the_description_of_a_picture_goes_with_its_caption() -> None:
    caption = "The plant was taken by Russian forces in February (Image: Getty)"
    cleaned = clean_lines(f"{BODY}\nView of Chernobyl power plant\n{caption}\nThey have not come back.")
    assert cleaned.text == f"{BODY}\nThey have not come back."
    assert [line.reason for line in cleaned.dropped] == ["picture description", "caption"]


def test_a_page_of_navigation_has_no_article() -> None:
    assert clean("\n".join(MENU + FOOTER)) == ""


def test_an_article_comes_out_of_the_page_around_it() -> None:
    related = ["Related stories", "Convoy seen near Kyiv", "What we know about the talks", "Ten maps of the war"]
    page = [*MENU, ARTICLE[0], "By Ann Lee", "7 Apr 2022", "Share", *ARTICLE[1:], *related, *FOOTER]
    cleaned = clean_lines("\n".join(page))
    assert cleaned.text == "\n".join(ARTICLE)
    assert cleaned.headline == ARTICLE[0]


def test_an_article_without_a_page_stays_whole() -> None:
    cleaned = clean_lines("\n".join(ARTICLE))
    assert (cleaned.text, cleaned.headline, cleaned.dropped) == ("\n".join(ARTICLE), ARTICLE[0], ())


@pytest.mark.parametrize(
    "text",
    [
        "The troops left.",
        "Troops leave Chernobyl",
        "The troops left on Thursday. They went north.",
        "One.\nTwo.\nThree.\nFour.\nFive.",
        "# Troops leave\n## What we know\nThey left on Thursday.\n- Two columns went north.\n- A few men stayed.",
        "City | Killed\nMariupol | 5,000\nKyiv | 200\nThe table counts civilians.\nIt was made on Friday.",
        "Q: When did the troops leave?\nA: On Thursday.\nQ: Where did they go?\nA: They went north.\nThat is all.",
    ],
    ids=["sentence", "headline", "two sentences", "short sentences", "Markdown", "table", "questions"],
)
def test_a_short_or_marked_up_text_is_not_eroded(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("article", [GERMAN, RUSSIAN], ids=["German", "Russian"])
def test_the_paragraphs_of_an_article_in_another_language_stay(article: list[str]) -> None:
    cleaned = clean("\n".join([*FOREIGN_MENU, *article, *FOOTER]))
    assert cleaned.split("\n")[-len(article) :] == article


def test_a_page_that_only_the_passes_after_the_first_finish_is_clean_after_one_call() -> None:
    rounds = [
        f"Story number {number} about the war\nAnother teaser for you\n{SENTENCE} {number}." for number in range(40)
    ]
    once = clean("\n".join(rounds))
    assert clean(once) == once


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


def test_the_real_articles_lose_their_furniture_and_no_sentence(real_seeds: Path) -> None:
    texts = {path.name[:3]: clean(path.read_text("utf-8")).split("\n") for path in real_seeds.rglob("*.txt")}
    assert {name: len(lines) for name, lines in texts.items()} == {"000": 23, "001": 17, "002": 8}
    assert all(line[-1] in '.”":' for name, lines in texts.items() for line in lines[0 if name == "000" else 2 :])


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
