"""Which extractor reads the documents: the options of ``annals read``, and what they come to."""

import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import annals
from annals.errors import UsageError

if TYPE_CHECKING:
    from annals.flow import Mapper

Command = TypeVar("Command", bound=Callable[..., Any])

PACKAGED = "encoder"
ENDPOINT = "llm"
KEY = "ANNALS_LLM_KEY"
TIMEOUT = 120.0


@dataclass(frozen=True, slots=True)
class Extraction:
    """How documents are read: ``load`` makes the tools (``None``: the packaged reader), ``counts`` what it took."""

    load: Callable[[int], Any] | None
    counts: Counter[str] = field(default_factory=Counter)

    def mapper(self, jobs: int | None) -> "Mapper":
        """Return a mapper that works with this extractor in ``jobs`` processes."""
        return annals.local.mapper(self.load or annals.local.packaged, jobs=jobs, counted=self._add)

    def _add(self, counts: Mapping[str, int]) -> None:
        self.counts.update(counts)

    def lines(self) -> list[str]:
        """Return what the summary tells of the endpoint: questions and tokens as it counted them."""
        if not self.counts:
            return []
        asked, remembered = self.counts["questions"], self.counts["remembered"]
        questions = f"{asked:,} question{'' if asked == 1 else 's'} asked, {remembered:,} answered from the cache"
        tokens = f"{self.counts['prompt_tokens']:,} prompt and {self.counts['completion_tokens']:,} completion tokens"
        return [f"endpoint       {questions}; {tokens}"]


def extraction_options(command: Command) -> Command:
    """Add ``--extractor`` and what belongs to it; the command gets them as one ``extraction``."""

    @wraps(command)
    def with_extraction(
        *,
        record: Path,
        extractor: str,
        endpoint: str | None,
        model: str | None,
        timeout: float | None,
        cache: Path | None,
        **others: Any,  # noqa: ANN401 - the command's own options
    ) -> Any:  # noqa: ANN401 - what the command returns
        if extractor == ENDPOINT:
            extraction = _by_endpoint(endpoint, model, timeout, cache or record.with_name(f"{record.name}.llm-cache"))
        else:
            given = {"--endpoint": endpoint, "--model": model, "--timeout": timeout, "--cache": cache}
            stray = [name for name, value in given.items() if value is not None]
            if stray:
                raise UsageError(f"{stray[0]} goes with --extractor {ENDPOINT}, which was not asked for")
            extraction = _by_name(extractor)
        return command(record=record, extraction=extraction, **others)

    wrapped: Any = with_extraction
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]  # a command like the one given


_OPTIONS = (
    click.option(
        "--extractor", metavar="NAME", default=PACKAGED, show_default=True,
        help=f"Who finds the claims: {PACKAGED}, the reader that comes along; {ENDPOINT}, a language model behind "
        "--endpoint; or package.module:function, one of your own.",
    ),
    click.option(
        "--endpoint", metavar="URL",
        help=f"An OpenAI-compatible endpoint (http://localhost:8000/v1); its key, if any, in {KEY}.",
    ),
    click.option("--model", metavar="NAME", help="The model, as the endpoint calls it."),
    click.option(
        "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
        help=f"How long one answer of the endpoint may take [default: {TIMEOUT:g}].",
    ),
    click.option(
        "--cache", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
        help="Where the endpoint's answers are kept [default: beside the record, FILE.llm-cache].",
    ),
)  # fmt: skip


def _by_endpoint(url: str | None, model: str | None, timeout: float | None, cache: Path) -> Extraction:
    if not url or not model:
        missing = "--endpoint URL" if not url else "--model NAME"
        raise UsageError(f"--extractor {ENDPOINT} needs {missing}: nothing is sent anywhere that was not named")
    key = os.environ.get(KEY, "").strip() or None
    wait = TIMEOUT if timeout is None else timeout
    return Extraction(annals.local.ByEndpoint.at(url, model, cache, timeout=wait, key=key))


def _by_name(name: str) -> Extraction:
    if name == PACKAGED:
        return Extraction(None)
    loader = annals.local.ByName(name)
    loader.check()
    return Extraction(loader)
