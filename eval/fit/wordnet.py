"""Synonyms, antonyms and nouns of events from WordNet 3.0, by the commonest sense of a word.

Source: Fellbaum 1998, WordNet; the files of Debian's package wordnet-base, laid out as wndb(5WN) says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import InputError

Part = Literal["noun", "verb", "adj", "adv"]
FOLDER = Path("/usr/share/wordnet")
PART_OF: dict[str, Part] = {"NOUN": "noun", "VERB": "verb", "ADJ": "adj", "ADV": "adv"}
"""The dictionary's part of speech by the universal one."""
_PARTS: tuple[Part, ...] = ("noun", "verb", "adj", "adv")
_PART_OF_LETTER = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
_ANTONYM, _DERIVED = "!", "+"


@dataclass(frozen=True, slots=True)
class _Pointer:
    symbol: str
    key: tuple[str, int]
    source: int
    target: int


@dataclass(frozen=True, slots=True)
class _Synset:
    words: tuple[str, ...]
    pointers: tuple[_Pointer, ...]


class WordNet:
    """What words mean, by their lemmas in lower case; words of several parts are left out."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read the files in `folder`.

        Raises:
            InputError: they are not there.
        """
        try:
            self._synsets = {key: one for part in _PARTS for key, one in _synsets(folder / f"data.{part}", part)}
            self._first = {key: one for part in _PARTS for key, one in _senses(folder / f"index.{part}", part)}
        except OSError as error:
            raise InputError(f"WordNet is not in {folder}.", mend="On Debian: apt-get install wordnet-base.") from error

    def synonyms(self, lemma: str, part: Part) -> list[str]:
        """Words of a word's commonest sense whose commonest sense that is too."""
        found = self._of(lemma, part)
        return [] if found is None else [one for one in found.words if one != lemma and self._of(one, part) is found]

    def antonyms(self, lemma: str, part: Part) -> list[str]:
        """The opposites of a word in its commonest sense."""
        return list(self._linked(lemma, part, _ANTONYM, part))

    def event_nouns(self, verb: str) -> list[str]:
        """The nouns made of a verb in its commonest sense, like "withdrawal", that share its beginning."""
        return [one for one in self._linked(verb, "verb", _DERIVED, "noun") if one[:3] == verb[:3]]

    def _of(self, lemma: str, part: Part) -> _Synset | None:
        key = self._first.get((lemma, part))
        return None if key is None else self._synsets[key]

    def _linked(self, lemma: str, part: Part, symbol: str, target: Part) -> Iterator[str]:
        found = self._of(lemma, part)
        if found is None or lemma not in found.words:
            return
        place = found.words.index(lemma) + 1
        for pointer in found.pointers:
            if pointer.symbol == symbol and pointer.source == place and pointer.key[0] == target:
                word = self._synsets[pointer.key].words[pointer.target - 1]
                if word.isalpha():
                    yield word


def _synsets(path: Path, part: Part) -> Iterator[tuple[tuple[str, int], _Synset]]:
    for line in path.read_text("ascii").splitlines():
        if line.startswith(" "):
            continue  # The licence.
        fields = line.split(" | ", 1)[0].split()
        count = int(fields[3], 16)
        words = tuple(_plain(word) for word in fields[4 : 4 + 2 * count : 2])
        rest = fields[4 + 2 * count :]
        pointers = [rest[at : at + 4] for at in range(1, 1 + 4 * int(rest[0]), 4)]
        yield (
            (part, int(fields[0])),
            _Synset(
                tuple(word if word.isalpha() else "" for word in words),
                tuple(
                    _Pointer(symbol, (_PART_OF_LETTER[of], int(offset)), int(ends[:2], 16), int(ends[2:], 16))
                    for symbol, offset, of, ends in pointers
                ),
            ),
        )


def _plain(word: str) -> str:
    return word.split("(", 1)[0].lower()


def _senses(path: Path, part: Part) -> Iterator[tuple[tuple[str, Part], tuple[str, int]]]:
    """The commonest sense of each single word that was ever met in a tagged text."""
    for line in path.read_text("ascii").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split()
        pointers = int(fields[3])
        tagged, first = fields[5 + pointers], fields[6 + pointers]
        if fields[0].isalpha() and int(tagged):
            yield (fields[0], part), (part, int(first))
