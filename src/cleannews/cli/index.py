"""cleannews index: was this article seen before?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from cleannews.article import Article
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.sites import SiteMemory
from cleannews.cli.main import EXIT_REJECTED, EXIT_USAGE
from cleannews.cli.options import clean_settings, cleaning_options, memory_option
from cleannews.cli.read import named_articles_in
from cleannews.dates import parse_published
from cleannews.errors import OutputError, StoreError
from cleannews.index import Index, Match, open_index
from cleannews.index.learning import stored_memory
from cleannews.index.places import exists_at, store_at
from cleannews.index.store import Row
from cleannews.io.jsonlines import dump_line
from cleannews.printable import printable
from cleannews.settings import RELATIONS, CleanSettings, DedupeSettings

__all__ = ["index"]

_CONTEXT = {"help_option_names": ["-h", "--help"]}
_DEFAULTS = DedupeSettings()
_SHARE = click.FloatRange(0, 1, min_open=True)


class _Place(click.Path):
    """A file, or an address of Redis."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if "://" in str(value) else super().convert(value, param, ctx)


_place = click.argument("place", metavar="FILE", type=_Place(path_type=Path, dir_okay=False))
_inputs = click.argument(
    "inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path)
)


@click.group(context_settings=_CONTEXT)
def index() -> None:
    """
    Keep an index of articles, and ask it whether an article was seen before.

    \b
    Example:
      cleannews index add seen.db corpus_samples
    """


@index.command(context_settings=_CONTEXT)
@_place
@_inputs
@click.option("--threshold", type=_SHARE, help="Jaccard similarity from which articles are copies.")
@click.option("--containment", type=_SHARE, help="Share of an article that must stand in another.")
@click.option(
    "--drop",
    multiple=True,
    type=click.Choice(sorted(RELATIONS)),
    help="Take articles of this relation only for duplicates.  [default: abridged, copy, version]",
)
@click.option(
    "--window",
    type=click.FloatRange(0, min_open=True),
    metavar="DAYS",
    help="Days that may lie between two articles that are one.",
)
@click.option("--no-clean", is_flag=True, help="Compare the texts as they are.")
@cleaning_options
@memory_option
@click.option(
    "--learn", is_flag=True, help="Learn what sites repeat as articles come, and clean with it."
)
@click.option(
    "--ttl",
    type=click.FloatRange(0, min_open=True),
    metavar="DAYS",
    help="Let articles expire that are older.",
)
def add(
    place: Path | str,
    inputs: tuple[Path, ...],
    *,
    memory: Path | None,
    ttl: float | None,
    **options: Any,
) -> int:
    """
    Add articles, and print a line of JSON for each: its id, and the article that it matches.

    FILE is made when it does not exist, with the settings given. Later they need not be given
    again, except --memory. It may be in Redis: redis://HOST:PORT/0?prefix=NAME. The inputs
    are folders and files of any format, or - for standard input.

    \b
    Example:
      cleannews index add seen.db corpus_samples
    """
    asked = map(click.get_current_context().get_parameter_source, options)
    given = ParameterSource.COMMANDLINE in asked or not exists_at(place)
    settings = _given(options) if given else None
    with _opened(place, settings, memory, ttl) as opened:
        return _answered(inputs, lambda some: (match for _, match in opened.add_many(some)))


@index.command(context_settings=_CONTEXT)
@_place
@_inputs
@memory_option
def query(place: Path | str, inputs: tuple[Path, ...], *, memory: Path | None) -> int:
    """
    Print what add would print, and store nothing.

    \b
    Example:
      cleannews index query seen.db corpus_samples
    """
    with _opened(place, None, memory, None) as opened:
        return _answered(inputs, lambda some: map(opened.query, some))


@index.command(context_settings=_CONTEXT)
@_place
@click.option(
    "--before",
    required=True,
    metavar="DATE",
    help="A day or a time, UTC, or how many days ago, such as 30d.",
)
def expire(place: Path | str, before: str) -> int:
    """
    Forget articles published before a day, or, if that is not known, added before it.

    \b
    Example:
      cleannews index expire seen.db --before 2020-01-01
    """
    with _any(place) as opened:
        gone = opened.expire(before=_time(before))
    click.echo(f"{gone:,} articles and duplicates expired")
    return 0


@index.command(context_settings=_CONTEXT)
@_place
def stats(place: Path | str) -> int:
    """
    Print how many articles and duplicates there are, and the settings, as JSON.

    \b
    Example:
      cleannews index stats seen.db
    """
    with closing(store_at(place, None)) as store:
        record = store.record()
        learned = {"memory": stored_memory(store).counts()} if record["learn"] else {}
        _print({**store.stats(), **learned, "settings": record})
    return 0


