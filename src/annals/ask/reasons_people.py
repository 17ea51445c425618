"""Why, as far as people said so: judgements on actors, settled disagreements, withdrawn documents."""

from collections.abc import Collection, Iterator

from annals.ask.answers import Reason, Why
from annals.record import Record


def judgement(record: Record, id_: str) -> Why | None:
    """Return what lies behind a judgement on names; ``None`` for an unknown id."""
    for item in record.judgements():
        if item.id == id_:
            standing = "in force" if item.active else "undone"
            sides = f"{', '.join(item.names)} | {', '.join(item.others)}" if item.names else item.subject or ""
            reason = Reason("names", (item.names, item.others), sides, f"{item.person}, {item.recorded}: {item.reason}")
            return Why(id_, "judgement", None, f"{item.action} by {item.person}, {standing}", (reason,))
    return None


def settlements(record: Record, disagreement: str) -> Iterator[Reason]:
    """Yield who settled a disagreement or opened it again, when and why."""
    for item in record.settlements():
        if item.disagreement == disagreement:
            done = "opened again" if item.open else "settled"
            yield Reason("settled", not item.open, done, f"{item.person}, {item.recorded}: {item.reason}")


def withdrawals(record: Record, documents: Collection[str]) -> Iterator[Reason]:
    """Yield who withdrew one of these documents, when and why, unless that was taken back."""
    for item in record.corrections():
        if item.action == "withdraw" and item.active and item.subject in documents:
            yield Reason("withdrawn", item.subject, item.subject, f"{item.person}, {item.recorded}: {item.reason}")
