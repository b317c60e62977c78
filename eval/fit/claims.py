"""How well the trained reader tells claims, with what they lack beside it: `python -m eval.fit.claims FOLDER`.

FOLDER holds the claims that `eval.fit.reader.examples` made; those of the articles that the reader was not trained on
for this are fitted to, those of the articles that are held out, and newsroom's, are measured on. It writes nothing:
the product's claims are weighed by `rag.judge.entailment`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from eval.fit.judge import fit_logistic
from eval.fit.reader.claims import Claim
from eval.fit.reader.examples import read
from eval.report.script import add_cache, print_sections
from eval.report.tables import table
from eval.scores.statistics import auroc_measure
from eval.sets.newsroom import NEWSROOM, load_newsroom
from eval.sets.squad_parts import FOR_THE_JUDGE, HELD_OUT
from index.language.sentences import sentence_spans
from index.language.words import content_words
from rag.judge.logistic import Logistic
from rag.judge.reader.choice import default_reader
from rag.types import SUPPORTED

_MOST = 4_000
_FALSE_ALARMS = 0.05
_WINDOWS = 3
# Evidence of so many characters is also read as a whole.
_SHORT = 600
_LEAST = 1e-4
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[\w,;:’'\"”)]\s)[A-Z][^\W\d_]{2,}")

Labelled = Sequence[tuple[str, str, bool]]
"""Claims with their evidence, and whether that carries them."""


def scores(pairs: Labelled, model: Logistic | None) -> tuple[list[dict[str, float]], list[float], list[float]]:
    """What speaks for each claim in its best window, how likely it is carried, and how likely it is denied."""
    read_ = [windows(claim, evidence) for claim, evidence, _ in pairs]
    told = [claim for (claim, _, _), texts in zip(pairs, read_, strict=True) for _ in texts]
    likely = default_reader().weigh(told, [text for texts in read_ for text in texts])
    rows, chances, denials, place = [], [], [], 0
    for (claim, evidence, _), texts in zip(pairs, read_, strict=True):
        own = likely[place : place + len(texts)]
        place += len(texts)
        found = [dict(measure(claim, text, evidence, float(row[0]))) for text, row in zip(texts, own, strict=True)]
        each = [model.probability(one) if model else one["reader"] for one in found]
        best = int(np.argmax(each))
        rows.append(found[best])
        chances.append(each[best])
        denials.append(float(own[best][1]))
    return rows, chances, denials


def measure(claim: str, window: str, evidence: str, supports: float) -> Mapping[str, float]:
    """Return what speaks for a claim in a window of its evidence; `supports` is the reader's probability."""
    wanted, held = frozenset(content_words(claim)), frozenset(content_words(window))
    figures, names = frozenset(_FIGURE.findall(claim)), frozenset(_NAME.findall(claim))
    chance = min(max(supports, _LEAST), 1 - _LEAST)
    return {
        "reader": float(np.log(chance / (1 - chance))),
        "words_missing": len(wanted - held) / max(1, len(wanted)),
        "figures_missing": float(bool(figures - frozenset(_FIGURE.findall(evidence)))),
        "names_missing": float(bool(names - frozenset(_WORD.findall(evidence)))),
    }


def windows(claim: str, evidence: str) -> list[str]:
    """The sentences of evidence, alone and with the next one, that share most with a claim; all if it is short."""
    sentences = _sentences(evidence)
    if len(sentences) < 2:
        return [evidence] if evidence.strip() else []
    wanted = frozenset(content_words(claim))
    shared = [wanted & frozenset(content_words(one)) for one in sentences]
    order = sorted(range(len(sentences)), key=lambda place: -len(shared[place]))[:_WINDOWS]
    pairs = sorted(pairwise(range(len(sentences))), key=lambda pair: -len(shared[pair[0]] | shared[pair[1]]))
    chosen = [sentences[place] for place in order]
    chosen += [f"{sentences[one]} {sentences[other]}" for one, other in pairs[: _WINDOWS - 1]]
    return [*chosen, evidence] if len(sentences) > 2 and len(evidence) <= _SHORT else chosen


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _made(folder: Path, articles: frozenset[str]) -> Labelled:
    made = [one for one in read(folder / "claims-held-out.jsonl", Claim) if one.article in articles]
    return [(one.text, one.evidence, one.label == "supports") for one in made[:_MOST]]


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    fitted_to = _made(arguments.folder, FOR_THE_JUDGE)
    rows, _, _ = scores(fitted_to, None)
    model = fit_logistic(rows, [carried for _, _, carried in fitted_to], tuple(rows[0]), even=True)
    held = _made(arguments.folder, HELD_OUT)
    carried = [one[2] for one in held]
    _, chances, denials = scores(held, model)
    # Only what is not stated can be called contradicted; half of the allowance is spent, other sets being harder.
    told = zip(denials, carried, chances, strict=True)
    alarms = sorted(denial for denial, yes, chance in told if yes and chance < SUPPORTED)
    allowed = int(_FALSE_ALARMS * sum(carried) / 2)
    line = alarms[-allowed - 1] if allowed < len(alarms) else 0.5
    model = Logistic(coefficients=model.coefficients, lines={"contradicted": round(max(line, 0.5), 3)})
    yield table(["claims", "coefficient"], [*model.coefficients.items(), *model.lines.items()])
    news = [(one.claim, one.quote, one.supported) for one in load_newsroom(bench / NEWSROOM).claims]
    yield table(
        ["set", "n", "area under the curve", "carried, told", "others, told", "false alarms", "contradicted"],
        [_row(name, part, model) for name, part in (("made, held out", held), (NEWSROOM, news))],
    )


def _row(name: str, part: Labelled, model: Logistic) -> list[object]:
    _, chances, denials = scores(part, model)
    yes = np.array([one[2] for one in part])
    stated = np.array(chances) >= SUPPORTED
    denied = ~stated & (np.array(denials) >= model.lines["contradicted"])
    area = auroc_measure(chances, list(yes))
    shares = (stated[yes].mean(), (~stated[~yes]).mean(), denied[yes].mean(), denied[~yes].mean())
    return [name, len(part), area and area.value, *map(float, shares)]


def main() -> int:
    """Fit, and print the model with what it does; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    add_cache(parser)
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
