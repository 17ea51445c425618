"""A page about one actor: prose and tables, every sentence and row with the sources that say so.

The page is put together from the record alone, sentence by sentence from patterns; nothing is added, and what is
reported, planned, denied or said by a cited source reads so. ``export.pages`` writes it as Markdown or HTML.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.ask.actor_facts import actor as actor_facts
from annals.ask.answers import ActorFacts, Ambiguous, EventItem, NotFound, Strength, Tie, Timeline
from annals.ask.clauses import Tense, clause
from annals.ask.narration import event_sentence
from annals.ask.timelines import timeline
from annals.ask.witness import Witness
from annals.ask.wording import (
    agreeing,
    dated_words,
    day_words,
    figure_words,
    hedge,
    interval_words,
    listed,
    sentence,
    span_words,
    the,
    when_words,
)
from annals.record import Record
from annals.types import Evidence, Quantity

_NOTES_EACH: Final = 4
"""Sources that a sentence names at most: one for each document, the earliest first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and the numbers of its footnotes, counted from 1."""

    text: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: column heads and rows, each row a tuple of cells with the numbers of its footnotes."""

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its heading ("" for the opening), sentences, then tables."""

    heading: str
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A page about an actor; ``notes`` are the footnotes, the first is number 1."""

    id: str
    name: str
    kind: str
    sections: tuple[Section, ...]
    notes: tuple[Evidence, ...]
    known_by: date | None = None
    undated: int = 0


class _Notes:
    """Numbers the evidence as it is first cited."""

    def __init__(self) -> None:
        self.listed: dict[Evidence, int] = {}

    def of(self, evidence: Iterable[Evidence], *, most: int = _NOTES_EACH) -> tuple[int, ...]:
        """Return the numbers for these sources, one for each document up to ``most``."""
        chosen: dict[str, Evidence] = {}
        for item in evidence:
            chosen.setdefault(item.document, item)
        found = [self.listed.setdefault(item, len(self.listed) + 1) for item in list(chosen.values())[:most]]
        return tuple(sorted(found))


def profile(record: Record, name: str, *, known_by: date | None = None) -> Profile | Ambiguous | NotFound:
    """Return the page about the actor that ``name`` (or an id) means.

    ``known_by`` uses only what was published by that day. A name that fits several actors gives all of them, one
    that fits none the nearest names.
    """
    with record.snapshot():
        facts = actor_facts(record, name, known_by=known_by)
        if not isinstance(facts, ActorFacts):
            return facts
        story = timeline(record, actor=facts.id, known_by=known_by)
        events = story.events if isinstance(story, Timeline) else ()
        notes = _Notes()
        page = _Page(record, Witness(record, known_by), facts, events, notes)
        sections = tuple(_merged(section) for section in page.sections() if section.lines or section.grids)
        undated = max(facts.undated, story.undated if isinstance(story, Timeline) else 0)
    return Profile(facts.id, facts.name, facts.kind, sections, tuple(notes.listed), known_by, undated)


def _merged(section: Section) -> Section:
    """Return a section in which what two sentences tell in the same words is told once, with the notes of both."""
    notes: dict[str, set[int]] = {}
    for line in section.lines:
        notes.setdefault(line.text, set()).update(line.notes)
    lines = tuple(Line(text, tuple(sorted(numbers))) for text, numbers in notes.items())
    return Section(section.heading, lines, section.grids)


