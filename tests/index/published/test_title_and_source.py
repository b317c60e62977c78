from __future__ import annotations

import pytest

from index.published.title_and_source import Outlet, host_of, title_and_source

BODY = "The harbour opened again after the storm. " * 8


def found(
    raw: str,
    *,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    headline: str | None = None,
) -> Outlet:
    """What is found of a page, with nothing given but what a test names."""
    return title_and_source(title=title, source=source, url=url, raw=raw, headline=headline)


def test_what_was_given_wins() -> None:
    outlet = found(
        f"Harbour opens | Sea Times\n{BODY}",
        title=" Harbour  opens at last ",
        source="The Wire",
        url="https://sea.example/a",
        headline="Harbour opens | Sea Times",
    )
    assert outlet == Outlet(
        title="Harbour opens at last", title_from="metadata", source="The Wire", source_from="metadata"
    )


def test_nothing_known_is_none() -> None:
    assert found(BODY) == Outlet(title=None, title_from=None, source=None, source_from=None)
    assert found("", title=" ", source="\n") == Outlet(title=None, title_from=None, source=None, source_from=None)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.sea-times.com/2021/a", "sea-times.com"),
        ("http://news.sea.co.uk/a", "sea.co.uk"),
        ("https://edition.sea.com:8080/a?b=c", "sea.com"),
        ("https://annmoor.blogspot.com/2021/05/a.html", "annmoor.blogspot.com"),
        ("www.SEA.com/a", "sea.com"),
        ("http://localhost/a", None),
        ("http://127.0.0.1/a", None),
        ("not an address", None),
        ("http://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_the_source_of_an_address_is_its_registrable_host(url: str | None, host: str | None) -> None:
    assert host_of(url) == host
    assert found(BODY, url=url).source == host
    assert found(BODY, url=url).source_from == ("url" if host else None)


@pytest.mark.parametrize("separator", ["|", "-", "–", "—"])
def test_a_page_title_gives_the_headline_and_the_site_where_the_headline_stands_alone_too(separator: str) -> None:
    first = f"Harbour opens again {separator} Sea Times"
    outlet = found(f"{first}\nMenu\nHarbour opens again\n{BODY}", headline=first)
    assert outlet == Outlet(title="Harbour opens again", title_from="text", source="Sea Times", source_from="text")


def test_a_page_title_gives_the_headline_where_the_address_bears_out_the_site() -> None:
    first = "Harbour opens again | Education | The Sea Times"
    outlet = found(f"{first}\n{BODY}", headline=first, url="https://www.seatimes.com/a")
    assert (outlet.title, outlet.source) == ("Harbour opens again", "seatimes.com")


def test_a_dash_inside_a_headline_is_not_cut() -> None:
    headline = "Harbour opens again - at last"
    outlet = found(f"{headline}\n{BODY}", headline=headline)
    assert (outlet.title, outlet.source) == (headline, None)


def test_the_marks_of_a_markdown_headline_are_no_part_of_the_title() -> None:
    assert found(f"# Harbour opens\n{BODY}", headline="# Harbour opens").title == "Harbour opens"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("© 2022 Sea Times", "Sea Times"),
        ("© 2022 Sea Times. All rights reserved.", "Sea Times"),
        ("Copyright ©2022 Sea Newspapers Ltd. “Sea Times” is a registered trademark.", "Sea Newspapers"),
        ("Copyright 2019-2022, Sea Times, Inc.", "Sea Times"),
        ("(c) Copyright 2021 by the Sea Agency", "Sea Agency"),
        ("(c) 2022 by St. Olaf Times | Terms", "St. Olaf Times"),
        ("This article was originally published on Sea Times.", "Sea Times"),
        ("This story first appeared in The Sea Post and is reprinted here.", "The Sea Post"),
    ],
)
def test_a_note_below_the_article_names_the_source(line: str, source: str) -> None:
    outlet = found(f"Harbour opens\n{BODY}\n{line}")
    assert (outlet.source, outlet.source_from) == (source, "text")


@pytest.mark.parametrize(
    "line",
    [
        "(Reuters) - The harbour opened again.",
        "OSLO, March 31 (Reuters) - The harbour opened again.",
        "Oslo (Reuters) — The harbour opened again.",
        "(Reuters) The harbour opened again.",
    ],
)
def test_a_dateline_names_the_agency(line: str) -> None:
    assert found(f"Harbour opens\n{line}\nIt had been closed.").source == "Reuters"


@pytest.mark.parametrize(
    "line",
    [
        "The Norwegian Harbour Board (NHB) said it would open.",
        "© 2022",
        "© Ann Moor",
        "CC BY 4.0 All rights reserved",
        "Copyright 2022 All rights reserved.",
        "This story was first published in April.",
    ],
)
def test_a_line_that_names_no_outlet_gives_none(line: str) -> None:
    assert found(f"{line}\n{BODY}").source is None


def test_the_holder_of_a_pictures_copyright_is_not_the_source() -> None:
    assert found(f"© Ann Moor\n{BODY}\nThe end.").source is None
