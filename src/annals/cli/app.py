"""The commands, and what becomes of an error: one line on standard error, and an exit code.

0 is done; 1 some sources could not be read (they are listed), nothing of the name was found, or
something unforeseen happened; 2 wrong use: a bad option, a record that is none, a missing model; 130
interrupted.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import click

import annals
from annals.cli.actors import actors
from annals.cli.correct import correct
from annals.cli.extractors import Extraction, extraction_options
from annals.cli.gazetteer import gazetteer
from annals.cli.options import day, examples, known_by_option, record_option
from annals.cli.output import show, show_findings, warn_if_stale
from annals.cli.places import open_gazetteer
from annals.cli.progress import Reporter
from annals.cli.questions import ask
from annals.cli.serve import serve
from annals.cli.tables import clean
from annals.errors import AnnalsError, SourceError

KINDS = ("documents", "claims", "events", "relations", "actors", "disagreements")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: annals read REPORTS --record war.annals. Every command has --help with examples.",
)
@click.option("-v", "--verbose", is_flag=True, expose_value=False, help="Show tracebacks of unexpected errors.")
@click.version_option(annals.__version__, "--version", prog_name="annals", message="%(prog)s %(version)s")
def app() -> None:
    """Read reports about an armed conflict and keep the record: who, what, where, when, and who said so."""


app.add_command(ask)
app.add_command(actors)
app.add_command(correct)
app.add_command(serve)
app.add_command(gazetteer)


@app.command(
    epilog=examples(
        "annals read reports/ --record war.annals",
        "annals read story.html wire.jsonl.gz --record war.annals -v",
        'curl -s https://example.org/story | annals read - --record war.annals --publisher "Example News"',
        "annals read reports/ --record war.annals --extractor llm --endpoint http://localhost:8000/v1 --model NAME",
    )
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@record_option
@click.option("--publisher", metavar="NAME", help="Who published the sources that do not say so themselves.")
@click.option("--published", type=day, metavar="DAY", help="The day (YYYY-MM-DD) of sources that do not tell theirs.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes [default: 1, many documents: one a core]."
)
@extraction_options
@click.option("-v", "--verbose", is_flag=True, help="List each document; show tracebacks of unexpected errors.")
@click.option("--quiet", is_flag=True, help="Print failures only.")
def read(
    *,
    sources: tuple[str, ...],
    record: Path,
    publisher: str | None,
    published: date | None,
    jobs: int | None,
    extraction: Extraction,
    verbose: bool,
    quiet: bool,
) -> int:
    """Read SOURCEs into a record: files, folders, or - for standard input.

    Text, Markdown, HTML, PDF and JSONL are read, each also gzipped; what a file is is told from its content.
    A JSONL row is a document: text or html, and if known id, title, publisher, published, url.
    Documents that the record holds already are left alone. A source that cannot be read is listed, the
    others are read all the same, and the exit code is 1.
    """
    report = Reporter(verbose=verbose, quiet=quiet)
    with annals.Record.open(record, create=True) as store, open_gazetteer(record) as places, report:
        summary = annals.read_into(
            store, sources, gazetteer=places, mapper=extraction.mapper(jobs), now=datetime.now(UTC),
            publisher=publisher, published=published, stdin=sys.stdin.buffer, progress=report.step,
        )  # fmt: skip
    report.end(summary, *extraction.lines())
    return 1 if summary.failures else 0


@app.command(
    epilog=examples(
        "annals export claims --format jsonl --record war.annals -o claims.jsonl",
        "annals export events --format csv --record war.annals | head",
    )
)
@click.argument("what", type=click.Choice(KINDS))
@record_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("jsonl", "csv")),
    default="jsonl",
    show_default=True,
    help="One JSON object or one CSV row each.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT",
    help="A file [default: standard output].",
)
def export(*, what: str, record: Path, form: str, output: Path | None) -> None:
    """Write documents, claims, events, relations, actors or disagreements for other programs."""
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        if output is None:
            annals.export.write(store, what, form, sys.stdout.buffer)
        else:
            annals.export.to_file(store, what, form, output)


@app.command(
    epilog=examples(
        "annals check --record war.annals",
        "annals check --record war.annals --format json",
        "annals check --record war.annals --format html > disagreements.html",
    )
)
@record_option
@known_by_option
@click.option("--settled", is_flag=True, help="Those that somebody has marked as settled, with the reason.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json", "html")),
    default="table",
    show_default=True,
    help="A table to read, JSON for programs, or a page with the explanation of each check.",
)
def check(*, record: Path, known_by: date | None, settled: bool, form: str) -> int:
    """List what the sources disagree about, and slips of single sources, worst first.

    Each finding tells which check found it, how grave it is (grave: a contradiction of what happened or who
    holds; notable: a difference of detail or a likely slip; slight: a remark), and the words of both sides. What has
    been marked as settled (`annals correct settle`) is left out, or with --settled listed alone.
    """
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        found = annals.ask.disagreements(store, known_by=known_by, settled=settled)
        return show_findings(found) if form == "html" else show(found, form)


def main() -> None:
    """Run the command line of this process and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return its exit code, every error told in one line."""
    try:
        with app.make_context("annals", list(arguments)) as context:
            code = app.invoke(context)
            sys.stdout.flush()
            return code if isinstance(code, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        return _refuse(_explained(error), 2)
    except AnnalsError as error:
        return _refuse(str(error), 1 if isinstance(error, SourceError) else 2)
    except (KeyboardInterrupt, click.Abort):
        return _refuse("interrupted; what was read is kept, run the same command to go on", 130)
    except BrokenPipeError:
        # Whoever read our output has had enough (`annals export claims | head`); nothing is left to say.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # The record's and the reports' own errors are told by what reads them; what is left is our output.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _refuse(f"standard output: cannot be written ({error.strerror or error})", 1)
    except Exception as error:
        if {"-v", "--verbose"} & set(arguments):
            traceback.print_exc()
        return _refuse(f"unexpected {type(error).__name__}: {error}; please report it with what annals -v says", 1)


def _explained(error: click.ClickException) -> str:
    """Return what was wrong with the command line and where its help is."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" (see {context.command_path} --help)" if context is not None else ""
    return error.format_message().rstrip(".") + hint


def _refuse(message: str, code: int) -> int:
    """Print one line on standard error and return ``code``."""
    click.echo(f"annals: {clean(' '.join(message.split()))}", err=True)
    return code
