"""What a question asks for: a time, an amount, a person or a place, and of what event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.language.sentences import sentence_spans
from index.language.words import content_words
from rag.evidence.amounts import CURRENCIES
from rag.grammar.tokens import Token, tokenize
from rag.grammar.verbs import AUXILIARIES, event_at, event_of_noun, lemma

AnswerKind = Literal["when", "how many", "who", "where", "other"]

_TIME_NOUN = r"(?:day|date|year|month|week|weekday|time|decade|century)"
_PLACE_NOUN = (
    r"(?:city|country|state|town|village|province|region|county|place|district|continent|location|suburb|port)"
)
_AMOUNT_NOUN = (
    r"(?:number|population|(?:death\s+)?toll|price|cost|share|percentage|proportion|total|amount|income|age|length"
    r"|height|weight|size|distance|speed|value|budget|salary|turnout|score|rate|elevation|capacity)"
)
_PERSON_NOUN = (
    r"(?:person|man|woman|president|minister|official|spokesman|spokeswoman|spokesperson|leader|director|author"
    r"|artist|singer|actor|actress|player|writer|general|politician|composer|senator|mayor|king|queen|pope|founder|ceo)"
)
_NAMED = r"\bwhat(?:['’]s|\s+is|\s+was|\s+are|\s+were)\s+(?:the\s+)?(?:[\w'’-]+\s+){0,3}?"
_KIND_PATTERNS: tuple[tuple[AnswerKind, str], ...] = (
    ("how many", r"\bhow\s+(?:many|much|old|tall|far|high|big|large|heavy|fast|deep)\b"),
    ("when", rf"\bwhen\b|\b(?:what|which)\s+{_TIME_NOUN}\b|{_NAMED}(?:date|day|year|birthday)\b"),
    ("where", rf"\bwhere\b|\b(?:what|which)\s+{_PLACE_NOUN}\b|{_NAMED}(?:location|birthplace|capital)\b"),
    ("how many", rf"{_NAMED}{_AMOUNT_NOUN}\b|\b(?:what|which)\s+(?:percentage|share|proportion|number)\b"),
    ("who", rf"\bwho(?:m|se)?\b|\b(?:what|which)\s+{_PERSON_NOUN}\b"),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KIND_PATTERNS)
# "Who is John Kirby?" asks what is to be said of him.
_WHO_SOMEBODY_IS = re.compile(r"\s*[Ww]ho\s+(?:is|was|are|were)\s+(?:[A-Z][\w.'’-]*\s+){0,9}[A-Z][\w.'’-]*\s*\??\s*$")
# "Do Ukrainian sources agree on which day they left?" asks on which day they left.
_KINDS_OF_EVENT = frozenset(content_words("disaster accident incident tragedy catastrophe event"))
_HAPPENS_TO_PEOPLE = frozenset(("die", "injure", "arrest", "rescue", "evacuate"))
_PEOPLE = frozenset(content_words("people"))
_AGREEMENT = re.compile(
    r"^\W*(?:do|does)\b.*?\b(?:agree|disagree|differ)\s+(?:with\s+each\s+other\s+)?(?:(?:on|about|over|as\s+to)\s+)?"
    r"(?=(?:when|who|where|how\s+many|how\s+much|(?:on\s+|in\s+)?(?:what|which))\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\bhow\s+(?:many|much)\s+((?:[\w'’-]+\s+){0,3}?[\w'’-]+)(?=\s|\?|$)", re.IGNORECASE)
_ASKED_NOUN = re.compile(rf"{_NAMED}((?:(?:median|average|mean)\s+)?{_AMOUNT_NOUN})\b", re.IGNORECASE)
_UNITS = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(units.split()))
    for pattern, units in (
        (r"\bper\s?cent|\b(?:percentage|share|proportion|turnout)\b", "%"),
        (r"\bhow\s+much\b", f"% kg {' '.join(CURRENCIES)}"),
        (r"\bhow\s+(?:tall|far|high|deep|large|big)\b", "m"),
        (r"\bhow\s+heavy\b", "kg"),
        (r"\bhow\s+(?:old|fast)\b", "none"),
    )
)
_ROLE = re.compile(
    r"\bwho(?:['’]s|\s+is|\s+was|\s+are|\s+were)\s+(?:the|a|an|[\w.'’-]+['’]s?)\s+(?:(?:current|new|main|former)\s+)?"
    r"([a-z][\w-]*(?:\s+[a-z][\w-]*)?)(?=\s+(?:of|in|at|for|to|from|on|associated|behind|with)\b|\s*\?)"
    r"|\b(?:what|which)\s+([a-z]\w+)\b",
    re.IGNORECASE,
)
_DETERMINERS = frozenset(
    """
    the a an this that his her its their of in at by on to from for
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_ASKING = frozenset(
    """
    what which who whom whose when where how many much name day date year month time city country state place
    number person located locate estimated according first
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
# Their participle is the infinitive: "when was it broadcast?"
_SAME_PARTICIPLE = frozenset(
    """
    broadcast cast cut hit hurt put set shut split spread become
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question asks for.

    `events` are infinitives (see `rag.grammar.verbs.event`), `subject` the stems of its other content words, `noun`
    those of what is counted, measured or held by a person ("soldiers", "population", "director").
    `passive`: "who was elected". `units` are those a measure must have (see `rag.evidence.values.Amount`); empty where
    things are counted.
    """

    kind: AnswerKind
    events: frozenset[str]
    subject: frozenset[str]
    noun: frozenset[str]
    passive: bool
    units: frozenset[str]


def kind_of(question: str) -> AnswerKind:
    """Return the kind of answer that a question asks for, by its words."""
    question = asking_part(question)
    if _WHO_SOMEBODY_IS.match(question):
        return "other"
    first = min(
        ((found.start(), place) for place, (_, pattern) in enumerate(_KINDS) if (found := pattern.search(question))),
        default=None,
    )
    return _KINDS[first[1]][0] if first else "other"


def _without_kinds(subject: frozenset[str]) -> frozenset[str]:
    """A subject without words like "disaster" that only say what kind of event it was, unless it has no others."""
    return subject - _KINDS_OF_EVENT or subject


def read_question(question: str) -> Asked:
    """Return what a question asks for and of what."""
    question = asking_part(question)
    kind = kind_of(question)
    tokens = tokenize(question)
    verbs = verb_places(tokens)
    noun = frozenset(content_words(_noun(question, kind)))
    used = {stem for place in verbs for stem in content_words(tokens[place].text)}
    asking = {stem for word in _ASKING for stem in content_words(word)}
    events = frozenset(found for place in verbs if (found := event_at(tokens, place)))
    subject = frozenset(content_words(question))
    if kind == "when" and not events:
        used |= {stem for token in tokens if event_of_noun(token.text) for stem in content_words(token.text)}
        events = frozenset(found for token in tokens if (found := event_of_noun(token.text)))
    if kind == "how many" and not noun and events & _HAPPENS_TO_PEOPLE:
        noun = _PEOPLE  # "How many were killed?"
    return Asked(
        kind=kind,
        events=events,
        subject=_without_kinds(subject - used - asking - noun),
        noun=noun - used,
        units=_units(question) if kind == "how many" else frozenset[str](),
        passive=any(token.lower in {"is", "are", "was", "were", "been"} for token in tokens),
    )


def asking_part(question: str) -> str:
    """Return the last sentence of a question, without what leads up to it or asks whether sources agree on it."""
    question = question[-_LONGEST:]
    spans = sentence_spans(question)
    return without_agreement(question[slice(*spans[-1])]) if spans else ""


def without_agreement(question: str) -> str:
    """Return "when it began?" for "Do sources agree on when it began?", and any other question as it is."""
    return _AGREEMENT.sub("", question)


def _units(question: str) -> frozenset[str]:
    return next((units for pattern, units in _UNITS if pattern.search(question)), frozenset())


def _noun(question: str, kind: AnswerKind) -> str:
    patterns = {"how many": (_COUNTED, _ASKED_NOUN), "who": (_ROLE,)}.get(kind, ())
    found = next((found for pattern in patterns if (found := pattern.search(question))), None)
    if not found:
        return ""
    words = next(filter(None, found.groups())).split()
    stop = next((place for place, word in enumerate(words) if place and word.lower() in AUXILIARIES), len(words))
    return " ".join(words[:stop] if found.re is _ASKED_NOUN else words[:stop][-1:])


def verb_places(tokens: tuple[Token, ...]) -> list[int]:
    """Return the place of the verb of a question, none or one; an auxiliary before it says in which form it stands."""
    helper = next((place for place, token in enumerate(tokens) if token.lower in AUXILIARIES), None)
    if helper is None:
        return [place for place in range(1, len(tokens)) if _is_verb_form(tokens, place, base=False)][:1]
    base = tokens[helper].lower not in {"is", "are", "was", "were", "has", "have", "had", "been"}
    found = [place for place in range(helper + 1, len(tokens)) if _is_verb_form(tokens, place, base=base)]
    return ([place for place in found if not base or _ends_its_phrase(tokens, place)] or found)[:1]


def _ends_its_phrase(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether no noun follows that the word may belong to: "oil producers"."""
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    return behind is None or behind.is_name or behind.lower in _DETERMINERS or not behind.text[0].isalpha()


def _is_verb_form(tokens: tuple[Token, ...], place: int, *, base: bool) -> bool:
    token, before = tokens[place], tokens[place - 1].lower
    infinitive = lemma(token.text)
    if (
        infinitive is None
        or token.is_name
        or not content_words(token.text)
        or before in _DETERMINERS
        or token.lower in AUXILIARIES | _ASKING
    ):
        return False
    if before in {"how", "many", "much"}:
        return False
    if base or token.lower in _SAME_PARTICIPLE:
        return infinitive == token.lower
    return infinitive != token.lower and not token.lower.endswith("s")
