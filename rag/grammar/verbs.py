"""What a verb says happened, whatever its form, and how far that had come: planned, begun, under way, done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from rag.grammar.tokens import Token

Phase = Literal["planned", "begun", "under way", "done"]

# Words that report one event; the first one stands for all. Nouns made of verbs are among them.
_SAME_EVENT = (
    "leave withdraw depart vacate quit abandon evacuate withdrawal departure exit pullout retreat",
    "take seize capture occupy occupation seizure",
    "build construct erect construction",
    "found establish form create founding foundation establishment formation",
    "die kill perish slay death killing dead fatality",
    "bear birth",
    "release publish issue publication",
    "elect election",
    "arrest detain arrest",
    "injure wound hurt",
    "explode explosion",
    "direct director",
    "compose composer",
    "resign resignation",
    "arrive arrival",
    "marry wed marriage wedding",
    "introduce introduction",
    "confirm confirmation",
    "appoint appointment",
    "incorporate incorporation",
    "land landing",
    "meet meeting",
    "destroy destruction",
)
_EVENT = {word: words.split()[0] for words in _SAME_EVENT for word in words.split()}
_WITH_PARTICLE = {
    **dict.fromkeys([("pull", "out"), ("walk", "out"), ("get", "out"), ("move", "out"), ("pull", "back")], "leave"),
    ("blow", "up"): "explode",
    ("take", "place"): "hold",
    ("break", "out"): "begin",
    ("set", "up"): "found",
    ("step", "down"): "resign",
}
_BEGINNING = frozenset(("begin", "start", "commence"))
_PLANNING = frozenset(
    """
    plan intend expect schedule agree vow promise threaten prepare propose due will would may might could
    should must shall intention intentions set
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_ENDING = frozenset(("finish", "complete", "end", "stop"))
AUXILIARIES = frozenset(
    """
    be is are was were been being am have has had having do does did will would may might can could shall
    should must to not n't
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_BE = frozenset(("is", "are", "was", "were", "be", "been", "am"))
_HELPERS = frozenset(("is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "will", "would", "to"))
_BEFORE_NOUNS = frozenset(("", "the", "a", "an", "this", "that", "his", "her", "its", "their", "of", "in", "on", "to"))
_PLURALS = frozenset(("people", "police", "troops", "media"))
_REACH = 5


@lru_cache(maxsize=8192)
def _analyses(word: str) -> dict[str, tuple[str, ...]]:
    from lemminflect import getAllLemmas

    found: dict[str, tuple[str, ...]] = getAllLemmas(word)
    return found


def lemma(word: str) -> str | None:
    """Return the infinitive of a verb form ("left" is "leave"); None for words that are no verb."""
    found = _analyses(word.lower()).get("VERB")
    return found[0] if found else None


def inflected(infinitive: str, tag: Literal["VBD", "VBZ", "VBP"]) -> str:
    """Return a form of a verb by its Penn Treebank tag: VBD "left", VBZ "leaves", VBP "leave"."""
    from lemminflect import getInflection

    found: tuple[str, ...] = getInflection(infinitive, tag)
    return found[0] if found else infinitive


def is_plural(word: str) -> bool:
    """Say whether a word is the plural of a noun: "soldiers", not "gas"."""
    return word.lower() in _PLURALS or word.lower() not in _analyses(word.lower()).get("NOUN", (word.lower(),))


def is_in_dictionary(word: str) -> bool:
    """Say whether a word in small letters is a verb, a noun, an adjective or an adverb; names are none."""
    return bool(_analyses(word))


def is_verb_at(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a token is clearly a verb with a meaning of its own: "seized", "was released", not "plant"."""
    word = tokens[place].lower
    found = _analyses(word)
    if "VERB" not in found or word in AUXILIARIES or lemma(word) in _BEGINNING | _ENDING or tokens[place].is_name:
        return False
    if not {"NOUN", "ADJ"} & found.keys():
        return True
    before = tokens[place - 1].lower if place else ""
    if word.endswith("ing") and before == ",":
        return True
    return before in _HELPERS or (_is_irregular_past(word, found["VERB"]) and before not in _BEFORE_NOUNS)


def _is_irregular_past(word: str, infinitives: Sequence[str]) -> bool:
    """Whether a verb form is one like "spoke" or "found", which may be a noun too."""
    return word not in infinitives and not word.endswith(("s", "ing", "ed"))


def is_noun(word: str) -> bool:
    """Say whether a word in small letters can be a noun or an adjective."""
    found = _analyses(word)
    known = bool({"NOUN", "ADJ"} & found.keys()) or "-" in word
    return word[:1].islower() and known and word not in AUXILIARIES


def event(word: str, particle: str = "") -> str | None:
    """Return one infinitive for all words that report the same kind of event; None for other words.

    `particle` is the word behind: "pulled out" is "leave".
    """
    infinitive = lemma(word)
    joined = _WITH_PARTICLE.get((infinitive or "", particle.lower()))
    return joined or _EVENT.get(word.lower()) or (_EVENT.get(infinitive, infinitive) if infinitive else None)


def event_of_noun(word: str) -> str | None:
    """Return the event that a noun reports: "birth", "the withdrawal"; None for verbs and other nouns."""
    return _EVENT.get(word) if "NOUN" in _analyses(word) else None


def event_at(tokens: Sequence[Token], place: int) -> str | None:
    """Return the event that the token at a place reports."""
    particle = tokens[place + 1].text if place + 1 < len(tokens) else ""
    return event(tokens[place].text, particle)


def phase(tokens: Sequence[Token], place: int) -> Phase:
    """Return how far the event of the verb at a place had come, from the words before it: "began leaving" is begun."""
    before = [token.lower for token in tokens[max(place - _REACH, 0) : place]]
    infinitives = [lemma(word) or word for word in before]
    if _BEGINNING & set(infinitives[-3:]):
        return "begun"
    if _PLANNING & {*before[-3:], *infinitives[-3:]}:
        return "planned"
    if before[-1:] == ["to"]:
        return "planned"
    if tokens[place].lower.endswith("ing") and _BE & set(before[-3:]) and not _ENDING & set(infinitives):
        return "under way"
    return "done"
