"""Which names are one actor's: decisions on renames, splinters, mergers, joins, alliances, homonyms.

``python bench/identity.py [FILE]`` prints one figure a line. Without a file it takes ``bench/identity.jsonl``: stories
of invented groups, one a line, after the kinds of relations in the UCDP Actor list (name change, splinter, temporary
split, alliance, joining) with its rules: a renaming keeps the actor, everything else leaves or makes two. A story has
``documents`` (``published``, maybe ``country``, ``claims`` as ``[type, actors, targets, sentence, day or null]``) and
the questions ``same`` and ``different``, pairs of ``name`` or ``name@document`` (the name as that document has it).

``right`` is the share of pairs decided right; ``wrong_mergers`` the number of pairs of different actors that were made
one; ``--read`` runs the reader that comes along on the sentences instead of taking the claims as given.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from annals.ids import stable_id
from annals.names import fold
from annals.read import read_bytes
from annals.resolve.actors import Actors, identify, name_claims
from annals.resolve.dates import date_claims, find_dates
from annals.resolve.places import Gazetteer, place_claims
from annals.types import Claim, Document, Extractor, Filler, Time

FILE = Path(__file__).with_name("identity.jsonl")
ROLES = ("actor", "target", "attribution")
Story = Mapping[str, Any]


def stories(path: Path) -> Iterator[Story]:
    """Yield the stories of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _filler(name: str, sentence: str) -> Filler:
    """Return a filler; ``full=short`` is a name in full that the sentence mentions as ``short``."""
    full, _, short = name.partition("=")
    mention = short or full
    return Filler(full, mention if mention in sentence else None)


def given(story: Story) -> tuple[list[Claim], dict[str, date | None]]:
    """Return a story's claims as they are given, and the day of each document."""
    claims: list[Claim] = []
    published: dict[str, date | None] = {}
    for number, document in enumerate(story["documents"], 1):
        id_ = f"d{number}"
        published[id_] = date.fromisoformat(document["published"])
        country = document.get("country")
        place = (Filler(country, None, None, None, f"country:{country}"),) if country else ()
        for at, (kind, actors, targets, sentence, day) in enumerate(document["claims"]):
            span = (0, len(sentence))
            when = Time(date.fromisoformat(day), date.fromisoformat(day)) if day else None
            claims.append(
                Claim(
                    stable_id("c", id_, at), id_, "body", kind, sentence, 0, len(sentence), sentence, span,
                    actor=tuple(_filler(name, sentence) for name in actors),
                    target=tuple(_filler(name, sentence) for name in targets), place=place, time=when,
                )
            )  # fmt: skip
    return claims, published


def read(story: Story, extractor: Extractor, gazetteer: Gazetteer) -> tuple[list[Claim], dict[str, date | None]]:
    """Return the claims that a reader finds in a story's sentences, and the day of each document."""
    claims: list[Claim] = []
    published: dict[str, date | None] = {}
    for number, told in enumerate(story["documents"], 1):
        text = " ".join(sentence for *_, sentence, _ in told["claims"])
        where = told.get("where")
        text = f"{where}. {text}" if where else text
        document: Document = read_bytes(
            text.encode(), name=f"d{number}", source=f"d{number}.txt", published=date.fromisoformat(told["published"])
        )
        found: Sequence[Claim] = name_claims(document, tuple(extractor(document)), gazetteer)
        found = place_claims(document, date_claims(document, found, find_dates(document)), gazetteer)
        published[document.id] = date.fromisoformat(told["published"])
        claims += found
        story["documents"][number - 1]["id"] = document.id
    return claims, published


def ids(name: str, story: Story, claims: Sequence[Claim], found: Actors) -> set[str]:
    """Return the actors that bear a name, in one document when the name says which; empty when nobody does."""
    wanted, _, number = name.partition("@")
    document = story["documents"][int(number) - 1].get("id", f"d{number}") if number else None
    folded = fold(wanted)
    return {
        actor
        for claim in claims
        if document in {None, claim.document}
        for role in ROLES
        for at, filler in enumerate(getattr(claim, role))
        if folded in {fold(filler.name), fold(filler.mention or "")}
        and (actor := found.entity.get((claim.id, role, at))) is not None
    } or {actor.id for actor in found.actors if not number and any(fold(n.name) == folded for n in actor.names)}


def decide(story: Story, claims: Sequence[Claim], found: Actors) -> Iterator[tuple[str, str, bool, bool | None]]:
    """Yield (one, other, one actor by rights, one actor as decided); ``None`` when a name is nobody's."""
    for kind in ("same", "different"):
        for one, other in story[kind]:
            first, second = ids(one, story, claims, found), ids(other, story, claims, found)
            decided = bool(first & second) if first and second else None
            yield one, other, kind == "same", decided


def measure_file(path: Path, *, reader: Extractor | None = None, misses: bool = False) -> dict[str, float]:
    """Return the figures of a file of stories."""
    right = total = wrong = unseen = actors = 0
    with Gazetteer.open() as gazetteer:
        for story in stories(path):
            claims, published = read(story, reader, gazetteer) if reader else given(story)
            found = identify(claims, published, gazetteer)
            actors += len({name for kind in ("same", "different") for pair in story[kind] for name in pair})
            for one, other, same, decided in decide(story, claims, found):
                total += 1
                right += decided is same
                wrong += decided is True and not same
                unseen += decided is None
                if misses and decided is not same:
                    print(f"{story['story']}: {one} | {other}: one actor {same}, decided {decided}", file=sys.stderr)
    count = max(1, total)
    return {
        "names": float(actors),
        "decisions": float(total),
        "right": right / count,
        "wrong_mergers": float(wrong),
        "unseen": float(unseen),
    }


def measure(shared: Path) -> dict[str, float]:
    """Return the figures on the project's own stories, claims as given."""
    return measure_file(FILE)


def main(arguments: list[str]) -> int:
    """Print the figures of the file given, or of the project's own."""
    reader: Extractor | None = None
    if "--read" in arguments:
        from annals.extract.encoder import Encoder  # noqa: PLC0415 - loads the weights

        reader = Encoder.load()
    files = [Path(argument) for argument in arguments if not argument.startswith("--")]
    for path in files or [FILE]:
        if not path.is_file():
            print(f"{path}: no such file; give stories as JSON lines", file=sys.stderr)
            return 2
        for name, value in measure_file(path, reader=reader, misses="--misses" in arguments).items():
            print(f"{name} {value:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
