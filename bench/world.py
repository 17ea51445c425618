"""A world of which everything is known, and reports on it that are noisy: claims for measuring cost and accuracy.

A world has theatres. In each, a few groups fight over ten real towns for a year: clashes, attacks and strikes, towns
that change hands, groups that join and leave a coalition, leaders that follow each other. Every third day up to four
publishers report what they noticed since, and who holds a town, belongs to whom or leads whom; some print another's
report as it is. ``noise``, 0 to 1, is how often a day, figure, place or party is told wrong, or a thing that
never was. More claims are more theatres, each with towns and groups of its own, through twenty years; the United
Nations appear in all of them. Everything follows from the seed.
"""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources

from annals.copies import signature
from annals.ids import stable_id
from annals.types import Block, Claim, Document, Filler, Quantity, Reading, Sentence, Time

TOWNS, GROUPS, DAYS, EVERY = 10, 5, 360, 3
CLAIMS = 650
"""About how many claims the reports on one theatre make."""
START = date(2000, 1, 3)
YEARS = 20
PUBLISHERS = tuple(
    f"{place} {kind}" for place in ("Coast", "Valley", "Northern", "Lake", "Hills", "Border", "River", "Delta")
    for kind in ("Wire", "Radio", "Post", "Observer", "Gazette")
)  # fmt: skip
_BODIES = ("Liberation Front", "Defence Brigade", "Dawn Movement", "Unity Party", "Resistance Army")
_LEADERS = ("Amadi", "Berko", "Castellan", "Dovrat", "Ekwele", "Farouk", "Gadiri", "Halvorn", "Ibarra", "Jokela")
_FIRST = ("Tomas", "Rashid", "Ingrid", "Paulo", "Mirjam", "Idris", "Oksana", "Lindiwe")
_VAGUE = "gunmen"
_UNITED_NATIONS = "United Nations"
_VERBS = {"clash": "clashed with", "attack": "attacked", "strike": "shelled", "capture": "captured from"}


@dataclass(frozen=True, slots=True)
class Town:
    """A real town: the gazetteer's id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened: who did what to whom, where, when, how many died."""

    kind: str
    actor: str
    target: str
    town: Town
    day: date
    killed: int


@dataclass(slots=True)
class Theatre:
    """What is true of one theatre: ``holders`` and ``leaders`` list who held or led from which day on.

    ``members`` are (group, first day, last day or ``None``) of the coalition.
    """

    number: int
    towns: list[Town]
    groups: list[str]
    coalition: str
    start: date
    happenings: list[Happening] = field(default_factory=list)
    holders: dict[str, list[tuple[date, str]]] = field(default_factory=dict)
    leaders: dict[str, list[tuple[date, str]]] = field(default_factory=dict)
    members: list[tuple[str, date, date | None]] = field(default_factory=list)

    def holder(self, town: str, day: date) -> str:
        """Return who held a town at the end of a day."""
        return [who for since, who in self.holders[town] if since <= day][-1]

    def leader(self, group: str, day: date) -> str:
        """Return who led a group at the end of a day."""
        return [who for since, who in self.leaders[group] if since <= day][-1]

    def allied(self, day: date) -> set[str]:
        """Return who belonged to the coalition on a day."""
        return {group for group, first, last in self.members if first <= day and (last is None or day <= last)}


def theatres(claims: int, seed: int) -> Iterator[Theatre]:
    """Yield the theatres whose reports make about so many claims."""
    towns = _towns()
    for number in range(max(1, round(claims / CLAIMS))):
        yield _theatre(number, [next(towns) for _ in range(TOWNS)], random.Random(f"{seed} {number}"))  # noqa: S311


def _towns() -> Iterator[Town]:
    """Yield towns of distinct names, neighbours after each other."""
    path = resources.files("annals") / "data" / "gazetteer.sqlite"
    seen = set()
    with sqlite3.connect(str(path)) as connection:
        found = connection.execute(
            "SELECT n, name FROM place WHERE kind = 'town' AND population > 15000"
            " ORDER BY country, region, round(latitude), longitude"
        )
        for number, name in found:
            if name not in seen and name.isascii() and name.isalpha() and name[1:].islower():
                seen.add(name)
                yield Town(f"geonames:{number}", name)


