"""Who is reported to say so: the speaker of a sentence, read from the words around a verb of saying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SAID = (
    r"(?:sa(?:id|ys)|told|tells|announced|announces|reported|wrote|writes|added|claimed|confirmed|confirms|stated|warned"
    r"|tweeted|acknowledged|admitted|insisted|explained|estimated|noted|declared|spoke|speaks)"
)
_WHEN = (
    r"(?:(?:earlier|later)\s(?:on\s(?:the\ssame\sday|\w+day)|in\sthe\sday|that\sday)|(?:late\s|early\s)?(?:on\s)?"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s(?:morning|evening|afternoon|night))?|(?:yester|to)day)"
)
_SPEECH = re.compile(rf"\b{_SAID}\b(?!\sto\sbe\b)")
_BEFORE_SPEECH = re.compile(r"\b(?:has|have|had|also|later|further|previously)\s*$", re.IGNORECASE)
_IN_A_POST = re.compile(
    r"in\s(?:an?|the|its|his|her|their)\s(?:[\w-]+\s){0,2}?(?:post|statement|tweet|interview|report)\s*,?\s*",
    re.IGNORECASE,
)
_NAME = r"(?!\w+day\b)[A-Z][\w.]*"
_TOLD_WHOM = re.compile(rf"(?:\s(?:reporters|journalists|lawmakers|parliament|{_NAME}(?:\s{_NAME}){{0,2}}))?")
_ACCORDING = re.compile(r"\baccording\s+to\s+([^,;.“”\"]{2,90})", re.IGNORECASE)
_LEADING_TIME = re.compile(rf"\s*(?:{_WHEN}|on\s[\w ]{{1,20}}\d{{1,4}})\s*,?\s*", re.IGNORECASE)
_AROUND = re.compile(rf"^(?:and|but)\s+|\s+(?:{_WHEN}|recently|also|later|earlier|now|then)$", re.IGNORECASE)
# The speaker stands behind the verb: ", said Energoatom, the state company".
_INVERTED = re.compile(r"\s+((?:[^\s,;.“”\"]+\s*){1,8})")
_CLAUSE_END = re.compile(r"[;:“”\"]|,\s|\b(?:that|but|and(?!\s[A-Z])|while|as|because|after|who|which)\s")
_PRONOUNS = frozenset(("it", "he", "she", "they", "the company", "the official", "the agency", "the ministry"))
_NOBODY = frozenset(
    """
    i we you one who which that this there being is are was were
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_SPEAKERS = frozenset(
    """
    official authoritie authority spokesman spokeswoman spokesperson ministry police company agency witness
    witnesse resident source report government military president minister governor mayor expert analyst
    doctor leader court lawyer prosecutor researcher scientist investigator medic army occupier group aide
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_REACH = 120
_LONGEST = 90
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says so in a sentence; [start, end) are the words of the attribution, the verb and its day included."""

    speaker: str
    start: int
    end: int


def attributions(sentence: str) -> list[Attribution]:
    """Return the attributions that a sentence makes, in order, with offsets into it; pronouns as they stand."""
    found = [
        Attribution(speaker=_trimmed(match[1]), start=match.start(), end=match.end())
        for match in _ACCORDING.finditer(sentence)
        if _trimmed(match[1])
    ]
    for verb in _SPEECH.finditer(sentence):
        attribution = _by(sentence, verb)
        if attribution:
            found.append(attribution)
    return sorted(found, key=lambda one: one.start)


def speaker_of(sentence: str, position: int, before: Sequence[str] = ()) -> str | None:
    """Return who is reported to say what stands at a position of a sentence; None where the outlet itself does.

    `before` are the sentences before it, the nearest last: they tell who "it" and "the company" are.
    """
    said = _responsible(sentence, position)
    if said is None:
        return None
    if said.speaker.lower() not in _PRONOUNS:
        return said.speaker
    for earlier in reversed(before):
        named = [one for one in attributions(earlier) if one.speaker.lower() not in _PRONOUNS]
        if named:
            return named[-1].speaker
    return said.speaker


def _responsible(sentence: str, position: int) -> Attribution | None:
    """The attribution whose reach holds a position: what leads a clause, or closes the sentence it stands in."""
    made = [one for one in attributions(sentence) if not one.start <= position < one.end]
    semicolon = sentence.rfind(";", 0, position)
    leading = [one for one in made if semicolon < one.start < position]
    trailing = [one for one in made if one.start > position and ";" not in sentence[position : one.start]]
    return leading[-1] if leading else trailing[0] if trailing else None


def _by(sentence: str, verb: re.Match[str]) -> Attribution | None:
    """The attribution that a verb of saying makes."""
    told = _TOLD_WHOM.match(sentence, verb.end())
    behind = told.end() if told else verb.end()
    day = _LEADING_TIME.match(sentence, behind)
    end = day.end() if day and day[0].strip(" ,") else verb.end()
    left = max(verb.start() - _REACH, 0)
    before = _BEFORE_SPEECH.sub("", sentence[left : verb.start()]).rstrip()
    if _may_be_inverted(before) and verb[0] not in {"told", "tells"}:
        inverted = _INVERTED.match(sentence, verb.end())
        speaker = _trimmed(_LEADING_TIME.sub("", inverted[1])) if inverted and not day else ""
        if inverted and _can_speak(speaker):
            return Attribution(speaker=speaker, start=verb.start(), end=inverted.end())
    start, speaker = _subject(before)
    if not _can_speak(speaker):
        return None
    return Attribution(speaker=speaker, start=left + start, end=end)


def _may_be_inverted(before: str) -> bool:
    """Whether what is said stands before the verb, and not the speaker: no "John Kirby, the press secretary,"."""
    first = before.partition(",")[0].split()
    apposition = before.count(",") > 1 and 0 < len(first) <= _LONGEST_NAME and first[0][0].isupper()
    return not before or before.endswith(("”", '"', "’")) or (before.endswith(",") and not apposition)


def _subject(before: str) -> tuple[int, str]:
    """The words that speak, and where they start, in what stands before a verb of saying."""
    plain = before.rstrip(", ")
    if before.endswith(",") and "," in plain:  # "John Kirby, the press secretary, said"
        plain = plain.rpartition(",")[0]
    ends = [found.end() for found in _CLAUSE_END.finditer(plain)]
    start = ends[-1] if ends else 0
    speaker = plain[start:]
    for opening in (_LEADING_TIME, _IN_A_POST):  # They are part of what attributes: "On Thursday Russia said".
        led = opening.match(speaker)
        speaker = speaker[led.end() :] if led else speaker
    return start, _trimmed(speaker)


def _trimmed(words: str) -> str:
    return _AROUND.sub("", words.strip(" ,.-–—\n")).strip()


def _can_speak(words: str) -> bool:
    listed = words.split()
    if not 0 < len(words) <= _LONGEST or not words[0].isalpha():
        return False
    if {listed[0].lower(), listed[-1].lower()} & _NOBODY:
        return False
    is_named = any(word[0].isupper() for word in listed)
    return is_named or words.lower() in _PRONOUNS or listed[-1].lower().rstrip("s") in _SPEAKERS
