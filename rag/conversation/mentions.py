"""What a turn speaks of: the people, things and places that a later question may mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.language.arguments import PLACE_PREPOSITIONS
from index.language.tree import Tree
from index.language.types import Clause, Entity, Phrase, Sentence, Token
from rag.conversation.pointers import Pointer, PointerKind
from rag.conversation.rewording import asks_for_circumstance, is_plural, joined, relative_of, statement_of
from rag.conversation.turns import Asked, Told
from rag.evidence.events import Role, phrases_of
from rag.question.reading import kind_of_noun

MentionKind = Literal["person", "place", "thing"]
_NOUNS = frozenset(("NOUN", "PROPN"))
_ROLES: tuple[Role, ...] = ("who", "whom", "to_whom", "what", "where", "about")
_NO_PLACE = frozenset(("about", "between", "by", "for", "with"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Something spoken of.

    Attributes:
        text: its words, as they can be put into another question.
        noun: the lemma of its head.
        named: whether a name says what it is.
        alone: whether nothing tells it from others of its kind: "troops".
        definite: whether it is this one and no other: "the dam", "Ana Ruiz".
        asked_for: what the question asked for by it: "town" where the answer to "in which town" is "Ashford".
        preposition: what stood before it.
        of_answer: whether an answer speaks of it, and does not give it for what was asked.
    """

    text: str
    kind: MentionKind
    noun: str
    plural: bool = False
    named: bool = False
    alone: bool = False
    definite: bool = True
    asked_for: str = ""
    preposition: str = ""
    of_answer: bool = False


def meant(pointer: Pointer, told: Sequence[Told], taken: frozenset[str]) -> Mention | None:
    """Return what a pointer means, from the latest turn that speaks of such a thing; `taken` are lemmas to skip."""
    spoken = [mentions(told[number], told[: number + 1]) for number in range(len(told) - 1, -1, -1)]
    turns = [[one for one in found if one.noun.lower() not in taken] for found in spoken]
    sure = [next((one for one in found if _agrees(one, pointer)), None) for found in turns]
    near = [next((one for one in found if _may_agree(one, pointer)), None) for found in turns]
    if pointer.kind == "person":  # The names of people are the surest, however long ago they were told.
        return next(filter(None, (*sure, *near)), None)
    return next(filter(None, (one for pair in zip(sure, near, strict=True) for one in pair)), None)


def _agrees(mention: Mention, pointer: Pointer) -> bool:
    told_of = not mention.plural and not mention.of_answer
    place = mention.kind == "place" and not mention.preposition and not mention.asked_for
    introduced = not mention.of_answer or " " in mention.text  # News tell whole names first.
    agreeing: dict[PointerKind, bool] = {
        "person": mention.kind == "person" and mention.named and not mention.plural and introduced,
        "thing": (mention.kind == "thing" or place) and told_of and mention.definite,
        "group": mention.plural,
        "place": mention.kind == "place" and mention.preposition not in _NO_PLACE,
        "noun": pointer.noun in {mention.noun.lower(), mention.asked_for},
        "definite": pointer.noun == mention.noun.lower(),
        "event": False,
    }
    return agreeing[pointer.kind]


def _may_agree(mention: Mention, pointer: Pointer) -> bool:
    """Whether a mention may be meant where none agrees better."""
    told_of = not mention.plural and not mention.of_answer
    thing = mention.kind == "thing" and told_of
    unknown = thing and mention.named and not (mention.preposition or mention.asked_for or mention.text[:4] == "the ")
    kind = {"where": "place", "who": "person"}.get(kind_of_noun(pointer.noun) or "")
    agreeing: dict[PointerKind, bool] = {
        "person": mention.kind == "person" or unknown,
        "thing": thing or (mention.named and told_of),
        "group": thing and mention.definite,
        "place": thing and mention.definite,
        "noun": mention.kind == kind and mention.named,
        "definite": False,
        "event": False,
    }
    return agreeing[pointer.kind]


def mentions(told: Told, history: Sequence[Told]) -> list[Mention]:
    """Return what a turn speaks of, the likeliest to be meant first; `history` ends with it."""
    asked = told.asked
    given = list(_given(told))
    own = list(_of_question(asked, history))
    spoken = [replace(one, of_answer=True) for sentence in told.answer for one in _names(sentence)]
    ordered = [*given, *own, *spoken] if not asks_for_circumstance(asked) else [*own, *given, *spoken]
    kinds = _kinds_of_names(history)
    distinct: dict[str, Mention] = {}
    for one in ordered:
        is_open = one.named and (not one.asked_for or one.kind == "person")
        kind = kinds.get(one.noun, one.kind) if is_open else one.kind
        distinct.setdefault(one.text.lower(), replace(one, kind=kind))
    return list(distinct.values())


