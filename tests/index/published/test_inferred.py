from __future__ import annotations

from datetime import date, timedelta

import pytest

from index.dates.reading import Reading
from index.published import publication
from index.published.infer import Window, infer
from index.types import Published

SEEN = date(2026, 11, 22)


def inferred(text: str, *, raw: str | None = None, seen: date = SEEN, **known: object) -> Published:
    """What a text lets infer, with nothing else known than the day on which it was first seen."""
    window = Window(latest=seen, **known)  # type: ignore[arg-type] # Whatever a test knows of the window.
    return infer(Reading(text), raw=text if raw is None else raw, window=window)


# In 2021 the 5th of March was a Friday, in the years around only in 2010 and 2027.
TWO_SENTENCES = (
    "The ferry company said the northern pier would be closed Friday morning for repairs. "
    '"The ferry company will close the northern pier on March 5 from 8:00 am," it wrote. '
)


def test_a_weekday_and_a_date_of_neighbouring_sentences_fix_the_year_and_the_spoken_weekday_the_day() -> None:
    found = inferred(TWO_SENTENCES + "Passengers must take the bus, the mayor said Tuesday.")
    assert (found.earliest, found.latest, found.provenance) == (date(2021, 3, 2), date(2021, 3, 3), "inferred")
    assert found.words == "Friday morning … March 5 from 8:00 am; Tuesday"


def test_news_of_the_day_before_the_event_leaves_only_that_day() -> None:
    found = inferred(TWO_SENTENCES + "Passengers must take the bus, the mayor said Thursday.")
    assert (found.earliest, found.latest) == (date(2021, 3, 4), date(2021, 3, 4))


def test_without_a_spoken_weekday_the_week_before_stays_open() -> None:
    found = inferred(TWO_SENTENCES)
    assert (found.earliest, found.latest) == (date(2021, 2, 27), date(2021, 3, 4))


def test_neighbouring_sentences_about_different_things_name_no_day() -> None:
    text = "The ferry company will close the pier on Friday. Voters will elect a council on March 5."
    assert inferred(text) == Published()


def test_a_deadline_is_not_the_day_of_a_neighbouring_event() -> None:
    text = "The ferry company will sell the northern pier by Friday. The ferry company will let the pier by March 5."
    assert inferred(text) == Published()


def test_a_weekday_and_a_date_behind_are_not_taken_for_one_day() -> None:
    text = (
        "The ferry company closed the northern pier on Friday. The ferry company closed the northern pier on March 5."
    )
    assert inferred(text) == Published()


def test_the_day_of_first_sight_bounds_the_years() -> None:
    assert inferred(TWO_SENTENCES, seen=date(2020, 6, 1)).latest == date(2010, 3, 4)


def test_a_copyright_line_decides_between_years_that_the_text_leaves_open() -> None:
    assert inferred(TWO_SENTENCES, raw=TWO_SENTENCES + "\n© 2010 The Ferry Post").latest == date(2010, 3, 4)


def test_an_event_of_a_later_year_rules_out_the_years_before() -> None:
    older = inferred(TWO_SENTENCES + "The pier was rebuilt on 3 July 2019.", seen=date(2020, 6, 1))
    assert older == Published(earliest=date(2019, 7, 3), provenance="inferred", words="3 July 2019")


def test_what_somebody_said_on_a_dated_weekday_was_printed_within_two_days() -> None:
    found = inferred("The pier is safe, the mayor said on Tuesday, March 2.")
    assert (found.earliest, found.latest) == (date(2021, 3, 2), date(2021, 3, 4))


def test_several_dated_weekdays_narrow_each_other() -> None:
    behind = inferred("The pier was closed on Tuesday, March 2.")
    ahead = inferred("It will open on Monday, March 8.")
    both = inferred("The pier was closed on Tuesday, March 2. It will open on Monday, March 8.")
    assert (both.earliest, both.latest) == (behind.earliest, ahead.latest)
    assert both.earliest is not None
    assert both.latest is not None
    assert both.earliest <= date(2021, 3, 2) < date(2021, 3, 8) <= both.latest


def test_a_day_named_in_brackets_behind_yesterday_is_the_day_before() -> None:
    found = inferred("The pier opened yesterday (March 2).", earliest=date(2021, 3, 1))
    assert found == Published(), "without its weekday the year stays open"
    window = Window(earliest=date(2021, 3, 1), latest=date(2021, 3, 31))
    found = infer(Reading("The pier opened yesterday (March 2)."), raw="", window=window)
    assert (found.earliest, found.latest) == (date(2021, 3, 3), date(2021, 3, 3))


def test_a_dateline_runs_on_its_day_or_the_next() -> None:
    window = Window(earliest=date(2021, 1, 1), latest=date(2021, 12, 31))
    found = infer(Reading("OSLO, March 2 (Harbour Wire) - The pier opened."), raw="", window=window)
    assert (found.earliest, found.latest) == (date(2021, 3, 2), date(2021, 3, 3))


