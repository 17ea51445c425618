"""Documents, claims and conclusions that tests of the record and of its questions are made from."""

import hashlib
from datetime import UTC, date, datetime, timedelta

from annals.ids import stable_id
from annals.types import (
    Actor,
    ActorName,
    Block,
    Claim,
    Disagreement,
    Document,
    Event,
    Field,
    FieldValue,
    Filler,
    Place,
    Quantity,
    Reading,
    Relation,
    Sentence,
    Time,
)

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
FRONT = stable_id("a", "northern front")
GUARD = stable_id("a", "river guard")
COAST = stable_id("a", "coast guard")
PORT = Place("geonames:1", "Port Ariel", "town", 10.5, 20.25, "XA", "XA.01", 5000)
REGION = Place("region:XA.01", "Ariel Coast", "region", 10.0, 20.0, "XA", "XA.01", 90000)
TOWN = Place("geonames:2", "Mill Town", "town", 11.5, 21.25, "XA", "XA.02", 3000)


def at(minutes):
    """Return a time of recording that many minutes after ``NOW``."""
    return NOW + timedelta(minutes=minutes)


def make_reading(name, *sentences, published=None, publisher=None, source=None, comment=None, **more):
    """Return a document of one sentence a line, with a comment block at the end when one is given."""
    text = "\n".join(sentences)
    blocks = [Block("body", 0, len(text))]
    spans = []
    start = 0
    for sentence in sentences:
        spans.append(Sentence(start, start + len(sentence), 0))
        start += len(sentence) + 1
    if comment is not None:
        blocks.append(Block("comment", len(text) + 1, len(text) + 1 + len(comment)))
        spans.append(Sentence(len(text) + 1, len(text) + 1 + len(comment), 1))
        text = f"{text}\n{comment}"
    raw = text.encode()
    values = {
        "id": stable_id("d", name, text, published),
        "name": name,
        "source": source or f"{name}.txt",
        "version_key": source or f"{name}.txt",
        "text": text,
        "blocks": tuple(blocks),
        "sentences": tuple(spans),
        "title": None,
        "byline": None,
        "publisher": publisher,
        "url": None,
        "published": published,
        "published_basis": "given" if published else None,
        "date_candidates": (),
        "media": "text/plain",
        "raw_sha256": hashlib.sha256(raw).hexdigest(),
        "signature": (1, 2**63, 2**64 - 1),
    }
    return Reading(Document(**{**values, **more}), raw)


def make_claim(reading, quote, type_, trigger=None, **more):
    """Return a claim that quotes the document; fillers may be given as names."""
    document = reading.document
    start = document.text.index(quote)
    trigger = trigger or quote.split()[-1]
    trigger_start = document.text.index(trigger, start)
    for role in ("actor", "target", "place", "origin", "instrument", "attribution"):
        if role in more:
            more[role] = tuple(f if isinstance(f, Filler) else Filler(f, f) for f in more[role])
    return Claim(
        id=stable_id("c", document.id, type_, start, more.get("status")),
        document=document.id,
        segment="body",
        type=type_,
        quote=quote,
        start=start,
        end=start + len(quote),
        trigger=trigger,
        trigger_at=(trigger_start, trigger_start + len(trigger)),
        **more,
    )


def days(start, end=None, **more):
    """Return a time from ISO days; an end of ``...`` is open."""
    first = date.fromisoformat(start) if start else None
    last = None if end is ... else date.fromisoformat(end or start)
    return Time(first, last, **more)


