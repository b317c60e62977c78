"""The composition root: the one place that names concrete classes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial

from index.embed.choice import open_embedder
from index.embed.manifest import check_model
from index.embed.model import Embedder, find_model
from index.errors import ArchiveError, InputError, ModelServerError
from index.language.parser import default_parser
from index.language.types import Parser
from index.search import PassageIndex
from rag.answerer import Answerer
from rag.catalogue.answers import ArchiveCatalogue
from rag.compare.disagree import Comparison
from rag.conversation.rewrite import FollowUps
from rag.find.retrieve import HybridRetriever
from rag.find.search import QuestionSearch
from rag.judge.claims import ClaimJudge
from rag.judge.confidence import ConfidenceJudge
from rag.judge.fits import fits
from rag.judge.rank import SentenceRanker
from rag.judge.reader.choice import open_reader
from rag.judge.reader.reader import PairReader
from rag.protocols import ReaderChoice
from rag.question.reading import QuestionReader, read_question
from rag.read.quote import ExtractiveReader
from rag.settings import Settings
from rag.types import Query, ReaderInfo
from rag.write.calls import Timeouts
from rag.write.models import ContextWindows, has_model, mend_for
from rag.write.ollama import OllamaServer
from rag.write.reach import listens
from rag.write.reader import LLMReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An open archive with all that answers questions over it."""

    index: PassageIndex
    embedder: Embedder
    reader: PairReader
    searcher: QuestionSearch
    answerer: Answerer

    def warm_up(self) -> None:
        """Load the embedder, the reader and the parser in the background, lest the first question wait for them."""
        for load in (
            partial(self.embedder.encode_queries, ["warm-up"]),
            partial(self.reader.read, "Why?", ["Because."], [""]),
            partial(read_question, Query(text="Why?")),
        ):
            threading.Thread(target=load, daemon=True).start()


@contextmanager
def open_session(settings: Settings) -> Iterator[Session]:
    """Open the archive that the settings name; one that does not exist yet is an empty one.

    Raises:
        InputError: the embedding model is not on this machine.
        ArchiveError: the archive cannot be read, or another embedder made it.
    """
    model, reader = find_model(settings.embedder), open_reader(settings.reader_model)
    embedder = open_embedder(model, settings.home, for_indexing=False)
    index = PassageIndex(settings.home, server=settings.chroma)
    try:
        check_model(settings.home, index.manifest(), model)
        _mend(index, settings)
        parser = default_parser()
        retriever, chooser = HybridRetriever(index, embedder), ReaderChooser(settings, parser, ClaimJudge(reader))
        questions = QuestionReader(index.outlets, parser)
        answerer = Answerer(
            retriever,
            questions=questions,
            completer=FollowUps(chooser, parser),
            catalogue=ArchiveCatalogue(index, parser),
            evidence=SentenceRanker(embedder, reader, parser),
            judge=ConfidenceJudge(index.frequencies),
            readers=chooser,
            comparer=Comparison(partial(fits, embedder)),
        )
        searcher = QuestionSearch(questions, retriever)
        yield Session(index=index, embedder=embedder, reader=reader, searcher=searcher, answerer=answerer)
    finally:
        index.close()


@contextmanager
def open_answerer(settings: Settings) -> Iterator[Answerer]:
    """Open an answerer over the archive that the settings name; raises as `open_session`."""
    with open_session(settings) as session:
        yield session.answerer


def model_server(settings: Settings) -> OllamaServer:
    """The Ollama server that the settings name; nothing is sent yet.

    Raises:
        InputError: they name no address.
    """
    timeouts = Timeouts(
        connect=settings.connect_timeout,
        first_token=settings.first_token_timeout,
        idle=settings.idle_timeout,
        total=settings.total_timeout,
    )
    return OllamaServer(settings.ollama_host, timeouts)


def reachable_models(settings: Settings) -> tuple[str, ...]:
    """Names of the models that could write an answer now, sorted; none where no server answers."""
    try:
        return _models(model_server(settings), settings) or ()
    except InputError:
        return ()


class ReaderChooser:
    """Decides at each question who reads it, for an Ollama server may come and go."""

    def __init__(self, settings: Settings, parser: Parser | None = None, judge: ClaimJudge | None = None) -> None:
        self._settings = settings
        self._parser = parser
        self._judge = judge
        self._extractive = ExtractiveReader()
        self._windows = ContextWindows(settings.num_ctx)

    def choose(self, wanted: ReaderInfo | None) -> ReaderChoice:
        """Decide; `wanted` is the reader that the question itself names.

        Raises:
            InputError: a server is to be asked, and the settings name no address, or a model of a remote service.
        """
        settings = _with_reader(self._settings, wanted)
        if settings.reader == "extractive":
            return ReaderChoice(reader=self._extractive)
        server = model_server(settings)
        if settings.reader == "ollama":
            return ReaderChoice(reader=self._written(server, settings.model))
        why_not = _why_not(server, settings)
        if why_not is None:
            return ReaderChoice(reader=self._written(server, settings.model), fallback=self._extractive)
        return ReaderChoice(reader=self._extractive, note=why_not)

    def _written(self, server: OllamaServer, model: str) -> LLMReader:
        window = self._windows.window(server.address, model, server.context_length)
        return LLMReader(server.chat, model=model, num_ctx=window, parser=self._parser, judge=self._judge)


def _with_reader(settings: Settings, wanted: ReaderInfo | None) -> Settings:
    """The settings of one question; who wants a model's words is not to be left without any answer for that."""
    if wanted is None:
        return settings
    if wanted.kind == "extractive":
        return replace(settings, reader="extractive")
    reader = "auto" if settings.reader == "extractive" else settings.reader
    return replace(settings, reader=reader, model=wanted.model or settings.model)


def _why_not(server: OllamaServer, settings: Settings) -> str | None:
    """Why no model writes the answer, and how to get one, in a line."""
    model = settings.model
    models = _models(server, settings)
    if models is None:
        return f"These are quotations. For written answers run Ollama at {server.address} and `ollama pull {model}`."
    if has_model(model, models):
        return None
    lacking = f"These are quotations, for the Ollama server at {server.address} does not have {model}."
    return f"{lacking} {mend_for(model, models)}"


def _models(server: OllamaServer, settings: Settings) -> tuple[str, ...] | None:
    """What a server has; None when none answers, which is found out before its client is imported."""
    if not listens(server.address, timeout=settings.connect_timeout):
        return None
    with suppress(ModelServerError):
        return server.models()
    return None


def _mend(index: PassageIndex, settings: Settings) -> None:
    """Rebuild a damaged index; where that cannot be done now, the search does without it meanwhile."""
    index.generation()
    if index.problem:
        from index.build.upkeep import repair  # It brings half of what indexing imports; a question seldom needs it.

        with suppress(ArchiveError):
            repair(settings.home, server=settings.chroma)
