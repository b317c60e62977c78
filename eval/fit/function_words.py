"""Writes the function words of the cleaner's languages into the package: `python -m eval.fit.function_words`.

They are the stop words of spaCy (MIT), one line a language.
"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from pathlib import Path

import index

TARGET = Path(index.__file__).parent / "clean" / "function_words.txt"
# Languages of most news sites outside those written without spaces.
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "sv", "ru", "uk", "pl")
_HEAD = (
    "# Stop words of spaCy {version} (https://spacy.io, MIT) in {languages};"
    " made by python -m eval.fit.function_words.\n"
)


def stop_words(language: str) -> list[str]:
    """The stop words of a language that are spelt with letters alone, in order."""
    words = importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    return sorted({word.lower() for word in words if word.isalpha()})


def main() -> int:
    """Write the file."""
    lines = [" ".join(stop_words(language)) for language in LANGUAGES]
    head = _HEAD.format(version=version("spacy"), languages=", ".join(LANGUAGES))
    TARGET.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
