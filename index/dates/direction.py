"""Whether a sentence looks back or ahead at a time expression, from the nearest verb and cue words."""

from __future__ import annotations

from index.dates.lexicon import CODES
from index.dates.meanings import FUTURE, PAST, UNKNOWN
from index.dates.tokens import Tokens

_REACH = 14
_FUTURE = frozenset(
    (
        *("will", "ll", "d", "shall", "would", "should", "must", "going", "tomorrow", "upcoming", "forthcoming"),
        *("expected", "expects", "expect", "scheduled", "slated", "planned", "plans", "plan", "planning", "due"),
        *("intends", "intend", "hopes", "hope", "aims", "deadline", "set", "begins", "starts", "opens", "expires"),
        *("may", "might", "could", "can", "looming", "poised", "anticipated", "meet", "meets", "convene", "convenes"),
        *("resume", "resumes", "begin", "wo", "starting", "beginning", "likely", "forecast", "ending", "retires"),
        *("payable", "tentatively", "pending", "ends", "concludes", "go", "goes", "kicks", "runs", "play"),
    )
)
_PAST = frozenset(
    (
        *("said", "told", "was", "were", "had", "did", "began", "left", "went", "came", "took", "made", "gave"),
        *("saw", "met", "fell", "rose", "won", "lost", "held", "found", "sent", "wrote", "spoke", "led", "became"),
        *("got", "has", "have", "hit", "struck", "brought", "bought", "sold", "broke", "drew", "flew", "grew"),
        *("kept", "knew", "paid", "ran", "shot", "stood", "taught", "thought", "threw", "withdrew", "built", "sank"),
        *("sought", "killed", "since", "ago", "earlier", "last", "been", "late", "after", "closed", "ended", "died"),
        *("read", "dropped", "saying", "announcing", "telling", "adding", "vowing", "writing", "citing", "speaking"),
    )
)
_BE = frozenset(("is", "are", "was", "were", "be", "been", "'s", "’s", "s"))
_PRESENT = frozenset(("is", "are"))
# Verbs of timetables, ahead only right before a date: elsewhere headlines tell with them of what has happened.
_TIMETABLED = frozenset(("leaves", "arrives", "returns", "departs", "continues", "reopens", "closes", "plays", "airs"))
_DETERMINERS = frozenset(("the", "a", "an", "in", "of", "at", "into", "this", "that", "’s", "'s", "s", "their", "his"))
_UNTIL = frozenset(("until", "till"))
_MODALS = frozenset(("will", "ll", "would", "should", "be", "may", "might", "could", "can", "must", "shall"))
_NOT_VERBS = frozenset(("united", "hundred", "red", "indeed", "need", "speed", "feed", "seed", "limited", "bed"))
_NOT_PRESENT = frozenset(("was", "has", "his", "this", "its", "across", "as", "us", "always"))
_STOPS = frozenset((CODES["newline"],))
# Behind these begins a clause with a tense of its own.
_CLAUSES = frozenset(("that", "as", "who", "which", "while", "because", "when", "where"))
_STOP_WORDS = frozenset(("!", "?", ";"))


def direction(tokens: Tokens, first: int, last: int) -> int:
    """Return PAST, FUTURE or UNKNOWN for the expression of tokens `first` to `last` (exclusive).

    The nearest cue before it in its sentence decides; without one, the first cue behind it.
    """
    leading = tokens.words[first - 1] if first else ""
    if leading.lower() in _UNTIL:
        return FUTURE
    if _is_timetabled(tokens, first) or _is_subject_of_present(tokens, first, last):
        return FUTURE
    before = _nearest(tokens, range(first - 1, max(first - 1 - _REACH, -1), -1))
    if before != UNKNOWN:
        return before
    if leading == "by":
        return FUTURE
    behind = range(last, min(last + _REACH, len(tokens.words)))
    clause = next((place for place in behind if tokens.words[place] in _CLAUSES), behind.stop)
    return _nearest(tokens, range(last, clause))


def _is_timetabled(tokens: Tokens, first: int) -> bool:
    """Say whether the present tense stands right before: "is Saturday", "is sentenced Sept. 4", "leaves on Sunday"."""
    if first and tokens.words[first - 1].lower() == "on":
        first -= 1
    words = [word.lower() for word in tokens.words[max(first - 2, 0) : first]]
    if not words:
        return False
    if words[-1].endswith("ed") and words[-1] != "dated":
        return words[0] in _PRESENT
    return words[-1] in _PRESENT or words[-1] in _TIMETABLED


def _is_subject_of_present(tokens: Tokens, first: int, last: int) -> bool:
    """Say whether the expression opens a sentence whose verb is in the present: "Friday brings a first meeting"."""
    opens = first == 0 or ends_sentence(tokens, first - 1)
    verb = tokens.words[last] if last < len(tokens.words) else ""
    return opens and len(verb) > 1 and verb.isalpha() and verb.endswith("s") and verb not in _NOT_PRESENT


def _nearest(tokens: Tokens, places: range) -> int:
    for place in places:
        if ends_sentence(tokens, place):
            return UNKNOWN
        cue = _cue(tokens, place)
        if cue != UNKNOWN:
            return cue
    return UNKNOWN


def ends_sentence(tokens: Tokens, place: int) -> bool:
    """Say whether a sentence ends here; a dot behind a short capitalised word belongs to it ("U.S.", "Sept.")."""
    word = tokens.words[place]
    if tokens.classes[place] in _STOPS or word in _STOP_WORDS:
        return True
    if word != ".":
        return False
    previous = tokens.words[place - 1] if place else ""
    return not (previous[:1].isupper() and len(previous) <= 4)


def _cue(tokens: Tokens, place: int) -> int:
    word = tokens.words[place].lower()
    if tokens.words[place] in _FUTURE:
        if "had" in tokens.words[max(place - 3, 0) : place]:
            return PAST
        return FUTURE if _is_verb(tokens, place) else UNKNOWN
    if word == "to" and place and tokens.words[place - 1].lower() in _PRESENT:
        return FUTURE
    if word == "won" and tokens.words[place + 1 : place + 2] in (["'"], ["’"]):
        return FUTURE
    if word in _PAST or (word.endswith("ed") and len(word) > 3 and word not in _NOT_VERBS):
        modal = any(tokens.words[near].lower() in _MODALS for near in range(max(place - 2, 0), place))
        return FUTURE if modal else PAST
    return UNKNOWN


def _is_verb(tokens: Tokens, place: int) -> bool:
    """Say whether a future cue is one: not "due to rain", "set out" or "D.C."."""
    word, before = tokens.words[place], tokens.words[max(place - 1, 0)].lower()
    behind = tokens.words[place + 1] if place + 1 < len(tokens.words) else ""
    if word == "due":
        return behind != "to" or before in _BE
    if word in {"set", "plan", "hope"}:
        return behind in {"to", "for"}
    if word == "runs":
        return behind in {"from", "through", "until"}
    if word in {"go", "play"}:
        return before not in _DETERMINERS
    return word != "d" or before in {"'", "’"}