@pytest.mark.parametrize(
    ("text", "earliest"),
    [
        ("The pier was closed in May 2019 and opened in June 2020.", date(2020, 6, 1)),
        ("The pier was closed on 4 May 2019.", date(2019, 5, 4)),
        ("The pier was rebuilt in 2017 and the town grew. It was closed in May 2019.", date(2019, 5, 1)),
    ],
)
def test_dated_events_of_the_past_bound_the_day_from_below(text: str, earliest: date) -> None:
    found = inferred(text)
    assert (found.earliest, found.latest, found.provenance) == (earliest, None, "inferred")


@pytest.mark.parametrize(
    "text",
    [
        "The pier will be rebuilt in May 2025.",
        "The pier would be closed on 4 May 2025, the plan said.",
        "The council opposed the 2024 campaign.",
        "The mayor announced a run for office in 2024.",
        "The pier was closed in May 1887.",
        "It was closed on 4 May 2031.",
    ],
)
def test_plans_single_years_and_history_say_nothing_of_the_day(text: str) -> None:
    assert inferred(text) == Published()


def test_a_copyright_year_is_believed_only_of_news() -> None:
    news = "The pier was closed on Tuesday, and nobody was hurt."
    found = inferred(news, raw=f"{news}\n© 2017-2019 The Ferry Post")
    assert (found.earliest, found.latest, found.words) == (date(2019, 1, 1), date(2019, 12, 31), "© 2019; Tuesday")
    recipe = "Boil the fish until it is done, and serve it with peas."
    assert inferred(recipe, raw=f"{recipe}\n© 2019 The Ferry Post") == Published()


def test_a_copyright_year_that_the_text_contradicts_is_not_believed() -> None:
    news = "The pier was closed on Tuesday. It was rebuilt on 3 July 2019."
    assert inferred(news, raw=f"{news}\n© 2018 The Ferry Post").latest is None


def test_news_that_shows_only_its_update_is_of_the_week_before() -> None:
    page = "Pier closed\nUpdated 3 March 2021\nThe pier is closed, the mayor said on Tuesday."
    found = publication(metadata=None, raw=page, text=page, url=None, first_seen=SEEN)
    assert (found.earliest, found.latest) == (date(2021, 3, 3) - timedelta(days=6), date(2021, 3, 3))
    assert found.provenance == "inferred"


def test_the_stamp_of_an_update_is_no_event_of_the_text() -> None:
    page = "Pier guide\nLast updated 3 March 2021\nThe pier is long."
    found = publication(metadata=None, raw=page, text=page, url=None, first_seen=SEEN)
    assert (found.earliest, found.latest) == (None, date(2021, 3, 3))


def test_what_is_inferred_narrows_the_month_of_an_address() -> None:
    text = "The pier opened yesterday (March 2) and was full."
    found = publication(metadata=None, raw=text, text=text, url="https://x.example/2021/03/pier", first_seen=SEEN)
    assert (found.earliest, found.latest, found.provenance) == (date(2021, 3, 3), date(2021, 3, 3), "inferred")


def test_a_past_day_bounds_a_hinted_year_from_below() -> None:
    news = "The pier, headed for repair, was closed on Tuesday, two weeks after a boat struck it on February 24."
    found = inferred(news, raw=f"{news}\n© 2019 The Ferry Post")
    assert (found.earliest, found.latest) == (date(2019, 2, 24), date(2019, 12, 31))
    assert found.words == "© 2019; Tuesday; February 24"


def test_a_past_day_bounds_a_known_year_from_below() -> None:
    news = "A boat struck the pier on February 24."
    found = inferred(news, earliest=date(2019, 1, 1), seen=date(2019, 12, 31))
    assert (found.earliest, found.latest) == (date(2019, 2, 24), date(2019, 12, 31))
    assert inferred(news) == Published()


@pytest.mark.parametrize(
    "event",
    [
        "A boat struck it on November 24.",
        "The owner agreed to leave on February 24.",
        "A boat is expected on February 24.",
        "The council voted for February 24.",
        "A boat struck it on February 24 last year.",
        "It is closed on February 24.",
    ],
)
def test_a_day_late_in_the_year_or_not_surely_past_bounds_no_year(event: str) -> None:
    news = f"The pier was closed on Tuesday. {event}"
    assert inferred(news, raw=f"{news}\n© 2019 The Ferry Post").earliest == date(2019, 1, 1)


def test_a_dateline_with_its_year_is_of_the_day_or_the_day_before() -> None:
    sale = (
        "The northern pier is for sale, its owner wrote, and whoever buys it must keep it open to all who walk there, "
        "as it was kept open by the family that built it."
    )
    found = inferred(f"OSLO, March 3, 2021 /PRNewswire/ -- {sale}")
    assert (found.earliest, found.latest, found.words) == (date(2021, 3, 3), date(2021, 3, 4), "March 3, 2021")
    bound = inferred(f"OSLO, March 3, 2021 (Reuters) - {sale}", seen=date(2021, 3, 3))
    assert (bound.earliest, bound.latest) == (date(2021, 3, 3), date(2021, 3, 3))
    assert inferred(f"OSLO, March 3, 2021 (Reuters) - {sale}", seen=date(2020, 3, 3)) == Published()


def test_the_day_of_a_correction_is_no_event_before_publication() -> None:
    assert inferred("The pier is long. This article was amended on 5 March 2021 to correct a name.") == Published()
    assert inferred("The pier is long. The law was amended on 5 March 2021.").earliest == date(2021, 3, 5)
