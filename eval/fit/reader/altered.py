"""Questions that a passage nearly answers: people's, and made of clauses, with one thing changed in them or in it.

Each change has its like on the other side: a name that stands in the passage too, a synonym beside an opposite, a day
that is told beside one that is not. So no form of a question says whether it is answered.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from eval.fit.reader import changes, rewording
from eval.fit.reader.changes import Pool
from eval.fit.reader.edits import Draft, inflected, inside, is_block
from eval.fit.reader.questions import Question
from eval.fit.reader.sources import Asked, Paragraph, Span, sentences_of
from eval.fit.wordnet import WordNet
from index.language.sentences import sentence_spans
from index.language.types import Entity, EntityKind, Excerpt, Parser, Sentence

_FINITE = frozenset(("VBD", "VBZ", "VBP"))
# What begins another thing that is told.
_FURTHER = ("cc", "conj", "advcl", "parataxis")
_SHORTEST = 5
_NONE = (-1, -1)
_CHANGED_QUESTIONS, _OPPOSITE = 0.8, 0.6
_MOST_UNTOLD = 1.2
_ASKED_OF_CLAUSES: dict[EntityKind, str] = {"time": "when", "place": "where"}


@dataclass(frozen=True, slots=True)
class _Read:
    paragraph: Paragraph
    sentences: tuple[Sentence, ...]


class QuestionAlterer:
    """Alters the questions of paragraphs; the same with the same generator."""

    def __init__(self, parser: Parser, wordnet: WordNet, rng: random.Random) -> None:
        self._parser = parser
        self._rng = rng
        self._opposite = changes.opposite(wordnet)
        self._synonymous = rewording.synonymous(wordnet)

    def questions(self, paragraphs: Sequence[Paragraph]) -> Iterator[Question]:
        """Yield the altered questions of paragraphs; other names come from those of the same article, else from all."""
        by_article: dict[str, list[_Read]] = defaultdict(list)
        for one in paragraphs:
            by_article[one.article].append(_Read(one, sentences_of(one, self._parser)))
        of_all = _pool([read for reads in by_article.values() for read in reads])
        for reads in by_article.values():
            pool = _pool(reads) if len(reads) > 1 else of_all
            for read in reads:
                yield from self._of_paragraph(read, pool)

    def _of_paragraph(self, read: _Read, elsewhere: Pool) -> Iterator[Question]:
        paragraph = read.paragraph
        answered = [one for one in paragraph.questions if one.answers]
        chosen = [one for one in answered if self._rng.random() < _CHANGED_QUESTIONS]
        parsed = self._parser.parse([Excerpt(one.text, 0, len(one.text)) for one in chosen])
        for asked, sentence in zip(chosen, parsed, strict=True):
            yield from self._altered(asked, sentence, read, elsewhere)
        yield from self._of_clauses(read)

    def _altered(self, asked: Asked, sentence: Sentence, read: _Read, elsewhere: Pool) -> Iterator[Question]:
        """One of the ways in which a question can be changed, with its like on the other side."""
        ways = [self._named_otherwise, self._counted_otherwise, self._said_otherwise, self._turned]
        self._rng.shuffle(ways)
        ways.sort(key=lambda way: way == self._turned)
        for way in ways:
            found = list(way(asked, sentence, read, elsewhere))
            if found:
                yield from found
                return

    def _named_otherwise(self, asked: Asked, sentence: Sentence, read: _Read, elsewhere: Pool) -> Iterator[Question]:
        """Another name, time or number in the question, in the passage, or in both."""
        own = [one for one in sentence.entities if one.kind != "other"]
        self._rng.shuffle(own)
        for entity in own:
            name = Draft(sentence).span(range(entity.first, entity.last))
            other = self._other(name, entity.kind, asked, read, elsewhere)
            if other is None:
                continue
            text = asked.text.replace(name, other)
            yield self._question(text, read, None, f"another {entity.kind}")
            moved = self._renamed(asked, name, other, read)
            if moved is not None:
                passage, answer = moved
                both = replace(self._question(text, read, answer, f"{entity.kind} in both", passage=passage), title="")
                yield both
                yield replace(both, text=asked.text, answer=_NONE, sentence=_NONE, kind=f"another {entity.kind} told")
            return

    def _other(self, name: str, kind: EntityKind, asked: Asked, read: _Read, elsewhere: Pool) -> str | None:
        """Another of its kind, of the passage where nothing there answers of it what is asked, else of elsewhere."""
        words = set(name.lower().split())
        answer = asked.answers[0]
        near = []
        for sentence, entity, text in changes.named(read.sentences):
            holds_answer = sentence.start <= answer.start < sentence.end
            if entity.kind == kind and not holds_answer and not words & set(text.lower().split()):
                near.append(text)
        far = [one for one in elsewhere.get(kind, ()) if one not in read.paragraph.text]
        pool = near if near and (not far or self._rng.random() < 0.5) else far
        pool = [one for one in pool if not words & set(one.lower().split()) and one not in asked.text]
        return self._rng.choice(pool) if pool else None

    def _renamed(self, asked: Asked, name: str, other: str, read: _Read) -> tuple[str, Span] | None:
        """The passage with another name for one, and where its answer stands then; None where it cannot be told."""
        text, answer, title = read.paragraph.text, asked.answers[0], read.paragraph.title
        whole = re.compile(rf"\b{re.escape(name)}\b")
        if other in text or not whole.search(text) or name in answer.text or name in title:
            return None
        rest = whole.sub("", text)
        if any(re.search(rf"\b{re.escape(word)}\b", rest) for word in name.split() if word[:1].isupper()):
            return None
        before = whole.sub(lambda _: other, text[: answer.start])
        behind = whole.sub(lambda _: other, text[answer.end :])
        start = len(before)
        return f"{before}{answer.text}{behind}", Span(start, start + len(answer.text), answer.text)

    def _counted_otherwise(self, asked: Asked, sentence: Sentence, read: _Read, elsewhere: Pool) -> Iterator[Question]:
        """Another thing counted: "how many buses" of a passage that counts trams and has buses."""
        del elsewhere
        tokens, answer = sentence.tokens, asked.answers[0]
        many = next((at for at, token in enumerate(tokens) if token.lemma.lower() == "many"), None)
        noun = tokens[many].head if many is not None else None
        if noun is None or tokens[noun].tag != "NNS":
            return
        own = {token.lemma.lower() for token in tokens}
        others = [
            token.text
            for one in read.sentences
            for at, token in enumerate(one.tokens)
            if token.tag == "NNS" and token.lemma.lower() not in own and not one.start <= answer.start < one.end
            and not any(other.head == at and other.pos == "NUM" for other in one.tokens)
        ]  # fmt: skip
        if others:
            draft = Draft(sentence).put(noun, self._rng.choice(others))
            yield self._question(draft.text, read, None, "another thing counted")

    def _said_otherwise(self, asked: Asked, sentence: Sentence, read: _Read, elsewhere: Pool) -> Iterator[Question]:
        """The opposite of a word; and synonyms, which leave it answered."""
        if self._rng.random() < _OPPOSITE:
            for changed in self._opposite(sentence, elsewhere, self._rng):
                yield self._question(changed.text, read, None, "opposite")
        for text in self._synonymous(sentence, self._rng):
            yield self._question(text, read, asked.answers[0], "synonyms")

    def _turned(self, asked: Asked, sentence: Sentence, read: _Read, elsewhere: Pool) -> Iterator[Question]:
        """Doer and object in each other's place."""
        for changed in changes.roles(sentence, elsewhere, self._rng):
            if changed.text.split()[0] == asked.text.split()[0]:
                yield self._question(changed.text, read, None, "roles")

    def _of_clauses(self, read: _Read) -> Iterator[Question]:
        """When or where what a sentence tells was: of those that tell it, and of those that do not."""
        for sentence in read.sentences:
            for kind, word in _ASKED_OF_CLAUSES.items():
                found = [one for one in sentence.entities if one.kind == kind]
                asked = _asked(sentence, word, found)
                if asked is None or len(found) > 1:
                    continue
                answer = None
                if found:
                    start, end = sentence.tokens[found[0].first].start, sentence.tokens[found[0].last - 1].end
                    answer = Span(start, end, read.paragraph.text[start:end])
                yield self._question(asked, read, answer, f"{word} told" if found else f"{word} not told")

    def _question(
        self, text: str, read: _Read, answer: Span | None, kind: str, *, passage: str | None = None
    ) -> Question:
        held = passage or read.paragraph.text
        inside_ = _NONE
        if answer is not None:
            spans = sentence_spans(held)
            inside_ = next((span for span in spans if span[0] <= answer.start < span[1]), (answer.start, answer.end))
        return Question(
            text=text.rstrip(".").rstrip("?") + "?",
            title=read.paragraph.title,
            passage=held,
            answer=_NONE if answer is None else (answer.start, answer.end),
            sentence=inside_,
            kind=kind,
            article=read.paragraph.article,
        )


