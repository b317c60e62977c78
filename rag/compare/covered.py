"""What sentences give in answer that hold nearly all that a question says: looser than `rag.evidence.statements`.

No verb and no role is looked for, so a value may stand in an apposition, behind another verb, or in a sentence that
goes on from the one before it. In exchange another article must do the same with another value and not mention the
first one, and the bar is high where no two articles agree on a side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.embed.model import Vectors
from index.language.sentences import sentence_spans
from index.types import Article, ScoredPassage
from rag.evidence.evidence import Evidence, EvidenceSentence
from rag.evidence.values import Amount, TimeValue, Value, is_same, times_in
from rag.grammar.attribution import attributions
from rag.grammar.clauses import governor, reports
from rag.grammar.tokens import Token, tokenize
from rag.grammar.verbs import event_at, is_noun
from rag.judge.answer_kind import asks_for_a_name, fitting_amounts, new_names
from rag.judge.entailment import tokens as support_tokens
from rag.question.question import Question

Fit = Callable[[str, Sequence[str]], Vectors]
"""How well each sentence fits a question, higher is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """What a `Covering` must reach to count; `without_verb`: holding all words but the verb is enough."""

    cover: float
    own: float
    without_verb: bool
    fit: float


# Chosen on half of RamDocs and of PoisonedRAG against false alarms; eval/RESULTS.md has what others give.
_AGREED = _Bar(cover=0.7, own=0.3, without_verb=True, fit=0.55)
_AGAINST_AGREED = _Bar(cover=0.7, own=0.3, without_verb=True, fit=0.6)
_ALONE = _Bar(cover=0.85, own=0.5, without_verb=False, fit=0.6)
_MOST_VALUES, _MOST_SIDES = 3, 4
_MOST_TOKENS, _LONGEST_BEFORE = 200, 600
_ASKING = frozenset(
    """
    when what which who whom whose where how many much name year month day date st nd rd th
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
_DENYING = frozenset(("not", "n't", "never", "nor", "than", "replacing"))
_LIMITS = frozenset(("since", "until", "till", "before", "after", "by"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """A sentence that holds a question's words, with one of the values it gives.

    `lone`: the only value of its kind there. `cover` is the share of the question's words in the sentence, the one
    before it and the title, `core` the same without the question's verb, `own` that of the sentence alone. `fit` as
    `Fit` gives it.
    """

    candidate: EvidenceSentence
    value: Value
    lone: bool
    cover: float
    own: float
    core: float
    fit: float = 1.0

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.candidate.passage.article

    def clears(self, bar: _Bar) -> bool:
        """Whether it reaches a bar."""
        covers = self.cover >= bar.cover or (bar.without_verb and self.core == 1.0)
        return covers and self.own >= bar.own and self.fit >= bar.fit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A question, and the keys of the words that a sentence must hold."""

    asked: Question
    words: frozenset[str]
    core: frozenset[str]


def covered_sides(question: Question, evidence: Evidence, fit: Fit) -> list[Covering]:
    """Return a sentence for each value that articles give against each other, the most agreed first; never just one."""
    found = _fitting(question.text, _coverings(_wanted(question), evidence), fit)
    passages = evidence.passages
    texts = {
        article: "\n".join(passage.passage.text for passage in group)
        for article, group in groupby(sorted(passages, key=_article_id), key=_article_id)
    }
    holders = {one.article.id for one in found}
    clusters = [
        cluster for cluster in _clusters(found) if not all(_mentions(texts[id_], cluster[0].value) for id_ in holders)
    ]
    kept = _rivals(sorted(clusters, key=lambda cluster: -_stories(cluster)), texts)
    return [cluster[0] for cluster in kept] if len(kept) > 1 else []


def _article_id(passage: ScoredPassage) -> str:
    return passage.article.id


def _wanted(question: Question) -> _Wanted:
    plain = question.asking.text
    words = _keys(plain) - {key for word in _ASKING for key in _keys(word)}
    clause = question.clause
    verb = _keys(question.asking.tokens[clause.predicate].text) if clause is not None else frozenset[str]()
    return _Wanted(asked=question, words=words, core=words - verb)


def _keys(text: str) -> frozenset[str]:
    """The content words of a text by what two texts are compared by: "fourth" is "4", "sang" is "sing"."""
    found = support_tokens.tokenize(text, limit=_MOST_TOKENS)
    return frozenset(token.key for token in found if token.content and token.kind != "mark")


def _coverings(wanted: _Wanted, evidence: Evidence) -> Iterator[Covering]:
    if len(wanted.words) < 2:
        return
    for candidate in evidence.candidates:
        own = _keys(candidate.text) & wanted.words
        known = own | _keys(_before(candidate)) & wanted.words
        core = len(known & wanted.core) / len(wanted.core) if len(wanted.core) > 1 else 0.0
        cover, share = len(known) / len(wanted.words), len(own) / len(wanted.words)
        loosest = replace(_AGREED, fit=0.0)
        values = _values(wanted, candidate) if max(cover, core) >= _AGREED.cover and share >= _AGREED.own else []
        for value in values if len(values) <= _MOST_VALUES else []:
            one = Covering(candidate=candidate, value=value, lone=len(values) == 1, cover=cover, own=share, core=core)
            if one.clears(loosest):
                yield one


def _before(candidate: EvidenceSentence) -> str:
    """What a sentence goes on from: the title, and the sentence before."""
    article = candidate.passage.article
    spans = sentence_spans(article.text, max(candidate.start - _LONGEST_BEFORE, 0), candidate.start)
    return "\n".join([article.title or "", *(article.text[start:end] for start, end in spans[-1:])])


def _values(wanted: _Wanted, candidate: EvidenceSentence) -> list[Value]:
    """The values of the kind asked for that a sentence affirms, and that the question does not say itself."""
    article, start = candidate.passage.article, candidate.start
    said = [range(start + one.start, start + one.end) for one in attributions(candidate.text)]
    tokens = tokenize(article.text, start, candidate.end)
    return [
        value
        for value in _of_kind(wanted, candidate)
        if not _keys(value.text) & wanted.words
        and not any(value.start in stretch for stretch in said)
        and _is_affirmed(wanted.asked, tokens, value)
    ]


def _of_kind(wanted: _Wanted, candidate: EvidenceSentence) -> Sequence[Value]:
    asked = wanted.asked
    if asked.kind == "when":
        return times_in(candidate.article, candidate.start, candidate.end)
    if asked.kind == "how many":
        amounts = fitting_amounts(asked, candidate) if asked.noun or asked.units else []
        return [amount for amount in amounts if not asked.noun or asked.noun & set(amount.nouns)]
    if asked.kind in {"who", "where"} or asks_for_a_name(asked):
        names = new_names(asked, candidate)
        return [name for name in names if _is_surely_name(asked, candidate, name)]
    return []


def _is_surely_name(asked: Question, candidate: EvidenceSentence, name: Value) -> bool:
    """Whether capitals make a name: no single word that opens a sentence, for a person no "Puerto Rican rapper"."""
    text = candidate.passage.article.text
    opens = not text[candidate.start : name.start].strip(" “\"'‘")
    if opens and len(name.text.split()) == 1 and (name.text.endswith("ly") or not _stands_inside(text, name.text)):
        return False
    behind = next(iter(tokenize(text, name.end, candidate.end)), None)
    return asked.kind != "who" or behind is None or not (behind.text[0].islower() and is_noun(behind.text))


def _stands_inside(text: str, word: str) -> bool:
    """Whether a word stands behind another one in small letters, or behind a comma."""
    place = text.find(f" {word}")
    while place > 0 and not (text[place - 1].islower() or text[place - 1] == ","):
        place = text.find(f" {word}", place + 1)
    return place > 0


def _is_affirmed(asked: Question, tokens: Sequence[Token], value: Value) -> bool:
    """Whether a value is neither denied ("not Hill", "instead of Hill") nor clearly that of another event."""
    place = next(place for place, token in enumerate(tokens) if token.end > value.start)
    before = [token.lower for token in tokens[max(place - 2, 0) : place]]
    if set(before[-1:]) & _DENYING or before == ["instead", "of"]:
        return False
    if not isinstance(value, TimeValue):
        return True
    if set(before[-1:]) & _LIMITS:
        return False
    if not any(reports(tokens, at, asked.events) for at in range(len(tokens))):
        return True
    verb = governor(tokens, place, asked.events)
    return verb is None or event_at(tokens, verb) in asked.events


def _fitting(question: str, found: Iterator[Covering], fit: Fit) -> list[Covering]:
    """Those that fit well enough, best first."""
    listed = list(found)
    if len({one.article.id for one in listed}) < 2:
        return []
    texts = list(dict.fromkeys(one.candidate.text for one in listed))
    fits = dict(zip(texts, map(float, fit(question, texts)), strict=True))
    measured = [replace(one, fit=fits[one.candidate.text]) for one in listed]
    return sorted((one for one in measured if one.clears(_AGREED)), key=lambda one: -one.fit)


def _clusters(found: Sequence[Covering]) -> list[list[Covering]]:
    """The sentences of each value, one of each article."""
    clusters: list[list[Covering]] = []
    for one in found:
        same = next((cluster for cluster in clusters if is_same(cluster[0].value, one.value)), None)
        if same is None:
            clusters.append([one])
        elif all(other.article.id != one.article.id for other in same):
            same.append(one)
    return clusters


def _stories(cluster: Sequence[Covering]) -> int:
    """How many articles agree; those of one story count once."""
    passages = [one.candidate.passage for one in cluster]
    return len({passage.article.id if passage.story is None else passage.story for passage in passages})


def _rivals(clusters: Sequence[list[Covering]], texts: Mapping[str, str]) -> list[list[Covering]]:
    """The first cluster and those against it, each without the articles that speak for one before it."""
    agreed = bool(clusters) and _stories(clusters[0]) > 1
    kept: list[list[Covering]] = []
    for cluster in clusters:
        taken = {one.article.id for other in kept for one in other}
        free = [one for one in cluster if one.article.id not in taken]
        if kept or not agreed:
            bar = _AGAINST_AGREED if agreed else _ALONE
            free = [one for one in free if one.lone and one.clears(bar)]
        if free and all(_exclude_each_other(other, free, texts) for other in kept):
            kept.append(free)
    return kept[:_MOST_SIDES]


def _exclude_each_other(one: Sequence[Covering], other: Sequence[Covering], texts: Mapping[str, str]) -> bool:
    """Whether on each side an article does not mention the value of the other one."""
    return all(
        any(not _mentions(texts[holder.article.id], rival.value) for holder in side)
        for side, rival in ((one, other[0]), (other, one[0]))
    )


def _mentions(text: str, value: Value) -> bool:
    if isinstance(value, Amount):
        return _keys(value.text) <= _keys(text)
    if isinstance(value, TimeValue):
        return value.text.casefold() in text.casefold()
    return value.normalised.casefold().split()[-1] in text.casefold()