def _kinds_of_names(history: Sequence[Told]) -> dict[str, MentionKind]:
    """The kind of each name by most of the places where it stands: the parser knows few names for sure."""
    found: dict[str, Counter[MentionKind]] = {}
    for told in history:
        for sentence in (told.asked.asking.sentence, *told.answer):
            for name in _names(sentence):
                found.setdefault(name.noun, Counter())[name.kind] += 1
    return {noun: max(counted, key=lambda kind: (counted[kind], kind != "thing")) for noun, counted in found.items()}


def filler(told: Told) -> Mention | None:
    """Return what the answer gave for what was asked, None where that is not plain."""
    return next(_given(told), None)


def _given(told: Told) -> Iterator[Mention]:
    """What stands in the answer in the place of what was asked for; of a person or a place, its first name else."""
    asked, clause = told.asked, told.asked.asking.clause
    gap, word = asked.asking.gap, asked.asking.word
    if gap is None or word is None or clause is None or _asks_about_a_name(asked, clause):
        return
    kind = _kind_asked(asked, gap, word)
    role: Role | None = next((one for one in _ROLES if gap in phrases_of(clause, one)), None)
    if role is None and kind == "place":
        role = "where"
    known = {token.lemma.lower() for token in asked.tokens}
    in_role = [one for sentence in told.answer for one in _in_role(sentence, clause.event, role)]
    asked_for = asked.tokens[gap.head].lemma.lower()
    given = [replace(one, kind=kind, asked_for=asked_for) for one in in_role if one.noun.lower() not in known]
    yield from (one for one in given if one.named or kind != "person")
    names = [one for sentence in told.answer for one in _names(sentence) if one.noun.lower() not in known]
    of_kind = [one for one in names if one.kind == kind != "thing"]
    groups = [one for one in names if one.kind == "thing" and kind == "person" and not one.preposition]
    yield from (replace(one, asked_for=asked_for) for one in of_kind or groups)
    yield from given


def _kind_asked(asked: Asked, gap: Phrase, word: int) -> MentionKind:
    lemma, of_noun = asked.tokens[word].lemma.lower(), kind_of_noun(asked.tokens[gap.head].lemma)
    if lemma in {"who", "whom"} or of_noun == "who":
        return "person"
    return "place" if lemma == "where" or of_noun == "where" else "thing"


def _asks_about_a_name(asked: Asked, clause: Clause) -> bool:
    """Whether it asks what somebody is: "Who is John Kirby?"."""
    named = (phrase.head for phrase in (*clause.who, *clause.what))
    return clause.event == "be" and any(asked.tokens[head].pos == "PROPN" for head in named)


def _in_role(sentence: Sentence, event: str, role: Role | None) -> Iterator[Mention]:
    for clause in sentence.clauses if role is not None and event != "be" else ():
        if role is not None and clause.event == event:
            yield from (one for phrase in phrases_of(clause, role) if (one := _mention(sentence, phrase)) is not None)


def _of_question(asked: Asked, history: Sequence[Told]) -> Iterator[Mention]:
    """What is asked for by a noun, the subject, the names, and what else is told of."""
    phrases = [one for one in _arguments(asked) if one != asked.asking.gap]
    subjects = set() if asked.verb is None else set(asked.tree.subjects(asked.verb))
    found = [(phrase.head in subjects, mention) for phrase in phrases if (mention := _of_phrase(asked, phrase))]
    described = relative_of(asked, history)
    if described is not None and asked.asking.gap is not None:
        token = asked.tokens[asked.asking.gap.head]
        kind, alone = _kind(token, None), len(described.split()) <= 2
        yield Mention(text=described, kind=kind, noun=token.lemma, plural=is_plural(token), alone=alone)
    yield from (_described(asked, mention, history) for is_subject, mention in found if is_subject and mention.definite)
    yield from (mention for _, mention in found if mention.named)
    yield from (mention for _, mention in found if not mention.named)


def _arguments(asked: Asked) -> Iterator[Phrase]:
    """The noun phrases of a question, in order; those inside another one behind it."""
    tree = asked.tree
    for place, token in enumerate(asked.tokens):
        if token.pos in _NOUNS and token.dep != "compound" and not _is_time_or_number(tree, place):
            governed = asked.tokens[token.head]
            yield tree.phrase(place, preposition=governed.text.lower() if token.dep == "pobj" else "")