class World:
    """Three reports about a port that changes hands, and what is concluded from them."""

    def __init__(self):
        self.wire = make_reading(
            "wire",
            "The Northern Front captured Port Ariel on 3 March 2021, killing 12 soldiers.",
            "The Front, formerly known as the Hill Brigade, has 400 fighters.",
            "It was founded in 2019.",
            published=date(2021, 3, 4),
            publisher="Wire",
            comment="Nonsense, the Front never captured anything!",
        )
        self.army = make_reading(
            "army",
            "The River Guard holds Port Ariel.",
            "The River Guard is fighting the Northern Front.",
            published=date(2021, 3, 10),
            publisher="Army",
        )
        self.blog = make_reading("blog", "Northern Front fighters are allied with the Coast Guard.", publisher="Blog")
        wire, army, blog = self.wire, self.army, self.blog
        front = Filler("Northern Front", "Northern Front", 4, 18)
        port = Filler("Port Ariel", "Port Ariel", None, None, PORT.id)
        self.capture = make_claim(
            wire,
            "The Northern Front captured Port Ariel on 3 March 2021, killing 12 soldiers",
            "capture",
            "captured",
            actor=[front],
            place=[port],
            time=days("2021-03-03", expression="3 March 2021", rule="day month year", anchor="itself"),
            quantities=(Quantity("killed", 12, 12, "soldiers", "12"),),
            attribution=["a commander"],
        )
        self.renaming = make_claim(
            wire, "The Front, formerly known as the Hill Brigade", "renaming", "formerly", actor=["Northern Front"],
            target=["Hill Brigade"],
        )  # fmt: skip
        self.strength = make_claim(
            wire, "has 400 fighters", "strength", "fighters", actor=["Northern Front"],
            quantities=(Quantity("fighters", 400, 400, None, "400"),), time=days("2021-03-04"),
        )  # fmt: skip
        self.formation = make_claim(
            wire, "It was founded in 2019", "formation", "founded", target=["Northern Front"],
            time=days("2019-01-01", "2019-12-31"),
        )  # fmt: skip
        self.control = make_claim(
            army, "The River Guard holds Port Ariel", "control", "holds", actor=["River Guard"], place=[port],
            time=days("2021-03-10"),
        )  # fmt: skip
        self.clash = make_claim(
            army, "The River Guard is fighting the Northern Front", "clash", "fighting", actor=["River Guard"],
            target=["Northern Front"], time=days("2021-03-10"), status="reported",
        )  # fmt: skip
        self.alliance = make_claim(
            blog, "Northern Front fighters are allied with the Coast Guard", "alliance", "allied",
            actor=["Northern Front", "Coast Guard"],
        )  # fmt: skip
        self.reports = {
            wire: (self.capture, self.renaming, self.strength, self.formation),
            army: (self.control, self.clash),
            blog: (self.alliance,),
        }

    def store(self, record, order=None):
        """Add the reports, in the order of these indexes, and the conclusions."""
        reports = list(self.reports.items())
        for index in order or range(len(reports)):
            reading, claims = reports[index]
            record.add(reading, claims, now=at(index), rejected=index)
        record.replace_conclusions(**self.conclusions())

    def conclusions(self):
        """Return the arguments of ``Record.replace_conclusions``."""
        capture, control, alliance, clash = self.capture.id, self.control.id, self.alliance.id, self.clash.id
        return {
            "actors": (
                Actor(
                    FRONT, "rebel group", "Northern Front",
                    (
                        ActorName("Northern Front", date(2020, 6, 1), None, (self.wire.document.id,)),
                        ActorName("Hill Brigade", None, date(2020, 5, 31), (self.renaming.id,)),
                    ),
                ),
                Actor(GUARD, "state forces", "River Guard", (ActorName("River Guard", None, None),)),
                Actor(COAST, "state forces", "Coast Guard", ()),
            ),
            "entity": {
                (capture, "actor", 0): FRONT, (self.renaming.id, "actor", 0): FRONT,
                (self.renaming.id, "target", 0): FRONT, (self.strength.id, "actor", 0): FRONT,
                (self.formation.id, "target", 0): FRONT, (control, "actor", 0): GUARD, (clash, "actor", 0): GUARD,
                (clash, "target", 0): FRONT, (alliance, "actor", 0): FRONT, (alliance, "actor", 1): COAST,
            },
            "events": (
                Event(
                    stable_id("e", "capture"), "capture", (capture,),
                    (
                        Field("time", (FieldValue(("2021-03-03",) * 2, (capture,), (), 1, "the only"),), False),
                        Field("actor", (FieldValue(FRONT, (capture,), (control,), 1, "the only"),), True),
                    ),
                    date(2021, 3, 3), date(2021, 3, 3), "asserted",
                ),
                Event(stable_id("e", "clash"), "clash", (clash,), (), date(2021, 3, 10), date(2021, 3, 10), "reported"),
                Event(
                    stable_id("e", "formation"), "formation", (self.formation.id,), (), date(2019, 1, 1),
                    date(2019, 12, 31), "asserted",
                ),
                Event(stable_id("e", "renaming"), "renaming", (self.renaming.id,), (), None, None, "asserted"),
            ),
            "relations": (
                Relation(
                    stable_id("r", "front holds"), "control", FRONT, PORT.id, date(2021, 3, 3), date(2021, 3, 10),
                    "asserted", (capture,), (control,), (capture,), (control,), True,
                ),
                Relation(
                    stable_id("r", "guard holds"), "control", GUARD, PORT.id, date(2021, 3, 10), None, "asserted",
                    (control,), (), (), (), False,
                ),
                Relation(
                    stable_id("r", "allied"), "alliance", FRONT, COAST, None, None, "asserted", (alliance,), (), (), (),
                    False,
                ),
                Relation(
                    stable_id("r", "strong"), "strength", FRONT, "400 fighters", None, None, "asserted",
                    (self.strength.id,), (), (), (), False,
                ),
            ),
            "disagreements": (
                Disagreement(stable_id("x", "two"), "status", 2, "said and denied", (clash,), (capture,), None),
                Disagreement(
                    stable_id("x", "one"), "two_holders", 1, "two hold Port Ariel", (capture,), (control,), PORT.id
                ),
            ),
            "copies": {self.blog.document.id: self.wire.document.id},
            "places": (PORT, REGION, TOWN),
        }  # fmt: skip
