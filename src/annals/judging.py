"""What people do to the actors of a record: merge, split, rename, take back, add a list; each is then concluded.

Every function stores a row with who, when and why, draws the conclusions anew, and returns what came of it. A
judgement holds for names (see ``annals.resolve.actors_judged``), so it outlives rebuilds and other readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from annals.ask.answers import Ambiguous, NotFound
from annals.ask.lookup import look_up
from annals.errors import RecordError, UsageError
from annals.flow import conclude
from annals.names import fold
from annals.record import Record
from annals.resolve.actors_judged import Judgement
from annals.resolve.actors_lists import read_list
from annals.resolve.places import Gazetteer
from annals.types import Actor


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement that was stored: its id, and the actors that the names it speaks of are now."""

    id: str
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """A list that was added: its name, its entries, and how many actors of the record bear a name of it."""

    name: str
    entries: int
    actors: int


@dataclass(frozen=True, slots=True)
class Person:
    """Who judges, when (aware, UTC) and why."""

    name: str
    now: datetime
    reason: str = ""


def merge(record: Record, gazetteer: Gazetteer, one: str, other: str, *, by: Person) -> Judged:
    """Make two actors one, each given by a name or id; a name that two actors share becomes one actor's.

    Raises ``UsageError`` when a name fits none or several, or both are one actor already.
    """
    first, second = (find(record, name) for name in (one, other))
    if first.id == second.id:
        raise UsageError(f"{one!r} and {other!r} are one actor already ({first.id})")
    return _judge(record, gazetteer, "same", _names(first), _names(second), by=by)


def split(record: Record, gazetteer: Gazetteer, actor: str, names: Sequence[str], *, by: Person) -> Judged:
    """Take names off an actor: they are another one's, and one actor's if they are several.

    Raises ``UsageError`` for a name that is not the actor's, or when none would be left to it.
    """
    who = find(record, actor)
    wanted = {fold(name) for name in names}
    own = {fold(name): name for name in _names(who)}
    for name in names:
        if fold(name) not in own:
            raise UsageError(f"{name!r} is no name of {who.name} ({who.id}); it has {', '.join(own.values())}")
    kept = [name for folded, name in own.items() if folded not in wanted]
    if not kept:
        raise UsageError(f"all names of {who.name} ({who.id}) would be split off; leave it at least one")
    return _judge(record, gazetteer, "different", kept, [own[name] for name in sorted(wanted)], by=by)


def rename(
    record: Record, gazetteer: Gazetteer, actor: str, name: str, *, by: Person, day: date | None = None
) -> Judged:
    """Call an actor by another name; from ``day`` on, if given, it bore that name and its main one no more.

    Raises ``UsageError`` for a name without a letter or digit, or one that another actor bears.
    """
    who = find(record, actor)
    others = sorted({named.id for named in record.named("actor", name)} - {who.id})
    if others:
        raise UsageError(f"{name!r} is a name of another actor ({', '.join(others)}); merge the two if they are one")
    own = _names(who)
    main = fold(who.name)
    return _judge(
        record, gazetteer, "rename", sorted(own, key=lambda own_name: fold(own_name) != main), [name], by=by, day=day
    )


def undo(record: Record, gazetteer: Gazetteer, judgement: str, *, by: Person) -> Judged:
    """Take a judgement back, or an undo; raises ``RecordError`` for an id that is none."""
    id_ = record.unjudge(judgement, person=by.name, reason=by.reason, now=by.now)
    return _judged(record, gazetteer, id_, judgement)


def add_list(record: Record, gazetteer: Gazetteer, path: Path, *, name: str | None, by: Person) -> Imported:
    """Add a reference list of actors from a file, in the place of an earlier one of its name (by default the stem).

    Raises ``SourceError`` for a file that cannot be read as one.
    """
    title = name or path.stem
    form, entries = read_list(path, title)
    record.import_actors(title, entries, source=str(path), form=form, person=by.name, now=by.now)
    conclude(record, gazetteer)
    listed = {fold(variant.name) for entry in entries for variant in entry.names}
    bearing = sum(any(fold(variant) in listed for variant in _names(actor)) for actor in record.actors())
    return Imported(title, len(entries), bearing)


def find(record: Record, name: str) -> Actor:
    """Return the actor that a name or id means; raises ``UsageError`` when none or several do."""
    found = look_up(record, "actor", name)
    if isinstance(found, NotFound):
        near = f"; near names: {', '.join(ref.name for ref in found.near)}" if found.near else ""
        raise UsageError(f"the record has no actor {name!r}{near}")
    if isinstance(found, Ambiguous):
        ids = ", ".join(f"{candidate.id} ({candidate.name})" for candidate in found.candidates)
        raise UsageError(f"{name!r} fits several actors; give the id of one: {ids}")
    (actor,) = record.actors([found])
    return actor


def _names(actor: Actor) -> list[str]:
    """Return the names of an actor, its main one first."""
    return list(dict.fromkeys((actor.name, *(name.name for name in actor.names))))


def _judge(
    record: Record,
    gazetteer: Gazetteer,
    action: str,
    names: Sequence[str],
    others: Sequence[str],
    *,
    by: Person,
    day: date | None = None,
) -> Judged:
    id_ = record.judge(action, names, others, person=by.name, reason=by.reason, now=by.now, day=day)
    return _judged(record, gazetteer, id_, id_)


def _judged(record: Record, gazetteer: Gazetteer, id_: str, about: str) -> Judged:
    """Conclude, and return the actors of the names that the judgement ``about`` speaks of."""
    conclude(record, gazetteer)
    judgement = _effective(record, about)
    ids = {named.id for name in (*judgement.names, *judgement.others) for named in record.named("actor", name)}
    return Judged(id_, record.actors(ids))


def _effective(record: Record, id_: str) -> Judgement:
    """Return a judgement, or the one that an undo of an undo is about in the end."""
    by_id = {judgement.id: judgement for judgement in record.judgements()}
    found = by_id.get(id_)
    while found is not None and found.subject is not None:
        found = by_id.get(found.subject)
    if found is None:
        raise RecordError(f"{record.path}: holds no judgement {id_}")
    return found
