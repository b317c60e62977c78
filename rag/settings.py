"""Settings of a question: which reader, which model, how long to wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.settings import IndexSettings, setting

ReaderChoice = Literal["auto", "ollama", "extractive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(IndexSettings):
    """Everything `open_answerer` needs; `index.settings.load_settings` reads it from flags, environment and file."""

    reader: ReaderChoice = setting(
        "auto", "auto: written by Ollama where it runs, else quoted; ollama: written or an error; extractive: quoted."
    )
    model: str = setting("gemma4:e4b", "Model that Ollama serves.")
    ollama_host: str = setting("127.0.0.1:11434", "Address of the Ollama server.", variable="OLLAMA_HOST")
    reader_model: str = setting(
        "",
        "Folder of an extractive reader or of a cross-encoder with one score, which reads questions in its place.",
        shown_default="none: the reader that is installed with Dateline",
    )
    num_ctx: int = setting(
        8192, "Context window asked of a model, in tokens; its own limit where that is less.", minimum=1024
    )
    k: int = setting(8, "Passages handed to the reader.", minimum=1)
    connect_timeout: float = setting(3.0, "Seconds to wait for the Ollama server to accept.", minimum=0.1)
    first_token_timeout: float = setting(
        300.0, "Seconds to wait for a model's first word; loading it and reading the prompt count.", minimum=0.1
    )
    idle_timeout: float = setting(60.0, "Seconds that a model may fall silent between two words.", minimum=0.1)
    total_timeout: float = setting(600.0, "Seconds that a model may take for one answer.", minimum=0.1)