@index.command(context_settings=_CONTEXT)
@_place
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; one that exists is replaced.",
)
def memory(place: Path | str, out: Path) -> int:
    """
    Write what an index has learned of sites to a file, for --memory of other commands.

    \b
    Example:
      cleannews index memory seen.db --out sites.memory
    """
    with closing(store_at(place, None)) as store:
        if not store.record()["learn"]:
            raise StoreError(
                str(place), "does not learn", "make one with `cleannews index add --learn`"
            )
        learned = stored_memory(store)
    if out.is_dir() or not out.parent.is_dir():
        problem = "is a folder" if out.is_dir() else "lies in no folder that exists"
        raise OutputError(str(out), problem, "name a file with --out")
    learned.save(out)
    counts = learned.counts()
    click.echo(
        f"{counts['recurring']:,} lines and sentences that recur, of {counts['sites']:,} sites"
    )
    return 0


@index.command(context_settings=_CONTEXT)
@_place
def export(place: Path | str) -> int:
    """
    Print the kept articles as lines of JSON, with the texts that are compared.

    So an index is made anew with other settings. What was cleaned away is not there any more.

    \b
    Example:
      cleannews index export seen.db
    """
    with closing(store_at(place, None)) as store:
        for row in store.rows():
            _print(_exported(row))
    return 0


class _Settings(NamedTuple):
    """What an index is made with; without settings of cleaning nothing is cleaned."""

    dedupe: DedupeSettings
    clean: CleanSettings | None
    learn: bool


def _given(options: dict[str, Any]) -> _Settings:
    """Return the settings that the options ask for."""
    names = {it.name for it in fields(DedupeSettings)}
    clean, learn = not options.pop("no_clean"), options.pop("learn")
    if learn and not clean:
        raise click.UsageError("--learn and --no-clean exclude each other")
    dedupe = {name: options.pop(name) for name in sorted(names & options.keys())}
    chosen = {name: value for name, value in dedupe.items() if value}
    cleaning = clean_settings(**options)
    return _Settings(DedupeSettings(**chosen), cleaning if clean else None, learn)


def _stored(place: Path | str) -> _Settings:
    """Return the settings that an index was made with."""
    with closing(store_at(place, None)) as store:
        record = store.record()
    clean = record["clean"]
    if clean is not None:
        clean = CleanSettings(
            frozenset(clean["remove"]), tuple(clean["rules"]), frozenset(clean["disable"])
        )
    return _Settings(DedupeSettings(**record["dedupe"]), clean, record["learn"])


def _opened(
    place: Path | str,
    settings: _Settings | None,
    memory: Path | None,
    ttl: float | None,
) -> Index:
    """Open an index, with what it was made with unless that is given."""
    dedupe, clean, learn = settings or _stored(place)
    known = None if memory is None else SiteMemory.load(memory)
    return open_index(
        place,
        cleaner=None if clean is None else Cleaner.of(clean, known),
        threshold=dedupe.threshold,
        containment=dedupe.containment,
        drop=dedupe.drop,
        window=dedupe.window,
        ttl=None if ttl is None else timedelta(ttl),
        learn=learn,
    )


def _any(place: Path | str) -> Index:
    """Open an index to change it without adding to it, whatever it was made with."""
    return Index(store_at(place, None), _DEFAULTS, None, None)


def _answered(
    inputs: tuple[Path, ...], answer: Callable[[Iterable[Article]], Iterator[Match | None]]
) -> int:
    """Print the answers to articles, and the errors of what cannot be read."""
    read = rejected = 0
    ids: list[str] = []

    def articles() -> Iterator[Article]:
        nonlocal read, rejected
        for found in named_articles_in(inputs):
            if isinstance(found, Exception):
                click.echo(f"error: {printable(str(found))}", err=True)
                rejected += 1
                continue
            read += 1
            ids.append(str(found.id or found.url))
            yield found

    for at, match in enumerate(answer(articles())):
        _print({"id": ids[at], "match": None if match is None else _columns(match)})
    if not read:
        click.echo("error: nothing to read in the inputs", err=True)
        return EXIT_USAGE
    return EXIT_REJECTED if rejected else 0


def _columns(match: Match) -> dict[str, Any]:
    return {it.name: getattr(match, it.name) for it in fields(match)}


def _exported(row: Row) -> dict[str, Any]:
    article = row.article()
    return {
        "id": article.id,
        "url": article.url,
        "site": article.site,
        "published": article.published and article.published.isoformat(),
        "added": datetime.fromtimestamp(row.added, UTC).isoformat(),
        "duplicates": [{**_columns(match), "id": id} for id, match in row.duplicates],
        "text": article.text,
    }


def _time(given: str) -> datetime | date:
    days = given.removesuffix("d")
    try:
        found = (
            datetime.now(UTC) - timedelta(int(days)) if days != given else parse_published(given)
        )
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise click.BadParameter(f"{given!r} is no date", param_hint="--before")
    return found


def _print(record: dict[str, Any]) -> None:
    sys.stdout.buffer.write(dump_line(record))
    sys.stdout.buffer.flush()