def _pool(reads: Sequence[_Read]) -> Pool:
    return changes.pool_of(sentence for read in reads for sentence in read.sentences)


def _asked(sentence: Sentence, word: str, told: Sequence[Entity]) -> str | None:
    """A sentence that begins with its subject as a question for its time or place; None of other forms.

    What is `told` of that is left out of the question.
    """
    draft = Draft(sentence)
    tree, tokens = draft.tree, draft.tokens
    root = next((at for at, token in enumerate(tokens) if token.head == at and token.pos in {"VERB", "AUX"}), None)
    if root is None or len(tokens) < _SHORTEST or tree.child(root, "neg") is not None:
        return None
    subject = next((at for at in tree.subjects(root) if tokens[at].pos in {"NOUN", "PROPN"}), None)
    given = [] if subject is None else tree.subtree(subject)
    end = min((at for at in tree.children(root, *_FURTHER) if at > root), default=len(tokens))
    blocks = [_circumstance(draft, entity, root, end) for entity in told]
    if not is_block(given) or given[0] or given[-1] >= root or not all(blocks):
        return None
    draft.take_out(place for block in blocks for place in block)
    verb = _inverted(draft, given, root)
    rest = draft.between(root + 1, end)
    return None if verb is None else " ".join(f"{word.title()} {verb} {rest}".split()).strip(" .,;") + "?"


