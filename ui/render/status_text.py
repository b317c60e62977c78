"""The state of an archive, for a person."""

from __future__ import annotations

from index.archive.reader import Counts
from index.day_words import day_words
from ui.cli.status import Status, reader_kind, setting_records
from ui.render.text import plain


def status_text(status: Status) -> str:
    """Lines that say what is indexed, who answers, every setting with its origin, and what is wrong."""
    settings, manifest, sealed = status.loaded.settings, status.manifest, status.generation
    lines = [f"Archive   {plain(str(settings.home))}", f"          {archive_words(status.counts)}"]
    if sealed:
        place = f" on {plain(sealed.server)}" if sealed.server else ""
        newer = f"{status.tail} passages newer than it"
        lines.append(f"Vectors   generation {sealed.number} of {sealed.built}{place}, {newer}")
    if manifest:
        how = f"indexed with {manifest.runtime}, {manifest.precision}; reads {manifest.max_tokens} tokens"
        lines.append(f"Embedder  {manifest.embedder} ({how})")
    lines += [f"Reader    {_reader(status)}", "", "Settings"]
    entries = setting_records(status.loaded)
    lines += [f"  {entry['name']} = {plain(str(entry['value']))} ({entry['origin']})" for entry in entries]
    lines += ["", "Problems" if status.problems else "No problems."]
    return "\n".join(lines + [f"  {plain(problem.what)} {problem.mend}" for problem in status.problems])


def _reader(status: Status) -> str:
    settings = status.loaded.settings
    if reader_kind(status) == "ollama":
        return f"{settings.model} through Ollama at {settings.ollama_host}"
    if not status.reachable:
        return f"extractive (no Ollama answers at {settings.ollama_host})"
    return f"extractive (Ollama at {settings.ollama_host} has: {plain(', '.join(status.models)) or 'no models'})"


def archive_words(counts: Counts) -> str:
    """How much an archive holds, in a sentence."""
    if counts.articles == 0:
        return "Nothing is indexed yet; run `dateline index PATH`."
    articles = "1 article" if counts.articles == 1 else f"{counts.articles:,} articles"
    if counts.oldest is None or counts.newest is None:
        return f"{articles}, {counts.passages:,} passages."
    days = " to ".join(dict.fromkeys(map(day_words, (counts.oldest, counts.newest))))
    return f"{articles}, {counts.passages:,} passages, {days}."