def _is_time_or_number(tree: Tree, place: int) -> bool:
    return tree.entity_kind(place) in {"time", "number"} or kind_of_noun(tree.tokens[place].lemma) == "when"


def _of_phrase(asked: Asked, phrase: Phrase) -> Mention | None:
    word = asked.asking.word
    if word is not None and phrase.first <= word < phrase.last:
        return None
    return _mention(asked.asking.sentence, phrase)


def _described(asked: Asked, mention: Mention, history: Sequence[Told]) -> Mention:
    """A subject that nothing tells from others, with what it did: "troops that left Chernobyl"."""
    statement = statement_of(asked, history) if mention.alone else None
    if statement is None or not statement[0].lower().startswith(mention.text.lower()):
        return mention
    subject, told = statement
    has_clause = len(subject) > len(mention.text)
    whole = subject if has_clause else joined(subject, "that", told)
    return replace(mention, text=whole, alone=False)


def _names(sentence: Sentence) -> Iterator[Mention]:
    """The names of a sentence, without what stands around them."""
    tree = Tree("", sentence.tokens, sentence.entities)
    for place, token in enumerate(sentence.tokens):
        if token.pos == "PROPN" and token.dep != "compound" and not _is_time_or_number(tree, place):
            entity = _entity(sentence, place)
            first, last = (place, place + 1) if entity is None else (entity.first, entity.last)
            while first and sentence.tokens[first - 1].dep == "compound" and sentence.tokens[first - 1].pos == "PROPN":
                first -= 1
            yield _of_head(sentence, place, first, last)


def _mention(sentence: Sentence, phrase: Phrase) -> Mention | None:
    if sentence.tokens[phrase.head].pos not in _NOUNS:
        return None
    named = sentence.tokens[phrase.head].pos == "PROPN"
    behind = range(phrase.head + 1, phrase.last)
    other = (at for at in behind if sentence.tokens[at].pos == "ADP" and sentence.tokens[at].text.lower() != "of")
    last = next(other, phrase.last) if named else phrase.last  # "Lentia Biotech in Ennsau"
    return _of_head(sentence, phrase.head, phrase.first, last, preposition=phrase.preposition)


def _of_head(sentence: Sentence, head: int, first: int, last: int, *, preposition: str = "") -> Mention:
    """What the tokens at [first, last) speak of, the head of which stands at a place."""
    tokens, token = sentence.tokens, sentence.tokens[head]
    while last - 1 > head and tokens[last - 1].tag == "POS":
        last -= 1
    if not preposition and first and tokens[first - 1].pos == "ADP":
        preposition = tokens[first - 1].text.lower()
    indefinite = tokens[first].text.lower() in {"a", "an"}
    start = first + 1 if indefinite and first < head else first
    words = sentence.text[tokens[start].start - sentence.start : tokens[last - 1].end - sentence.start]
    if indefinite and first < head:
        words = f"the {words}"
    elif tokens[first].pos in {"DET", "PRON"}:
        words = words[:1].lower() + words[1:]
    named = token.pos == "PROPN"
    plain = all(one.pos in {"DET", "NOUN"} and one.dep in {"det", token.dep} for one in tokens[first:last])
    return Mention(
        text=words,
        kind=_kind(token, _entity(sentence, head), with_article=words.startswith("the "), preposition=preposition),
        noun=token.lemma,
        plural=is_plural(token),
        named=named,
        alone=not named and plain,
        definite=named or is_plural(token) or (not indefinite and tokens[first].pos in {"DET", "PRON", "PROPN"}),
        preposition=preposition,
    )


def _entity(sentence: Sentence, place: int) -> Entity | None:
    return next((one for one in sentence.entities if one.first <= place < one.last), None)


def _kind(token: Token, entity: Entity | None, *, with_article: bool = False, preposition: str = "") -> MentionKind:
    if token.pos == "PROPN" and preposition in PLACE_PREPOSITIONS and (entity is None or entity.kind == "other"):
        return "place"
    if token.pos == "PROPN" and entity is not None:
        person = entity.kind == "person" and not with_article  # "The Linnea" is none, whatever the parser takes it for.
        return "person" if person else "place" if entity.kind == "place" else "thing"
    of_noun = kind_of_noun(token.lemma)
    return "person" if of_noun == "who" else "place" if of_noun == "where" else "thing"
