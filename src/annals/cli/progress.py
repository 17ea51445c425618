"""What a reader of reports sees while they are read, and the summary at the end."""

import sys
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from annals.cli.tables import clean

if TYPE_CHECKING:
    from annals.flow import Step, Summary

WIDEST = 60
"""Characters of a document's name that the progress bar shows."""


class Reporter:
    """Shows progress on a terminal and lists what happened; everything but ``end``'s summary goes to stderr."""

    def __init__(self, *, verbose: bool = False, quiet: bool = False) -> None:
        self.verbose = verbose
        self.quiet = quiet
        self.errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        self.bar = Progress(
            TextColumn("reading"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=self.errors,
            transient=True,
            disable=quiet or not self.errors.is_terminal,
        )
        self.task = self.bar.add_task("", total=None)

    def __enter__(self) -> Self:
        """Start the progress bar."""
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the progress bar away, whatever happened."""
        self.bar.stop()

    def step(self, step: "Step") -> None:
        """Show what became of one source."""
        name = clean(step.name)
        self.bar.update(self.task, advance=1, description=name[:WIDEST])
        if step.failure is not None:
            self.errors.print(f"failed: {clean(step.failure.source)}: {clean(step.failure.message)}")
            if self.verbose and step.trace:
                self.errors.print(clean(step.trace))
        elif self.verbose and not self.quiet:
            found = (
                ""
                if step.outcome == "unchanged"
                else f", {step.claims} claims" + (f" ({step.rejected} rejected)" if step.rejected else "")
            )
            self.errors.print(f"{step.outcome}: {name}{found}")

    def end(self, summary: "Summary", *more: str) -> None:
        """Print the summary, and what ``more`` there is to tell of the run."""
        self.bar.stop()
        if self.quiet:
            return
        for line in (*summary_lines(summary), *more):
            print(line)  # noqa: T201 - the command's output
        sys.stdout.flush()


def summary_lines(summary: "Summary") -> list[str]:
    """Return the summary of a run, a line a fact."""
    totals = summary.totals
    newer = _count(summary.new_versions, "new version")
    copies = _count(totals.copies, "copy", "copies")
    lines = [
        f"read           {_count(summary.read, 'source')}: {summary.new} new, {newer}, "
        f"{summary.unchanged} unchanged, {len(summary.failures)} failed",
        f"found          {_count(summary.claims, 'claim')} ({summary.rejected} rejected: no such words in the text)",
        f"in the record  {_count(totals.documents, 'document')} ({copies}), {_count(totals.claims, 'claim')}",
        f"concluded      {_count(totals.actors, 'actor')}, {_count(totals.events, 'event')}, "
        f"{_count(totals.relations, 'relation')}, {_count(totals.disagreements, 'disagreement')}",
    ]
    reasons = Counter(f"{failure.step}: {failure.error}" for failure in summary.failures)
    lines += [f"failed         {count} x {clean(reason)}" for reason, count in sorted(reasons.items())]
    return lines


def _count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: "1 claim", "2 claims"."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"
