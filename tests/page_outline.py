"""Reads HTML as a browser would, for tests that ask what is on a page."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"img", "input", "br", "hr", "link", "meta"}


class Outline(HTMLParser):
    """The tags of a page in order, each with its attributes, and the text inside any of them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[int] = []
        self._texts: dict[int, list[str]] = {}
        self.feed(html)
        self.close()

    @property
    def structure(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tag names with the names of their attributes."""
        return [(tag, tuple(attributes)) for tag, attributes in self.tags]

    def texts(self, name: str) -> list[str]:
        """The text of every element with this tag or class."""
        found = (
            number
            for number, (tag, attributes) in enumerate(self.tags)
            if tag == name or name in (attributes.get("class") or "").split()
        )
        return ["".join(self._texts.get(number, [])) for number in found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(len(self.tags) - 1)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be of this kind."""
        assert self.tags[self._open[-1]][0] == tag, f"</{tag}> closes <{self.tags[self._open[-1]][0]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Note text for every element it stands in."""
        for number in self._open:
            self._texts.setdefault(number, []).append(data)
