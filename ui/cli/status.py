"""What is indexed, with what, what is reachable, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from index.build.upkeep import repair
from index.embed.manifest import check_model
from index.embed.model import find_model
from index.errors import DatelineError, InputError, ModelServerError
from index.search import EXACT_UP_TO, PassageIndex
from index.settings import Loaded
from rag.app import model_server
from rag.settings import Settings
from rag.write.models import has_model, mend_for
from ui.render.status import Problem, Status


def gather(loaded: Loaded[Settings]) -> Status:
    """Look at everything; a damaged vector index is rebuilt on the way where that is possible.

    Raises:
        ArchiveError: the archive cannot be read at all.
    """
    settings = loaded.settings
    reachable, models, server_problems = _server(settings)
    # A question to a small archive does not ask the server; who wants to know how things stand does.
    exact_up_to = 0 if settings.chroma else EXACT_UP_TO
    index = PassageIndex(settings.home, server=settings.chroma, exact_up_to=exact_up_to)
    try:
        index.generation()  # Finds out whether the vector index is damaged; it is looked at again after the repair.
        problems = [*_index_problems(index, settings), *server_problems, *_reader_problems(settings, reachable, models)]
        problems += [Problem(what=warning, mend="Correct the name or remove it.") for warning in loaded.warnings]
        generation, tail = index.generation()
        return Status(
            loaded=loaded,
            counts=index.counts(),
            manifest=index.manifest(),
            generation=generation,
            tail=tail,
            reachable=reachable,
            models=models,
            problems=tuple(problems),
        )
    finally:
        index.close()


def _server(settings: Settings) -> tuple[bool, tuple[str, ...], list[Problem]]:
    """Whether the model server answers, what it has, and what is wrong with its address."""
    try:
        return True, model_server(settings).models(), []
    except ModelServerError:
        return False, (), []
    except InputError as error:
        return False, (), [Problem(what=error.message, mend=error.mend)]


def _index_problems(index: PassageIndex, settings: Settings) -> Iterator[Problem]:
    if index.counts().articles == 0:
        yield Problem(what=f"Nothing is indexed in {settings.home}.", mend="Run `dateline index PATH`.")
    try:
        check_model(settings.home, index.manifest(), find_model(settings.embedder))
        if index.problem and not repair(settings.home, server=settings.chroma):
            yield Problem(what=index.problem, mend="Wait for the indexing run that is at work.")
    except DatelineError as error:
        yield Problem(what=error.message, mend=error.mend)


def _reader_problems(settings: Settings, reachable: bool, models: tuple[str, ...]) -> Iterator[Problem]:
    """A missing server is a problem only for who insists on it."""
    if settings.reader != "ollama":
        return
    if not reachable:
        yield Problem(what=f"No Ollama server answers at {settings.ollama_host}.", mend="Run `ollama serve`.")
    elif not has_model(settings.model, models):
        yield Problem(what=f"The Ollama server lacks {settings.model}.", mend=mend_for(settings.model, models))