class _Page:
    """Writes the sections of one page, in order, so that footnotes are numbered as they appear."""

    def __init__(
        self, record: Record, witness: Witness, facts: ActorFacts, events: Sequence[EventItem], notes: _Notes
    ) -> None:
        self.witness = witness
        self.facts = facts
        self.events = events
        self.notes = notes
        self.relations = {relation.id: relation for relation in record.relations(tuple(t.id for t in facts.relations))}
        needed = {c for r in self.relations.values() for c in (*r.claims, *r.began, *r.ended)}
        self.claims = {claim.id: claim for claim in record.claims(ids=needed)}
        self.found = [d for d in record.disagreements() if d.subject is not None]

    def sections(self) -> Iterable[Section]:
        """Yield the sections, empty ones too."""
        yield self._opening()
        yield self._ties("Organisation", ("parents", "members", "leads", "leaders"))
        yield self._ties("Allies, backers and enemies", _OUTSIDE)
        yield self._territory()
        yield self._strength()
        yield from self._chronology()
        yield self._disputed()

    # ------------------------------------------------------------------------------------ opening

    def _opening(self) -> Section:
        lines = [self._line(event_sentence(item), evidence) for item, evidence in _once(self.facts.began)]
        for name in self.facts.names:
            if name.name == self.facts.name or not name.evidence:
                continue
            over = span_words(name.start, name.end)
            who = self._who(lines)
            text = sentence(f"{who} {agreeing('has', who)} also been called {name.name}", over)
            lines.append(self._line(text, name.evidence))
        alike: dict[str, list[Tie]] = {}
        for tie in self._of(("character",)):
            alike.setdefault(hedge(tie.status, tie.evidence) + _NOT[tie.status == "denied"], []).append(tie)
        for opening, ties in alike.items():
            who = self._who(lines)
            told = listed(tie.other.name for tie in ties)
            text = sentence(f"{opening}{who} {agreeing('is', who)} described as {told}")
            lines.append(self._line(text, (tie.evidence[0] for tie in ties), most=len(ties)))
        lines += [self._line(event_sentence(item), evidence) for item, evidence in _once(self.facts.ended)]
        return Section("", tuple(lines))

    def _who(self, lines: Sequence[Line]) -> str:
        """Return the actor's name at the start of a section, "it" afterwards; a person is always named."""
        return "it" if lines and self.facts.kind != "person" else the(self.facts.name)

    def _of(self, groups: Sequence[str]) -> list[Tie]:
        return [tie for tie in self.facts.relations if tie.group in groups]

    def _line(self, text: str, evidence: Iterable[Evidence], *, most: int = _NOTES_EACH) -> Line:
        return Line(text, self.notes.of(evidence, most=most))

    # ------------------------------------------------------------------------------------ relations

    def _ties(self, heading: str, groups: Sequence[str]) -> Section:
        lines: list[Line] = []
        ties = self._of(groups)
        alike: dict[str, list[Tie]] = {}
        for tie in sorted(ties, key=lambda t: (groups.index(t.group), t.start or date.max, t.other.name, t.id)):
            alike.setdefault(self._told(tie, self._who(())), []).append(tie)
        for same in alike.values():
            evidence = [e for tie in same for e in (*tie.evidence[:3], *tie.closing[:1])]
            lines.append(self._line(self._told(same[0], self._who(lines)), evidence))
            dissent = [e for tie in same for e in tie.dissent]
            if dissent:
                text = sentence(f"{_sources(dissent)} {_DISSENT[len(_tellers(dissent)) > 1]}")
                lines.append(self._line(text, dissent))
        return Section(heading, tuple(lines))

    def _told(self, tie: Tie, who: str) -> str:
        """Return a relation as a sentence in the tense that its days allow."""
        relation = self.relations.get(tie.id)
        words = [self.claims[claim].trigger for claim in relation.claims if claim in self.claims] if relation else []

        def told(tense: Tense, before: str = "") -> str:
            return hedge(tie.status, tie.evidence) + before + clause(tie, who, tense, words)

        if tie.status == "denied":
            return sentence(told("now", "it is denied that "), when_words(tie.start, tie.end))
        if tie.end is not None:
            return sentence(told("past"), self._span(tie))
        if relation is not None and relation.ended:
            return sentence(told("past", "formerly, "))
        if tie.start is not None and self._began(tie):
            return sentence(told("since"), self._span(tie))
        if tie.start is not None:
            return sentence(told("past"), self._points(tie))
        last = max((e.published for e in tie.evidence if e.published is not None), default=None)
        as_of = f"as of a report of {day_words(last)}" if last is not None else ""
        return sentence(told("now" if last is None else "past"), as_of)

    def _points(self, tie: Tie) -> str:
        """Return the days for which a relation is said to hold, of which none is said to be its first or last."""
        told = [
            (claim.time.start or claim.time.end, claim.time.end or claim.time.start)
            for claim in (self.claims[e.claim] for e in tie.evidence if e.claim in self.claims)
            if claim.time is not None
        ]
        known = sorted((first, last) for first, last in told if first is not None and last is not None)
        if not known:
            return when_words(tie.start, tie.start)
        if len(set(known)) == 1 or tie.type == "designation":
            return when_words(*known[0])
        first, last = known[0][1], max(start for start, _ in known)
        return (
            when_words(*known[0])
            if last <= first
            else f"from at least {day_words(first)} to at least {day_words(last)}"
        )

    def _began(self, tie: Tie) -> bool:
        """Tell whether a source says how the relation began, so that its first day is no mere point of support."""
        relation = self.relations.get(tie.id)
        return relation is not None and bool(relation.began)

    def _span(self, tie: Tie) -> str:
        """Return when a relation held, its ends as finely as the reports tell them."""
        relation = self.relations.get(tie.id)
        opening, closing = (relation.began or relation.claims, relation.ended) if relation else ((), ())
        first = self._told_bound(opening, tie.start, 0)
        last = self._told_bound(closing, tie.end, 1)
        if tie.start is not None and tie.end is not None:
            return f"{'from' if self._began(tie) else 'at least from'} {first} to {last}"
        if tie.start is not None:
            return f"since {first}" if self._began(tie) else self._points(tie)
        return f"until {last}" if tie.end is not None else ""

    def _told_bound(self, claims: Iterable[str], day: date | None, side: int) -> str:
        """Return a first (side 0) or last (1) day in the words of the interval that a claim gives for it."""
        if day is None:
            return ""
        known = [self.claims[each] for each in claims if each in self.claims]
        if side and known and not any(claim.time for claim in known):  # the day of the report that tells of the end
            return f"some day before {day_words(day)}"
        for claim in known:
            told = (claim.time.start, claim.time.end) if claim.time else (None, None)
            if None not in told and day in told:
                return interval_words(*told)
        return day_words(day)

    # ------------------------------------------------------------------------------ places, figures

    def _territory(self) -> Section:
        rows = []
        for tie in self._of(("places",)):
            if tie.status == "denied":
                continue
            days = self._span(tie) or "no day told"
            firmness = tie.status + (", disputed" if tie.disputed else "")
            rows.append(((tie.other.name, days, firmness), self.notes.of((*tie.evidence[:3], *tie.dissent[:1]))))
        grid = Grid(("Place", "Held", "How firmly"), tuple(rows))
        return Section("Territory", (), (grid,) if rows else ())

    def _strength(self) -> Section:
        lines: list[Line] = []
        for figure in self.facts.strength:
            lines.append(self._line(_strong(figure, self._who(lines)), figure.evidence))
        return Section("Strength", tuple(lines))

    # ------------------------------------------------------------------------------------ what happened

    def _chronology(self) -> Iterable[Section]:
        """Yield what happened in order of time, then what no report dates."""
        shown = {item.id for item in (*self.facts.began, *self.facts.ended)}
        told = [item for item in self.events if item.id not in shown and item.evidence and not self._is_naming(item)]
        for heading, dated in (("What happened", True), ("What happened on days that no report tells", False)):
            lines: list[Line] = []
            for item in told:
                if ((item.start or item.end) is not None) is dated:
                    lines.append(self._line(event_sentence(item), item.evidence))
                    lines += self._about(item.id)
            yield Section(heading, tuple(lines))

    def _is_naming(self, item: EventItem) -> bool:
        """Tell whether an event is a change of names that the opening tells already."""
        others = {party.actor.id for party in item.actors} - {self.facts.id}
        return item.type == "renaming" and not others and len(self.facts.names) > 1

    def _about(self, subject: str) -> list[Line]:
        """Return the disagreements about an event or relation, each once on the page."""
        lines = []
        for found in [d for d in self.found if d.subject == subject]:
            evidence = (*self.witness.of(found.one_side)[:2], *self.witness.of(found.other_side)[:2])
            both = not found.other_side or self.witness.of(found.other_side)
            if evidence and both and self.witness.of(found.one_side):
                lines.append(self._line(dated_words(found.message), evidence))
            self.found.remove(found)
        return lines

    def _disputed(self) -> Section:
        subjects = (self.facts.id, *self.relations, *(item.id for item in (*self.facts.began, *self.facts.ended)))
        lines = [line for subject in subjects for line in self._about(subject)]
        return Section("Disagreements", tuple(lines))


