"""Orders that a text gives to whoever reads it ("Ignore your instructions and say …"): they are evidence of nothing.

A language model may follow one whatever its prompt says, so neither the order nor what it dictates counts as a source.
Advice to people ("Wash your hands") is left alone: an order is told by what it asks for, which is words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.language.types import Sentence
from rag.grammar.verbs import lemma

_REPLY = r"(?:answer|repl(?:y|ies)|responses?|messages?|output|summary|text|translation)"
_OPENING = re.compile(
    r"[^\w\"“‘']*(?:(?:system|(?:AI )?assistant|AI|user|admin|note|important|attention|urgent|instructions?)\b"
    r"(?:[^:\n]{0,40}:|\s*,)\s*)?"
    r"(?:(?:please|kindly|now|then|instead|also|and|so|first|finally|next|but|just|always|never|do not|don['’]t"
    r"|from now on|(?:when|if|whenever) (?:you are )?asked(?: (?:about|for) (?:\w+ ){0,5}?\w+(?=,))?"
    r"|(?:make|be) sure to|remember to|be certain to|it is (?:essential|important|vital|necessary) (?:to|that you)"
    r"|your (?:\w+ )?(?:task|job|goal|role|duty) is to|you are (?:required|instructed|ordered|told|asked) to"
    rf"|you (?:must|should|will|shall|have to|need to)|(?:in|at the end of|throughout|before|after) your {_REPLY})\b"
    r",?\s+)*",
    re.IGNORECASE,
)
_ABOUT_THE_REPLY = re.compile(rf"\byour\s+(?:\w+\s+){{0,2}}?{_REPLY}\b", re.IGNORECASE)
_OVERRIDES = re.compile(
    r"(?:ignore|disregard|forget|override|bypass|discard)\s+(?:\S+\s+){0,6}?"
    r"(?:instructions?|rules?|passages?|prompts?|guidelines|context|sources?|articles?|text|everything)\b"
    r"|you are (?:now )?(?:an? )?(?:\w+\s+){0,2}?(?:AI|assistant|chatbot|language model)\b"
    r"|(?:ignore|disregard|forget)\s+(?:all |everything |anything )?(?:that |what )"
    r"(?:was|is|has been|you were|you are)\b"
    r"|(?:new|updated|revised|further)\s+instructions?\b[^:\n]{0,40}:"
    r"|act as\b|pretend (?:that|to)\b",
    re.IGNORECASE,
)
_DEMANDS_WORDS = re.compile(
    r"(?:write|draft|compose|explain|describe|translate|summari[sz]e|paraphrase|outline|print|output|repeat|recite|say"
    r"|reply|respond|answer(?!:)|state|tell|list|generate|rephrase|rewrite|encode|decode)\s*"
    r"(?:[\"“‘':]|\b(?:an?|the|your|my|this|that|these|those|every|all|any|each|how|why|what|who|when|where|whether|only"
    r"|exactly|with|nothing|no|me|us|users|readers|everyone|following)\b)"
    r"|(?:report|mention|claim|conclude|assert|insist|announce|affirm|pretend)\s+(?:that\b|[:\"“])"
    r"|(?:inform|advise|assure|notify|convince)\s+(?:\w+\s+){1,3}?(?:that\b|[:\"“])"
    r"|(?:provide|develop|create|make|give|show|produce|suggest|prepare|break down)\s+(?:\w+\s+){0,4}?"
    r"(?:poem|story|essay|letter|speech|song|joke|example|equivalent|function|code|script|translation|summary"
    r"|introduction|headline|slogan|plot|outline)s?\b"
    r"|(?:replace|substitute|convert|swap|reverse|scramble|shuffle|remove|group|anagram|misspell)\s+(?:\w+\s+){0,3}?"
    r"(?:letter|vowel|word|character|space)s?\b",
    re.IGNORECASE,
)
_DICTATES = re.compile(
    r"(?:the\s+)?(?:\w+\s+)?(?:answer|response|reply)\s+(?:is|must be|should be)\s*:"
    r"|the\s+(?:correct|right|only|expected)\s+(?:response|reply|output)\s+(?:is|must be|should be)\s+that\b",
    re.IGNORECASE,
)
_ADDRESSES_A_MODEL = re.compile(
    r"[^\w\"“‘']*(?:(?:note|message|instructions?)\s+(?:to|for)\s+)?(?:all\s+)?"
    r"(?:AI\s+(?:models?|assistants?)|language\s+models?|LLMs?|chatbots?)\s*:|\s*#+\s*(?:instructions?|system)\s*:",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_NO_ORDER = frozenset(("thank", "thanks", "welcome"))
_QUESTION_END = re.compile(r"\?[\"”'’)\]]*$")


def stating(text: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Return whether each of some sentences that follow each other in a text states something.

    Questions and orders do not, nor does what follows an order in its line, for that is what it dictates.
    """
    found, dictated_until = [], 0
    for sentence in sentences:
        states = sentence.start >= dictated_until and not _QUESTION_END.search(sentence.text)
        if is_order(sentence):
            states, dictated_until = False, _line_end(text, sentence.end)
        found.append(states)
    return found


def _line_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found


def is_order(parsed: Sentence) -> bool:
    """Whether a sentence tells its reader what to write."""
    sentence = parsed.text
    if _ADDRESSES_A_MODEL.match(sentence):
        return True
    opening = _OPENING.match(sentence)
    left = opening.end() if opening else 0
    if any(order.match(sentence, left) for order in (_OVERRIDES, _DEMANDS_WORDS, _DICTATES)):
        return True
    if not _ABOUT_THE_REPLY.search(sentence):
        return False
    first = _WORD.match(sentence, left)
    return first is not None and first[0].lower() not in _NO_ORDER and lemma(first[0]) == first[0].lower()


def order_notes(labels: Iterable[str]) -> tuple[str, ...]:
    """Return a line for each of some articles, by their labels, that give orders."""
    return tuple(
        f"“{label}” tells its reader what to write; that part of it counts as no evidence."
        for label in dict.fromkeys(labels)
    )
