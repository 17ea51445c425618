"""Who or what a name means: by id, then by name as written, folded, as it sounds, by its words."""

from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz, process

from annals.ask.answers import Ambiguous, Candidate, NotFound, Ref
from annals.names import fold, key, same
from annals.record import Named, Record

# Below this likeness (0 to 100) a name is no help to somebody who mistyped another.
_NEAR: Final = 60.0
_NEAR_COUNT: Final = 5
# Names with fewer consonants share them too easily ("Homs" and "Hamas").
_ENOUGH_CONSONANTS: Final = 4


def look_up(record: Record, sort: str, query: str) -> str | Ambiguous | NotFound:
    """Return the id of the actor or place (``sort``) that ``query`` means, else why there is no single one.

    An id means itself. Of names, the first of these that anything fits decides: written exactly so; equal
    when case, marks and punctuation are taken away; another transliteration of the same name; having all
    the words among its own; the same consonants, four or more. When several actors or places fit equally
    well all are given.
    """
    text = query.encode("utf-8", "replace").decode("utf-8").strip()
    if record.has_entity(sort, text):
        return text
    if not fold(text):
        return NotFound(query, sort)
    fitting = _fitting(record, sort, text)
    if not fitting:
        return NotFound(query, sort, _near(record, sort, text))
    if len(fitting) == 1:
        return fitting[0]
    return Ambiguous(query, sort, _candidates(record, sort, fitting))


def unresolved_places(record: Record, query: str) -> tuple[str, ...]:
    """Return the names of places without an entry in the gazetteer that are ``query``, case and marks aside."""
    wanted = fold(query)
    return tuple(said for said in record.unresolved_places() if wanted and fold(said) == wanted)


def _fitting(record: Record, sort: str, text: str) -> tuple[str, ...]:
    folded = record.named(sort, text)
    exact = _ids(named for named in folded if named.name == text)
    if exact:
        return exact
    if folded:
        return _ids(folded)
    sounding = record.sounding(sort, text)
    return (
        _ids(named for named in sounding if same(named.name, text))
        or _ids(record.containing(sort, fold(text).split()))
        or _ids(sounding if len(key(text)) >= _ENOUGH_CONSONANTS else ())
    )


def _ids(found: Iterable[Named]) -> tuple[str, ...]:
    return tuple(sorted({named.id for named in found}))


def _candidates(record: Record, sort: str, ids: tuple[str, ...]) -> tuple[Candidate, ...]:
    counts = record.counts(ids)
    described: list[tuple[str, str, str, tuple[str, ...]]]
    if sort == "actor":
        described = [(a.id, a.kind, a.name, tuple(n.name for n in a.names)) for a in record.actors(ids)]
    else:
        described = [(p.id, p.kind, p.name, (p.name, p.country)) for p in record.places(ids)]
    candidates = [Candidate(id_, kind, name, names, *counts[id_]) for id_, kind, name, names in described]
    return tuple(sorted(candidates, key=lambda found: (-found.claims, found.name, found.id)))


def _near(record: Record, sort: str, text: str) -> tuple[Ref, ...]:
    """Return the names that are most like ``text``, one for each actor or place, and each name once."""
    names = record.all_names(sort)
    scored = process.extract(
        fold(text), [fold(named.name) for named in names], scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=50
    )
    best: dict[str, Ref] = {}
    told: set[str] = set()
    for _, _, index in sorted(scored, key=lambda found: (-found[1], names[found[2]].name, found[2])):
        who, name = names[index].id, names[index].name
        if who not in best and fold(name) not in told:
            best[who] = Ref(who, name)
            told.add(fold(name))
    return tuple(best.values())[:_NEAR_COUNT]