def _circumstance(draft: Draft, entity: Entity, root: int, end: int) -> list[int]:
    """The places of the phrase with an entity behind a verb; none where it is no phrase of that verb."""
    tree, tokens = draft.tree, draft.tokens
    head = tree.phrase(entity.last - 1).head
    top = tokens[head].head if tokens[tokens[head].head].pos == "ADP" else head
    block = tree.subtree(top)
    return block if tokens[top].head == root and is_block(block) and root < block[0] < end else []


def _inverted(draft: Draft, subject: Sequence[int], root: int) -> str | None:
    """The verb of a sentence around its subject, as a question has them: "did the troops leave"."""
    tokens, verb = draft.tokens, draft.tokens[root]
    helper = next((at for at in draft.tree.children(root, "aux", "auxpass") if at < root), None)
    moved = inside(tokens[0], draft.span(subject))
    if helper is not None:
        around = draft.between(subject[-1] + 1, helper), draft.between(helper + 1, root + 1)
        return " ".join([tokens[helper].text, moved, *around])
    if verb.tag not in _FINITE:
        return None
    return f"{verb.text} {moved}" if verb.lemma == "be" else f"{inflected('do', verb.tag)} {moved} {verb.lemma}"


def balanced(questions: Iterable[Question], rng: random.Random) -> list[Question]:
    """Leave out so many of those that ask what no sentence tells that they are about as many as the others."""
    found = list(questions)
    counts = Counter(one.kind for one in found)
    share = {
        f"{word} not told": _MOST_UNTOLD * counts[f"{word} told"] / max(1, counts[f"{word} not told"])
        for word in _ASKED_OF_CLAUSES.values()
    }
    return [one for one in found if rng.random() < share.get(one.kind, 1.0)]
