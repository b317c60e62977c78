"""Which model answers, as a person may choose it in the browser."""

from __future__ import annotations

from dataclasses import dataclass

from rag.app import reachable_models
from rag.settings import Settings
from rag.types import ReaderInfo
from rag.write.models import has_model

QUOTATIONS = "Quotations only (no model)"
AS_CONFIGURED = "configured"
NO_MODEL = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoices:
    """The models that could answer now, sorted, and the label of what answers where nothing is chosen.

    `configured` is a model's name or `QUOTATIONS`.
    """

    names: tuple[str, ...] = ()
    configured: str = QUOTATIONS

    @property
    def options(self) -> list[tuple[str, str]]:
        """Labels, each with the value that stands for it; none where there is no model to choose."""
        if not self.names:
            return []
        others = [(name, name) for name in self.names if name not in {self.configured, f"{self.configured}:latest"}]
        models = sorted([*others, (self.configured, AS_CONFIGURED)] if self.configured != QUOTATIONS else others)
        return [*models, (QUOTATIONS, AS_CONFIGURED if self.configured == QUOTATIONS else NO_MODEL)]


def model_choices(settings: Settings) -> ModelChoices:
    """Ask the server that the settings name; none where it does not answer."""
    names = reachable_models(settings)
    writes = settings.reader == "ollama" or (settings.reader == "auto" and has_model(settings.model, names))
    return ModelChoices(names=names, configured=settings.model if writes else QUOTATIONS)


def chosen_reader(value: str | None) -> ReaderInfo | None:
    """The reader that a chosen value stands for; None leaves it to the settings."""
    if value in {None, AS_CONFIGURED}:
        return None
    return ReaderInfo(kind="extractive") if value == NO_MODEL else ReaderInfo(kind="ollama", model=value)