def _theatre(number: int, towns: list[Town], rng: random.Random) -> Theatre:
    """Return a theatre with a year of its history."""
    groups = [f"{towns[at].name} {_BODIES[at]}" for at in range(GROUPS)]
    start = START + timedelta(days=number * 37 % (YEARS * 365 - DAYS))
    theatre = Theatre(number, towns, groups, f"{towns[0].name} Coalition", start)
    for town in towns:
        theatre.holders[town.name] = [(start, rng.choice(groups))]
    for group in groups:
        theatre.leaders[group] = [(start, _person(towns, rng))]
    theatre.members = [(group, start, None) for group in rng.sample(groups, 2)]
    for offset in range(DAYS):
        day = start + timedelta(days=offset)
        if rng.random() < 0.55:
            _fight(theatre, day, rng)
        if rng.random() < 0.02:
            group = rng.choice(groups)
            theatre.leaders[group].append((day, _person(towns, rng)))
        if rng.random() < 0.02:
            _turn(theatre, day, rng)
    return theatre


def _person(towns: list[Town], rng: random.Random) -> str:
    """Return a leader's name; the second part keeps theatres apart."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LEADERS)}-{rng.choice(towns).name}"


def _fight(theatre: Theatre, day: date, rng: random.Random) -> None:
    town = rng.choice(theatre.towns)
    holder = theatre.holder(town.name, day)
    actor = rng.choice([group for group in theatre.groups if group != holder])
    kind = rng.choices(("clash", "attack", "strike", "capture"), (35, 25, 25, 15))[0]
    if kind == "capture":
        theatre.holders[town.name].append((day, actor))
    theatre.happenings.append(Happening(kind, actor, holder, town, day, min(90, int(rng.expovariate(1 / 9)))))


def _turn(theatre: Theatre, day: date, rng: random.Random) -> None:
    """Let a group join or leave the coalition."""
    group = rng.choice(theatre.groups)
    open_since = [at for at, (who, _, last) in enumerate(theatre.members) if who == group and last is None]
    if open_since:
        who, first, _ = theatre.members[open_since[0]]
        if first < day:
            theatre.members[open_since[0]] = (who, first, day)
    else:
        theatre.members.append((group, day, None))


# --------------------------------------------------------------------------------------------- reports


@dataclass(slots=True)
class Draft:
    """A report while it is written: sentences, each with its claim's type, fillers and values."""

    sentences: list[str] = field(default_factory=list)
    claims: list[dict[str, object]] = field(default_factory=list)

    def tell(self, sentence: str, **claim: object) -> None:
        """Add a sentence that makes a claim."""
        self.sentences.append(sentence)
        self.claims.append(claim)


def reports(theatre: Theatre, seed: int, noise: float = 0.1) -> Iterator[tuple[Reading, list[Claim]]]:
    """Yield the reports on a theatre, with their claims, in order of publication."""
    rng = random.Random(f"reports {seed} {theatre.number}")  # noqa: S311
    usual = rng.sample(PUBLISHERS, 8)
    for offset in range(EVERY, DAYS + EVERY, EVERY):
        day = theatre.start + timedelta(days=offset)
        news = [h for h in theatre.happenings if day - timedelta(days=EVERY) <= h.day < day]
        drafts: list[Draft] = []
        for publisher in rng.sample(usual, rng.randint(1, 4)):
            draft = rng.choice(drafts) if drafts and rng.random() < 0.15 else _draft(theatre, news, day, noise, rng)
            if draft.claims:
                drafts.append(draft)
                yield _document(theatre, draft, publisher, day + timedelta(days=rng.random() < 0.3))


def _draft(theatre: Theatre, news: list[Happening], day: date, noise: float, rng: random.Random) -> Draft:
    draft = Draft()
    for happening in news:
        if rng.random() < 0.8:
            _tell(draft, _wrong(theatre, happening, rng) if rng.random() < noise else happening, rng)
    before = day - timedelta(days=1)
    if rng.random() < 0.5:
        _hold(draft, theatre, before, noise, rng)
    if rng.random() < 0.2:
        group = rng.choice(theatre.groups)
        leader = theatre.leader(group if rng.random() >= noise else rng.choice(theatre.groups), before)
        draft.tell(f"{leader} leads the {group}.", type="leadership", actor=leader, target=group, day=before)
    if rng.random() < 0.2:
        _member(draft, theatre, before, noise, rng)
    if rng.random() < 0.03:
        draft.tell(
            f"The {_UNITED_NATIONS} condemned the fighting in {theatre.towns[0].name}.", type="statement",
            actor=_UNITED_NATIONS, place=theatre.towns[0], day=before,
        )  # fmt: skip
    return draft


