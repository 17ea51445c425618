"""Accuracy and speed of the place resolver on news with given toponyms (the XML of LGL and TR-News).

``python bench/places.py FILE…`` prints one figure a line; without a file it looks in ``ANNALS_SHARED``
(``../shared``). A toponym counts as right when the answer's point lies within 161 km of the gold point, or, for
countries and first-level regions, when it is that country or region. Toponyms without a gold point are left out.
"""

import os
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annals.resolve.places import Gazetteer
from annals.resolve.places_entry import arc_km
from annals.resolve.places_gazetteer import PACKAGED
from annals.resolve.places_keys import fold
from annals.types import PlaceAnswer

WITHIN_KM = 161.0
FILES = ("lgl.xml", "TR-News.xml")


@dataclass(frozen=True, slots=True)
class Gold:
    """A toponym of the corpus: where it stands and what it means."""

    start: int
    end: int
    words: str
    latitude: float
    longitude: float
    code: str
    country: str
    region: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its toponyms; those without a gold point are mentions all the same."""

    name: str
    text: str
    mentions: tuple[tuple[int, int, str], ...]
    gold: tuple[Gold | None, ...]


def articles(path: Path) -> Iterator[Article]:
    """Yield the articles of a corpus file."""
    for element in ET.parse(path).getroot():  # noqa: S314
        mentions: list[tuple[int, int, str]] = []
        gold: list[Gold | None] = []
        for toponym in element.iter("toponym"):
            start, end = int(toponym.findtext("start", "0")), int(toponym.findtext("end", "0"))
            words = toponym.findtext("phrase", "")
            mentions.append((start, end, words))
            tag = toponym.find("gaztag")
            gold.append(None if tag is None else _gold(start, end, words, tag))
        yield Article(element.get("docid", ""), element.findtext("text", ""), tuple(mentions), tuple(gold))


def _gold(start: int, end: int, words: str, tag: ET.Element) -> Gold:
    return Gold(start, end, words, float(tag.findtext("lat", "0")), float(tag.findtext("lon", "0")),
                tag.findtext("fcode") or "", tag.findtext("country") or "", tag.findtext("admin1") or "")  # fmt: skip


def near(answer: PlaceAnswer, gold: Gold) -> bool:
    """Tell whether an answer's point lies within 161 km (100 miles) of the gold point."""
    place = answer.place
    if place is None:
        return False
    return arc_km(place.latitude, place.longitude, gold.latitude, gold.longitude) <= WITHIN_KM


def right(answer: PlaceAnswer, gold: Gold) -> bool:
    """Tell whether an answer is right by the rule of this bench."""
    place = answer.place
    if place is None:
        return False
    if near(answer, gold):
        return True
    if gold.code.startswith("PCL"):
        return place.kind == "country" and fold(place.name) == fold(gold.country)
    return gold.code == "ADM1" and place.kind == "region" and fold(place.name) == fold(gold.region)


def measure_file(path: Path, gazetteer: Gazetteer) -> dict[str, float]:
    """Return the figures of one corpus file."""
    corpus = list(articles(path))
    total = answered = good = by_point = 0
    for article in corpus:
        for answer, gold in zip(gazetteer.resolve(article.mentions, article.text), article.gold, strict=True):
            if gold is not None:
                total += 1
                answered += answer.place is not None
                good += right(answer, gold)
                by_point += near(answer, gold)
    seconds = min(_seconds(corpus, gazetteer) for _ in range(3))
    count = sum(len(article.mentions) for article in corpus)
    return {
        "toponyms": float(total),
        "acc161_all": good / max(1, total),
        "precision_answered": good / max(1, answered),
        "answered": answered / max(1, total),
        "acc161_points_only": by_point / max(1, total),
        "toponyms_per_second": count / max(1e-9, seconds),
    }


def _seconds(corpus: list[Article], gazetteer: Gazetteer) -> float:
    """Return the seconds of processor time that a warm pass over a corpus takes, on one core."""
    began = time.process_time()
    for article in corpus:
        gazetteer.resolve(article.mentions, article.text)
    return time.process_time() - began


def opening_ms() -> float:
    """Return the milliseconds of processor time that opening the gazetteer and asking one name take, least of five."""
    return min(_opening() for _ in range(5))


def _opening() -> float:
    began = time.process_time()
    with Gazetteer.open() as gazetteer:
        gazetteer.lookup("Aleppo")
    return 1000 * (time.process_time() - began)


def installed_mb() -> float:
    """Return the megabytes (10^6 bytes) of the packaged gazetteer."""
    return PACKAGED.stat().st_size / 1e6


def measure(shared: Path) -> dict[str, float]:
    """Return all figures on the corpora below ``shared``, named by file; empty when the data is absent."""
    found = [shared / "data" / "places" / name for name in FILES]
    figures: dict[str, float] = {}
    with Gazetteer.open() as gazetteer:
        for path in found:
            if path.is_file():
                for name, value in measure_file(path, gazetteer).items():
                    figures[f"{path.stem.lower()}_{name}"] = value
    if figures:
        figures |= {"opening_ms": opening_ms(), "installed_mb": installed_mb()}
    return figures


def main(arguments: list[str]) -> int:
    """Print the figures of the files given, or of the shared corpora."""
    if arguments:
        with Gazetteer.open() as gazetteer:
            for argument in arguments:
                for name, value in measure_file(Path(argument), gazetteer).items():
                    print(f"{name} {value:.4f}")
        print(f"opening_ms {opening_ms():.4f}\ninstalled_mb {installed_mb():.4f}")
        return 0
    shared = Path(os.environ.get("ANNALS_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    figures = measure(shared)
    if not figures:
        print(f"places: skipped, no corpus in {shared / 'data' / 'places'}")
    for name, value in figures.items():
        print(f"{name:<36}{value:>12.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
