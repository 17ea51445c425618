"""Disagreements and near misses, written for this project: what the checks are measured on.

A case is a few claims of invented documents, with the checks that should find something, or none. Parties are
invented, but for the cases marked real: there the figures, days and denials are those that the named sources gave.
Claims stand for what a perfect reader finds, so that only the comparing is measured. Given away under CC0 1.0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Figure = int | tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Told:
    """A claim: its document, type, parties, place, time (``first/last`` or a day), status and figures."""

    doc: str
    type: str
    actor: str = ""
    target: str = ""
    place: str = ""
    time: str = ""
    status: str = "asserted"
    segment: str = "body"
    words: str = ""
    text: str = ""
    note: str = ""
    cites: str = ""
    of: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """Claims and the checks that should find something in them (none: a near miss)."""

    name: str
    claims: tuple[Told, ...]
    expects: tuple[str, ...] = ()
    kind: str = "planted"
    published: Mapping[str, str] = field(default_factory=dict)
    publishers: Mapping[str, str] = field(default_factory=dict)


def t(  # noqa: PLR0917 - a notation: a line a claim
    doc: str, type: str, actor: str = "", target: str = "", place: str = "", time: str = "", **more: object
) -> Told:
    """Return a claim; what is neither a field nor ``of`` is a figure (``killed=41``)."""
    known = {name: value for name, value in more.items() if name in Told.__dataclass_fields__}
    figures = {name: value for name, value in more.items() if name not in known}
    return Told(doc, type, actor, target, place, time, figures=figures, **known)  # type: ignore[arg-type]


def p(name: str, expects: str, *claims: Told, **more: object) -> Case:
    """Return a planted disagreement."""
    return Case(name, claims, tuple(expects.split()), **more)  # type: ignore[arg-type]


def n(name: str, *claims: Told, **more: object) -> Case:
    """Return a near miss."""
    return Case(name, claims, (), "near miss", **more)  # type: ignore[arg-type]


F, G, R, U = "Lake Front", "Hill Guard", "River Brigade", "Plains Union"

NUMBERS: Final = (
    p("two death tolls", "conflicting_numbers",
      t("A", "attack", F, G, "Goma", "2012-11-20", killed=41), t("B", "attack", F, G, "Goma", "2012-11-20", killed=44)),
    p("a bound and a lower figure", "conflicting_numbers",
      t("A", "strike", F, "", "Bunia", "2013-02-03", killed=(30, None)), t("B", "strike", F, "", "Bunia", "2013-02-03", killed=12)),
    p("ranges apart", "conflicting_numbers",
      t("A", "clash", F, G, "Beni", "2014-10-02", wounded=(10, 20)), t("B", "clash", F, G, "Beni", "2014-10-02", wounded=(30, 40))),
    p("up to and more than", "conflicting_numbers",
      t("A", "killing", R, "villagers", "Butembo", "2014-11-20", killed=(None, 50)), t("B", "killing", R, "villagers", "Butembo", "2014-11-20", killed=(80, None))),
    p("prisoners", "conflicting_numbers",
      t("A", "arrest", G, R, "Uvira", "2017-09-27", captured=19), t("B", "arrest", G, R, "Uvira", "2017-09-27", captured=36)),
    p("abducted", "conflicting_numbers",
      t("A", "abduction", R, "pupils", "Bunia", "2015-04-14", abducted=276), t("B", "abduction", R, "pupils", "Bunia", "2015-04-14", abducted=129)),
    p("three sources, one apart", "conflicting_numbers",
      t("A", "attack", F, G, "Bukavu", "2016-05-03", killed=7), t("B", "attack", F, G, "Bukavu", "2016-05-03", killed=7), t("C", "attack", F, G, "Bukavu", "2016-05-03", killed=21)),
    p("reported and asserted", "conflicting_numbers",
      t("A", "strike", G, R, "Goma", "2013-07-15", status="reported", killed=120), t("B", "strike", G, R, "Goma", "2013-07-15", killed=8)),
    p("real: hostages killed at In Amenas", "conflicting_numbers",
      t("A", "killing", "Signatories in Blood", "hostages", "Illizi", "2013-01-16/2013-01-19", cites="interior ministry", killed=23),
      t("B", "killing", "Signatories in Blood", "hostages", "Illizi", "2013-01-16/2013-01-19", cites="prime minister", killed=37), kind="real"),
    p("real: the hospital of Kunduz", "conflicting_numbers",
      t("A", "strike", "United States", "", "Kunduz", "2015-10-03", killed=22), t("B", "strike", "United States", "", "Kunduz", "2015-10-03", killed=42), kind="real"),
    p("real: Ghouta, two counts", "conflicting_numbers",
      t("A", "strike", "Syrian government", "", "Damascus", "2013-08-21", killed=1429), t("B", "strike", "Syrian government", "", "Damascus", "2013-08-21", killed=502), kind="real"),
    p("real: Kidal, soldiers killed", "conflicting_numbers",
      t("A", "clash", "MNLA", "Malian army", "Kidal", "2014-05-21", killed=20, of="soldiers"), t("B", "clash", "MNLA", "Malian army", "Kidal", "2014-05-21", killed=40, of="soldiers"), kind="real"),
    p("real: Mosul, al-Jadida", "conflicting_numbers",
      t("A", "strike", "United States", "", "Mosul", "2017-03-17", killed=105), t("B", "strike", "United States", "", "Mosul", "2017-03-17", killed=278), kind="real"),
    p("real: Baga", "conflicting_numbers",
      t("A", "attack", "Boko Haram", "", "Kukawa", "2015-01-03/2015-01-07", killed=150), t("B", "attack", "Boko Haram", "", "Kukawa", "2015-01-03/2015-01-07", killed=2000), kind="real"),
    p("real: tankers near Kunduz", "conflicting_numbers",
      t("A", "strike", "NATO", "", "Kunduz", "2009-09-04", killed=99), t("B", "strike", "NATO", "", "Kunduz", "2009-09-04", killed=142), kind="real"),
    n("a bound that the figure meets", t("A", "attack", F, G, "Goma", "2012-11-20", killed=44), t("B", "attack", F, G, "Goma", "2012-11-20", killed=(40, None))),
    n("a range that holds the figure", t("A", "attack", F, G, "Goma", "2012-11-20", killed=44), t("B", "attack", F, G, "Goma", "2012-11-20", killed=(24, 99))),
    n("another day", t("A", "attack", F, G, "Goma", "2012-11-20", killed=41), t("B", "attack", F, G, "Goma", "2012-12-20", killed=4)),
    n("another town", t("A", "strike", F, "", "Bunia", "2013-02-03", killed=41), t("B", "strike", F, "", "Bukavu", "2013-02-03", killed=4)),
    n("killed and wounded", t("A", "clash", F, G, "Beni", "2014-10-02", killed=4), t("B", "clash", F, G, "Beni", "2014-10-02", wounded=14)),
    n("soldiers and civilians", t("A", "clash", F, G, "Beni", "2014-10-02", killed=4, of="soldiers"), t("B", "clash", F, G, "Beni", "2014-10-02", killed=14, of="civilians")),
    n("other parties", t("A", "attack", F, G, "Goma", "2012-11-20", killed=41), t("B", "attack", R, U, "Goma", "2012-11-20", killed=3)),
    n("a plan", t("A", "attack", F, G, "Goma", "2012-11-20", killed=41), t("B", "offensive", F, G, "Goma", "2012-12-01/", status="planned")),
    n("about forty and forty-two", t("A", "attack", F, G, "Goma", "2012-11-20", killed=(36, 44)), t("B", "attack", F, G, "Goma", "2012-11-20", killed=42)),
    n("strength in two years", t("A", "strength", F, time="2012-01-01/2012-12-31", fighters=400), t("B", "strength", F, time="2014-01-01/2014-12-31", fighters=900)),
    n("the toll of a month and of a day", t("A", "casualties", "", "villagers", "Beni", "2014-10-01/2014-10-31", killed=110), t("B", "killing", R, "villagers", "Beni", "2014-10-15", killed=26)),
    n("one report, two places", t("A", "strike", G, R, "Goma", "2013-07-15", killed=3), t("A", "strike", G, R, "Bukavu", "2013-07-15", killed=8)),
)  # fmt: skip

DATES_PLACES_ACTORS: Final = (
    p("founded twice", "conflicting_dates",
      t("A", "formation", "", F, "", "2012-04-04"), t("B", "formation", "", F, "", "2012-05-06")),
    p("a town falls on two days", "conflicting_dates",
      t("A", "capture", F, G, "Uvira", "2017-09-27"), t("B", "capture", F, G, "Uvira", "2017-09-29")),
    p("dissolved in two years", "conflicting_dates",
      t("A", "dissolution", R, "", "", "2013-11-05"), t("B", "dissolution", R, "", "", "2014-02-01")),
    p("joined on two days", "conflicting_dates",
      t("A", "joining", R, U, "", "2015-03-01"), t("B", "joining", R, U, "", "2015-03-20")),
    p("split on two days", "conflicting_dates",
      t("A", "split", R, F, "", "2013-02-24"), t("B", "split", R, F, "", "2013-03-17")),
    p("real: when M23 was founded", "conflicting_dates",
      t("A", "formation", "", "March 23 Movement", "", "2012-04-04"), t("B", "formation", "", "March 23 Movement", "", "2012-05-06"), kind="real"),
    p("who struck", "conflicting_actors",
      t("A", "strike", F, "market", "Bunia", "2013-02-03", killed=19), t("B", "strike", G, "market", "Bunia", "2013-02-03", killed=19)),
    p("who took the town", "conflicting_actors two_holders",
      t("A", "capture", F, G, "Butembo", "2014-12-01"), t("B", "capture", R, G, "Butembo", "2014-12-01")),
    p("who abducted the nurses", "conflicting_actors",
      t("A", "abduction", F, "nurses", "Goma", "2016-02-11", abducted=5), t("B", "abduction", R, "nurses", "Goma", "2016-02-11", abducted=5)),
    p("whom they struck", "conflicting_actors",
      t("A", "strike", G, F, "Beni", "2015-05-13", killed=11), t("B", "strike", G, R, "Beni", "2015-05-13", killed=11)),
    p("one killing in two towns", "conflicting_places",
      t("A", "killing", F, "Colonel Azo Lunda", "Goma", "2014-01-02", killed=1), t("B", "killing", F, "Colonel Azo Lunda", "Bunia", "2014-01-02", killed=1)),
    p("a pact signed in two towns", "conflicting_places",
      t("A", "agreement", F, G, "Nairobi", "2013-12-12"), t("B", "agreement", F, G, "Kampala", "2013-12-12")),
    n("a day and its month", t("A", "formation", "", F, "", "2012-04-04"), t("B", "formation", "", F, "", "2012-04-01/2012-04-30")),
    n("a day and its year", t("A", "dissolution", R, "", "", "2013-11-05"), t("B", "dissolution", R, "", "", "2013-01-01/2013-12-31")),
    n("taken, lost and taken", t("A", "capture", F, G, "Uvira", "2017-09-27"), t("B", "capture", G, F, "Uvira", "2017-10-20"), t("C", "capture", F, G, "Uvira", "2018-03-02")),
    n("two groups founded", t("A", "formation", "", F, "", "2012-04-04"), t("B", "formation", "", R, "", "2012-05-06")),
    n("joined two coalitions", t("A", "joining", R, U, "", "2015-03-01"), t("B", "joining", R, "Delta Council", "", "2015-03-20")),
    n("named and described", t("A", "strike", F, "market", "Bunia", "2013-02-03", killed=19), t("B", "strike", "gunmen", "market", "Bunia", "2013-02-03", killed=19)),
    n("a party and its fighters", t("A", "attack", F, G, "Bunia", "2013-02-03"), t("B", "attack", "Lake Front fighters", G, "Bunia", "2013-02-03")),
    n("a town and its region", t("A", "attack", F, G, "Goma", "2012-11-20", killed=9), t("B", "attack", F, G, "Nord Kivu", "2012-11-20", killed=9)),
    n("two raids on one day", t("A", "attack", F, G, "Goma", "2012-11-20", killed=9), t("B", "attack", F, U, "Bunia", "2012-11-20", killed=2)),
    n("two attackers together", t("A", "attack", F, G, "Goma", "2012-11-20", killed=9), t("B", "attack", f"{F}|{R}", G, "Goma", "2012-11-20", killed=9)),
    n("no day told", t("A", "capture", F, G, "Uvira", "2017-09-27"), t("B", "capture", F, G, "Uvira", "")),
    n("talks in two towns, weeks apart", t("A", "negotiation", F, G, "Nairobi", "2013-09-12"), t("B", "negotiation", F, G, "Kampala", "2013-12-12")),
)  # fmt: skip

STATUS_HOLDERS: Final = (
    p("denied by the army", "conflicting_status",
      t("A", "strike", G, "", "Bunia", "2013-02-03"), t("B", "strike", G, "", "Bunia", "2013-02-03", status="denied", cites=G)),
    p("a denied alliance", "conflicting_status",
      t("A", "alliance", F, R, time="2014-05-01"), t("B", "alliance", F, R, time="2014-05-01", status="denied")),
    p("a denied capture", "conflicting_status",
      t("A", "capture", F, G, "Uvira", "2017-09-27"), t("B", "capture", F, G, "Uvira", "2017-09-27", status="denied")),
    p("reported and denied", "conflicting_status",
      t("A", "killing", R, "villagers", "Beni", "2014-10-15", status="reported"), t("B", "killing", R, "villagers", "Beni", "2014-10-15", status="denied")),
    p("backing denied", "conflicting_status",
      t("A", "support", "Rwanda", F, time="2012-08-01"), t("B", "support", "Rwanda", F, time="2012-08-01", status="denied", cites="Rwanda")),
    p("real: backing of M23 denied", "conflicting_status",
      t("A", "support", "Rwanda", "March 23 Movement", time="2012-06-27"), t("B", "support", "Rwanda", "March 23 Movement", time="2012-06-27", status="denied"), kind="real"),
    p("real: the strike on Khan Shaykhun", "conflicting_status",
      t("A", "strike", "Syrian government", "", "Khan Shaykhun", "2017-04-04"), t("B", "strike", "Syrian government", "", "Khan Shaykhun", "2017-04-04", status="denied"), kind="real"),
    p("real: Bentiu", "conflicting_status",
      t("A", "killing", "SPLM-IO", "civilians", "Bentiu", "2014-04-15", killed=(200, None)), t("B", "killing", "SPLM-IO", "civilians", "Bentiu", "2014-04-15", status="denied"), kind="real"),
    p("two hold a town", "two_holders",
      t("A", "control", F, "", "Goma", "2012-11-25"), t("B", "control", G, "", "Goma", "2012-11-25")),
    p("captured, and held by the loser the same week", "two_holders",
      t("A", "capture", F, "", "Bunia", "2013-02-03"), t("B", "control", G, "", "Bunia", "2013-02-06")),
    p("two say so of themselves", "two_holders",
      t("A", "control", F, "", "Beni", "2014-10-02", cites=F), t("B", "control", R, "", "Beni", "2014-10-02", cites=R)),
    p("three claim it", "two_holders",
      t("A", "control", F, "", "Bukavu", "2016-05-03"), t("B", "control", R, "", "Bukavu", "2016-05-04"), t("C", "control", R, "", "Bukavu", "2016-05-03")),
    n("denied by both", t("A", "strike", G, "", "Bunia", "2013-02-03", status="denied"), t("B", "strike", G, "", "Bunia", "2013-02-03", status="denied")),
    n("another strike denied", t("A", "strike", G, "", "Bunia", "2013-02-03"), t("B", "strike", G, "", "Goma", "2013-02-28", status="denied")),
    n("denied of another", t("A", "attack", F, U, "Bunia", "2013-02-03"), t("B", "attack", R, U, "Bunia", "2013-03-03", status="denied")),
    n("planned, then done", t("A", "offensive", F, G, "Goma", "2012-11-20", status="planned"), t("B", "offensive", F, G, "Goma", "2012-11-20")),
    n("an alliance that is over", t("A", "alliance", F, R, time="2014-05-01"), t("B", "rivalry", F, R, time="2015-05-01")),
    n("taken from the holder", t("A", "control", G, "", "Goma", "2012-11-01"), t("B", "capture", F, G, "Goma", "2012-11-20")),
    n("left to the other", t("A", "control", F, "", "Goma", "2012-11-25"), t("B", "withdrawal", F, G, "Goma", "2012-12-01")),
    n("held together", t("A", "control", f"{F}|{R}", "", "Beni", "2014-10-02")),
    n("held by a member", t("A", "control", U, "", "Beni", "2014-10-02"), t("B", "control", R, "", "Beni", "2014-10-02"), t("C", "membership", R, U, time="2014-10-02")),
    n("held by allies", t("A", "control", F, "", "Beni", "2014-10-02"), t("B", "control", R, "", "Beni", "2014-10-02"), t("C", "alliance", F, R, time="2014-10-02")),
    n("parts of a region", t("A", "control", F, "", "Nord Kivu", "2012-11-25"), t("B", "control", G, "", "Nord Kivu", "2012-11-25")),
    n("two towns", t("A", "control", F, "", "Goma", "2012-11-25"), t("B", "control", G, "", "Bukavu", "2012-11-25")),
    n("a year between", t("A", "control", F, "", "Goma", "2012-11-25"), t("B", "control", G, "", "Goma", "2013-11-25")),
    n("an unnamed holder", t("A", "control", F, "", "Goma", "2012-11-25"), t("B", "control", "militants", "", "Goma", "2012-11-25")),
)  # fmt: skip

LIVES: Final = (
    p("an attack before its founding", "act_before_formation",
      t("A", "formation", "", F, "", "2012-04-04"), t("B", "attack", F, G, "Goma", "2011-11-20")),
    p("a capture before its founding", "act_before_formation",
      t("A", "formation", G, R, "", "2015-01-10"), t("B", "capture", R, "", "Beni", "2014-06-01")),
    p("a truce before its founding", "act_before_formation",
      t("A", "formation", "", R, "", "2015-01-10"), t("B", "agreement", R, U, "", "2014-06-01/2014-06-30")),
    p("a pledge before its founding", "act_before_formation",
      t("A", "formation", "", R, "", "2015-01-10"), t("B", "pledge", R, U, "", "2013-06-01")),
    p("an ambush after its end", "act_after_dissolution",
      t("A", "dissolution", F, "", "", "2013-11-05"), t("B", "attack", F, G, "Goma", "2014-11-20")),
    p("a siege after its end", "act_after_dissolution",
      t("A", "dissolution", R, "", "", "2013-11-05"), t("B", "siege", R, "", "Beni", "2013-12-20")),
    p("it joins after its end", "act_after_dissolution",
      t("A", "dissolution", R, "", "", "2013-11-05"), t("B", "joining", R, U, "", "2014-02-20")),
    p("a clash after its end", "act_after_dissolution",
      t("A", "dissolution", R, "", "", "2013-11-01/2013-11-30"), t("B", "clash", R, G, "Bunia", "2014-05-20")),
    p("a member too early", "member_before_joining",
      t("A", "joining", R, U, "", "2015-03-01"), t("B", "membership", R, U, time="2014-03-01")),
    p("a member a year too early", "member_before_joining",
      t("A", "joining", F, "Delta Council", "", "2015-03-01/2015-03-31"), t("B", "membership", F, "Delta Council", time="2013-01-01/2013-12-31")),
    p("a reported member too early", "member_before_joining",
      t("A", "joining", F, U, "", "2016-07-28"), t("B", "membership", F, U, time="2016-01-10", status="reported")),
    n("an attack after its founding", t("A", "formation", "", F, "", "2012-04-04"), t("B", "attack", F, G, "Goma", "2012-11-20")),
    n("within the year of its founding", t("A", "formation", "", F, "", "2012-01-01/2012-12-31"), t("B", "attack", F, G, "Goma", "2012-03-20")),
    n("founded and acting on one day", t("A", "formation", "", F, "", "2012-04-04"), t("B", "attack", F, G, "Goma", "2012-04-04")),
    n("its founder acted before", t("A", "formation", G, R, "", "2015-01-10"), t("B", "attack", G, F, "Beni", "2014-06-01")),
    n("a planned founding", t("A", "formation", "", F, "", "2012-04-04", status="planned"), t("B", "attack", F, G, "Goma", "2011-11-20")),
    n("an attack before its end", t("A", "dissolution", F, "", "", "2013-11-05"), t("B", "attack", F, G, "Goma", "2013-10-20")),
    n("a statement by former members", t("A", "dissolution", F, "", "", "2013-11-05"), t("B", "statement", F, G, "", "2014-10-20")),
    n("an end that was denied", t("A", "dissolution", F, "", "", "2013-11-05", status="denied"), t("B", "attack", F, G, "Goma", "2014-10-20")),
    n("another group's end", t("A", "dissolution", R, "", "", "2013-11-05"), t("B", "attack", F, G, "Goma", "2014-10-20")),
    n("a member after joining", t("A", "joining", R, U, "", "2015-03-01"), t("B", "membership", R, U, time="2016-03-01")),
    n("a member again", t("A", "joining", R, U, "", "2015-03-01"), t("B", "membership", R, U, time="2013-03-01"), t("C", "leaving", R, U, "", "2014-01-01")),
    n("joined another", t("A", "joining", R, U, "", "2015-03-01"), t("B", "membership", R, "Delta Council", time="2014-03-01")),
    n("joining planned", t("A", "joining", R, U, "", "2015-03-01", status="planned"), t("B", "membership", R, U, time="2014-03-01")),
)  # fmt: skip