def _wrong(theatre: Theatre, happening: Happening, rng: random.Random) -> Happening:
    """Return a happening as told with one thing wrong."""
    kind, actor, town, day, killed = happening.kind, happening.actor, happening.town, happening.day, happening.killed
    what = rng.choice(("day", "figure", "place", "actor", "nobody"))
    if what == "day":
        day += timedelta(days=rng.choice((-2, -1, 1)))
    elif what == "figure":
        killed = max(1, round(killed * rng.choice((0.5, 0.8, 1.3, 2))))
    elif what == "place":
        town = rng.choice(theatre.towns)
    else:
        actor = _VAGUE if what == "nobody" else rng.choice(theatre.groups)
    return Happening(kind, actor, happening.target, town, day, killed)


def _tell(draft: Draft, told: Happening, rng: random.Random) -> None:
    verb = _VERBS[told.kind]
    where = told.town.name
    words = (
        f"{told.actor} {verb} {told.target} in {where} on {told.day:%-d %B %Y}"
        if told.kind != "capture"
        else f"{told.actor} captured {where} from {told.target} on {told.day:%-d %B %Y}"
    )
    figure = rng.random() < 0.7 and told.killed > 0
    draft.tell(
        words + (f", killing {told.killed} people." if figure else "."), type=told.kind, actor=told.actor,
        target=told.target, place=told.town, day=told.day, killed=told.killed if figure else None,
    )  # fmt: skip


def _hold(draft: Draft, theatre: Theatre, day: date, noise: float, rng: random.Random) -> None:
    town = rng.choice(theatre.towns)
    holder = theatre.holder(town.name, day) if rng.random() >= noise else rng.choice(theatre.groups)
    draft.tell(f"{holder} holds {town.name}.", type="control", actor=holder, place=town, day=day)


def _member(draft: Draft, theatre: Theatre, day: date, noise: float, rng: random.Random) -> None:
    group = rng.choice(theatre.groups)
    inside = (group in theatre.allied(day)) != (rng.random() < noise)
    first = [since for who, since, _ in theatre.members if who == group and since <= day]
    if inside and first and rng.random() < 0.5:
        draft.tell(
            f"{group} joined the {theatre.coalition} on {first[-1]:%-d %B %Y}.", type="joining", actor=group,
            target=theatre.coalition, day=first[-1],
        )  # fmt: skip
    elif inside:
        draft.tell(
            f"{group} is part of the {theatre.coalition}.",
            type="membership",
            actor=group,
            target=theatre.coalition,
            day=day,
        )
    else:
        last = [until for who, _, until in theatre.members if who == group and until is not None and until <= day]
        if last:
            draft.tell(
                f"{group} left the {theatre.coalition} on {last[-1]:%-d %B %Y}.", type="leaving", actor=group,
                target=theatre.coalition, day=last[-1],
            )  # fmt: skip


def _document(theatre: Theatre, draft: Draft, publisher: str, day: date) -> tuple[Reading, list[Claim]]:
    """Return a report as it would be read, with its claims."""
    text = "\n".join(draft.sentences)
    name = f"{publisher} {theatre.number} {day}"
    spans, at = [], 0
    for sentence in draft.sentences:
        spans.append(Sentence(at, at + len(sentence), 0))
        at += len(sentence) + 1
    document = Document(
        stable_id("d", name, text), name, name, name, text, (Block("body", 0, len(text)),), tuple(spans), None, None,
        publisher, None, day, "given", (), "text/plain", stable_id("", name, text), signature(text),
    )  # fmt: skip
    return Reading(document, b""), [
        _claim(document, span, number, told)
        for number, (span, told) in enumerate(zip(spans, draft.claims, strict=True))
    ]


def _claim(document: Document, span: Sentence, number: int, told: dict[str, object]) -> Claim:
    quote = document.text[span.start : span.end - 1]
    roles = {}
    for role in ("actor", "target", "place"):
        value = told.get(role)
        if isinstance(value, Town):
            roles[role] = (_filler(value.name, quote, span.start, value.id),)
        elif isinstance(value, str):
            roles[role] = (_filler(value, quote, span.start, None),)
    day, killed = told.get("day"), told.get("killed")
    return Claim(
        stable_id("c", document.id, number), document.id, "body", str(told["type"]), quote, span.start, span.end - 1,
        quote.split()[0], (span.start, span.start + len(quote.split()[0])), **roles,  # type: ignore[arg-type]
        time=Time(day, day) if isinstance(day, date) else None,
        quantities=(Quantity("killed", killed, killed, "people", str(killed)),) if isinstance(killed, int) else (),
    )  # fmt: skip


def _filler(name: str, quote: str, start: int, entity: str | None) -> Filler:
    at = quote.index(name)
    return Filler(name, name, start + at, start + at + len(name), entity)