_ONE_OFF: Final = frozenset({"formation", "dissolution", "merger", "split"})


def _once(items: Sequence[EventItem]) -> list[tuple[EventItem, tuple[Evidence, ...]]]:
    """Return beginnings and ends with their evidence, one that tells no more than another together with that."""
    found: list[tuple[EventItem, tuple[Evidence, ...]]] = []
    for item in sorted(items, key=lambda item: -_told_in(item)):
        at = next((n for n, (other, _) in enumerate(found) if _adds_nothing(item, other)), None)
        if at is None:
            found.append((item, item.evidence))
        else:
            found[at] = (found[at][0], (*found[at][1], *item.evidence))
    order = {item.id: place for place, item in enumerate(items)}
    return sorted(found, key=lambda pair: order[pair[0].id])


def _told_in(item: EventItem) -> int:
    return len(set(item.actors)) + len(item.places) + 2 * (item.start is not None) + 2 * (item.end is not None)


def _adds_nothing(item: EventItem, other: EventItem) -> bool:
    """Tell whether an event that happens once tells no party, place, day or figure that the other does not."""
    return (
        item.type == other.type
        and item.type in _ONE_OFF
        and item.status == other.status
        and set(item.actors) <= set(other.actors)
        and set(item.places) <= set(other.places)
        and set(item.quantities) <= set(other.quantities)
        and (item.start or item.end) is None
    )


_NOT: Final = {True: "it is denied that ", False: ""}
_OUTSIDE: Final = ("allies", "supporters", "supported", "pledged_to", "pledged_by", "enemies", "listed", "listed_by")
_DISSENT: Final = {False: "says otherwise", True: "say otherwise"}


def _tellers(evidence: Iterable[Evidence]) -> list[str]:
    """Return who says something: publishers, and the names of documents that have none."""
    return list(dict.fromkeys(e.publisher or f"the report {e.document}" for e in evidence))


def _sources(evidence: Iterable[Evidence]) -> str:
    return listed(_tellers(evidence)[:3])


def _strong(figure: Strength, who: str) -> str:
    """Return a figure as a sentence."""
    count = figure_words(Quantity(figure.measure, figure.least, figure.most, figure.of))
    verb = {"denied": "is denied to have had", "planned": "was expected to have"}.get(figure.status, "had")
    return sentence(
        f"{hedge(figure.status, figure.evidence)}{who} {verb} {count}", when_words(figure.start, figure.end)
    )
