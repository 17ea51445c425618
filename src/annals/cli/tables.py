"""Answers as tables; nothing here decides what is answered."""

import re
from collections.abc import Iterable
from datetime import date
from functools import singledispatch
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from annals import when
from annals.ask import (
    ActorFacts,
    Ambiguous,
    Dispute,
    EventItem,
    Found,
    Holder,
    PlaceFacts,
    Ref,
    Said,
    Strength,
    Tie,
    Timeline,
    Why,
)
from annals.types import Evidence, Quantity

SHOWN: Final = 2
"""Pieces of evidence that a row shows; the others are counted."""

QUOTED: Final = 220
"""Characters of a quote that a row shows."""

SPOKEN: Final = frozenset({"who says so", "sentence", "one side", "the other side"})
WIDTHS: Final = {
    "when": 13,
    "age": 16,
    "held by": 24,
    "how firmly": 10,
    "where": 20,
    "how grave": 9,
    "found by": 12,
    "names": 50,
}
"""Characters that a column may take at most, 30 where nothing is said."""

SEVERITY: Final = {1: "grave", 2: "notable", 3: "slight"}

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """Return ``text`` without control characters: a report must not steer the reader's terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


@singledispatch
def table(answer: object) -> RenderableType:
    """Return what shows an answer."""
    raise TypeError(f"no table shows a {type(answer).__name__}")


# ------------------------------------------------------------------------------------------- the answers


@table.register
def _(answer: ActorFacts) -> RenderableType:
    ties = rows("relation", "when", "how firmly", "who says so")
    for tie in answer.relations:
        ties.add_row(_tie(tie), days(tie.start, tie.end), firmness(tie.status, tie.disputed), _tie_said(tie))
    names = rows("name", "when", "", "who says so")
    for name in answer.names:
        names.add_row(plain(name.name), days(name.start, name.end, unknown=""), "", said(name.evidence))
    strength = rows("strength", "when", "how firmly", "who says so")
    for figure in answer.strength:
        strength.add_row(_figure(figure), days(figure.start, figure.end), figure.status, said(figure.evidence))
    return page(
        f"{answer.name}  ({answer.kind}, {answer.id})",
        names, ties, strength, _events("how it began", answer.began), _events("how it ended", answer.ended),
        left_out(answer.undated),
    )  # fmt: skip


@table.register
def _(answer: PlaceFacts) -> RenderableType:
    point = f", {answer.point[0]:.3f} {answer.point[1]:.3f}" if answer.point else ""
    holders = rows("held by", "when", "how firmly", "who says so")
    for holder in answer.holders:
        holders.add_row(
            plain(holder.actor.name), days(holder.start, holder.end), firmness(holder.status, holder.disputed),
            _with_dissent(holder),
        )  # fmt: skip
    return page(
        f"{answer.name}  ({answer.kind}{point}, {answer.id})",
        holders, _events("event", answer.events), left_out(answer.undated),
    )  # fmt: skip


@table.register
def _(answer: Timeline) -> RenderableType:
    return page(None, _events("event", answer.events), left_out(answer.undated), nothing="no such event")


@table.register
def _(answer: Ambiguous) -> RenderableType:
    listed = rows("id", "kind", "names", "claims", "events")
    for candidate in answer.candidates:
        names = ", ".join(dict.fromkeys((candidate.name, *candidate.names)))
        listed.add_row(candidate.id, candidate.kind, plain(names), str(candidate.claims), str(candidate.events))
    title = f"{answer.query!r} fits {len(answer.candidates)} {answer.sort}s; ask again with the id of one"
    return page(title, listed)


@table.register
def _(answer: Found) -> RenderableType:
    listed = rows("document", "publisher", "published", "sentence")
    for sentence in answer.sentences:
        evidence = sentence.evidence
        text = plain(evidence.quote)
        for start, end in sentence.marks:
            text.stylize("bold", start, end)
        listed.add_row(plain(evidence.document), plain(evidence.publisher or ""), _day(evidence.published), text)
    more = answer.total - len(answer.sentences)
    note = plain(f"and {more} more") if more > 0 else None
    return page(None, listed, note, left_out(answer.undated), nothing="no sentence has these words")


@table.register
def _(answer: Why) -> RenderableType:
    numbers: dict[Said, int] = {}

    def numbered(said: Iterable[Said]) -> str:
        return ", ".join(str(numbers.setdefault(item, len(numbers) + 1)) for item in said)

    listed = rows("field", "value", "because", "says")
    for reason in answer.reasons:
        told = numbered(reason.supporters) + (f"; against: {numbered(reason.dissenters)}" if reason.dissenters else "")
        listed.add_row(reason.field, plain(reason.shown), plain(reason.reason or ""), plain(told))
    sentences = rows("no.", "who says so")
    for item, number in numbers.items():
        sentences.add_row(str(number), _sentence(item))
    related = (
        plain("see also " + ", ".join(f"{ref.name} ({ref.id})" for ref in answer.related)) if answer.related else None
    )
    return page(f"{answer.title}  ({answer.kind}, {answer.id})", listed, sentences, related)


@table.register(tuple)
def _(answer: tuple[Dispute, ...]) -> RenderableType:
    listed = rows("how grave", "found by", "what", "one side", "the other side")
    for dispute in answer:
        found = dispute.disagreement
        closed = dispute.settled
        told = "" if closed is None else f"\nsettled by {closed.person}, {closed.recorded[:10]}: {closed.reason}"
        what = plain(f"{found.message}\n({found.id}){told}")
        listed.add_row(
            SEVERITY.get(found.severity, str(found.severity)), found.check.replace("_", " "), what,
            said(dispute.one_side), said(dispute.other_side),
        )  # fmt: skip
    return page(None, listed, nothing="the sources do not disagree, as far as the checks can tell")


# --------------------------------------------------------------------------------------------- the parts


def page(title: str | None, *parts: RenderableType | None, nothing: str = "nothing else is known") -> RenderableType:
    """Return a title and the tables that have rows."""
    full = [part for part in parts if part is not None and not (isinstance(part, Table) and part.row_count == 0)]
    head = [Text(clean(title), style="bold")] if title else []
    return Group(*head, *(full or [plain(nothing)]))


def rows(*columns: str) -> Table:
    """Return a table without rows; what the sources say gets the room that the other columns leave."""
    listed = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for column in columns:
        listed.add_column(column, overflow="fold", max_width=None if column in SPOKEN else WIDTHS.get(column, 30))
    return listed


def _events(title: str, events: Iterable[EventItem]) -> Table:
    listed = rows("when", title, "where", "who says so")
    for event in events:
        what = plain(" ".join(part for part in (event.type.replace("_", " "), _doubts(event)) if part))
        for line in (*_parties(event), *(quantity(counted) for counted in event.quantities), f"({event.id})"):
            what.append("\n" + clean(line))
        listed.add_row(days(event.start, event.end), what, _names(event.places), said(event.evidence))
    return listed


def _parties(event: EventItem) -> list[str]:
    """Return who acts and on whom, a line each."""
    by = [party.actor.name for party in event.actors if party.role == "actor"]
    on = [party.actor.name for party in event.actors if party.role == "target"]
    return [f"{word} {', '.join(names)}" for word, names in (("by", by), ("to", on)) if names]


def _doubts(event: EventItem) -> str:
    """Return what keeps an event from being plain fact."""
    status = [] if event.status == "asserted" else [event.status]
    disputed = [f"disputed: {', '.join(event.disputed)}"] if event.disputed else []
    return f"({'; '.join(status + disputed)})" if status or disputed else ""


def firmness(status: str, disputed: bool) -> str:
    """Return how firmly something is said."""
    return f"{status}, disputed" if disputed else status


def _tie(tie: Tie) -> Text:
    return plain(f"{tie.phrase} {tie.other.name}")


def _tie_said(tie: Tie) -> Text:
    return both(tie.evidence, tie.dissent)


def _with_dissent(holder: Holder) -> Text:
    return both(holder.evidence, holder.dissent)


def both(evidence: tuple[Evidence, ...], dissent: tuple[Evidence, ...]) -> Text:
    """Return who says so and who says otherwise."""
    text = said(evidence)
    return text.append("\nagainst: ").append(said(dissent)) if dissent else text


def _figure(figure: Strength) -> str:
    return quantity(Quantity(figure.measure, figure.least, figure.most, figure.of))


def quantity(counted: Quantity) -> str:
    """Return a count in words: "killed 21 or more (civilians)"."""
    least, most = counted.least, counted.most
    if least is not None and least == most:
        number = f"{least:,}"
    elif least is not None and most is not None:
        number = f"{least:,} to {most:,}"
    elif least is not None:
        number = f"{least:,} or more"
    else:
        number = f"up to {most:,}" if most is not None else "an unknown number"
    return f"{counted.measure} {number}" + (f" ({counted.of})" if counted.of else "")


def days(start: date | None, end: date | None, unknown: str = "no date") -> str:
    """Return an interval in words: "2012-04-01", "2012-04", "2012-04-01 to 2012-04-05", "from 2012-04-01"."""
    if start is not None and end is not None:
        return when.show((start, end)).replace("/", " to ")
    if start is not None:
        return f"from {start}"
    return f"until {end}" if end is not None else unknown


def _day(day: date | None) -> str:
    return str(day) if day is not None else "no date"


def said(evidence: tuple[Evidence, ...]) -> Text:
    """Return quotes with document, publisher and day; more than two are counted."""
    lines = [_quoted(item, item.quote) for item in evidence[:SHOWN]]
    if len(evidence) > SHOWN:
        lines.append(plain(f"and {len(evidence) - SHOWN} more"))
    return _lines(lines)


def _sentence(item: Said) -> Text:
    return _quoted(item.evidence, item.sentence or item.evidence.quote)


def _quoted(evidence: Evidence, quote: str) -> Text:
    """Return one piece of evidence: "…" document, publisher, day, and whom it cites."""
    words = " ".join(clean(quote).split())
    words = words if len(words) <= QUOTED else words[: QUOTED - 1].rstrip() + "…"
    cited = f", citing {', '.join(evidence.attribution)}" if evidence.attribution else ""
    status = f", {evidence.status}" if evidence.status not in (None, "asserted") else ""
    source = ", ".join(part for part in (evidence.document, evidence.publisher, _day(evidence.published)) if part)
    return Text(f"“{words}” ").append(clean(f"{source}{cited}{status}"), style="dim")


def _lines(lines: Iterable[Text]) -> Text:
    return Text("\n").join(lines)


def _names(refs: Iterable[Ref]) -> Text:
    return plain(", ".join(ref.name for ref in refs))


def plain(text: str) -> Text:
    """Return text that is shown as it is, without markup or control characters."""
    return Text(clean(text))


def left_out(undated: int) -> Text | None:
    """Return the note on documents that could not be placed in time."""
    if not undated:
        return None
    return plain(f"{undated} documents without a day of publication were left out")
