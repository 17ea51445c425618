"""Small claims for the tests of fusing."""

from dataclasses import replace
from datetime import date, timedelta

from annals.fuse import fuse
from annals.types import Claim, Filler, Place, Quantity, Source, Time

PLACES = {
    "geonames:1": Place("geonames:1", "Goma", "town", -1.68, 29.22, "CD", "CD.11", 1000),
    "geonames:2": Place("geonames:2", "Sake", "town", -1.57, 29.04, "CD", "CD.11", 100),
    "geonames:3": Place("geonames:3", "Bunia", "town", 1.56, 30.25, "CD", "CD.12", 100),
    "region:CD.11": Place("region:CD.11", "North Kivu", "region", -0.7, 29.0, "CD", "CD.11", 0),
}
GOMA, SAKE, BUNIA, KIVU = (Filler(p.name, p.name, 0, 1, p.id) for p in PLACES.values())
DAY = date(2012, 11, 20)


def days(first, last=None):
    return Time(first, last or first)


def party(name):
    return Filler(name, name, 0, 1, "a" + name.replace(" ", ""))


def claim(  # noqa: PLR0917
    number, kind="attack", actor=("M23",), target=("FARDC",), place=(GOMA,), when=DAY, killed=None, doc=None, **more
):
    quantities = (Quantity("killed", *killed),) if killed else ()
    named = lambda names: tuple(party(n) if n[:1].isupper() else Filler(n, n) for n in names)  # noqa: E731
    time_ = days(when) if isinstance(when, date) else when
    return replace(
        Claim(f"c{number}", doc or f"d{number}", "body", kind, "", 0, 1, "", (0, 1)),
        actor=named(actor), target=named(target), place=tuple(place), time=time_, quantities=quantities, **more,
    )  # fmt: skip


def run(*claims, sources=None):
    sources = sources or {c.document: Source(f"P{c.document}", DAY + timedelta(1)) for c in claims}
    return fuse(claims, sources, PLACES.get)


def field(event, name):
    return next(f for f in event.fields if f.name == name)
