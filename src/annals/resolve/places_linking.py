"""What a place of a user's file is for us: a place that the packaged gazetteer has, or a new one in its divisions."""

import re
import sqlite3
from collections import defaultdict
from math import cos, floor, radians
from typing import Final

from rapidfuzz.fuzz import ratio

from annals.ids import stable_id
from annals.resolve import actors_tables
from annals.resolve.places_entry import arc_km
from annals.resolve.places_files import GivenPlace
from annals.resolve.places_gazetteer import ALIKE
from annals.resolve.places_keys import fold, skeleton
from annals.resolve.places_user import LinkedPlace

SAME_KM: Final = 5.0
"""Two settlements of one name within these kilometres are one."""
ALIKE_KM: Final = 3.0
"""Two settlements whose names have the same consonants are one within these."""
NEIGHBOUR_KM: Final = 60.0
"""A place lies in the divisions of the nearest packaged settlement within these kilometres."""
_CELL: Final = 0.5
"""Degrees of the squares in which the nearest settlement is looked for."""
_CODE: Final = re.compile(r"[A-Za-z0-9][\w.-]{1,40}")

_Town = tuple[float, float, str, str | None, str | None]


class Linker:
    """Tells what given places are, by the packaged gazetteer behind ``connection``.

    ``form`` is that of the file; ``country`` (ISO 3166 alpha-2) holds for rows that name none.
    """

    def __init__(self, connection: sqlite3.Connection, form: str, country: str = "") -> None:
        self._connection = connection
        self._form = form
        self._country = country
        self._divisions: dict[tuple[str, str], str | None] = {}
        self._grid: dict[tuple[int, int], list[_Town]] | None = None

    def __call__(self, given: GivenPlace) -> LinkedPlace:
        """Return the place with its id, country and divisions."""
        country = country_code(given.country) or self._country
        known = self._by_code(given) or self._by_name(given, country)
        if known is not None:
            place_id, country, region, county = known
            return LinkedPlace(given, place_id, country, region, county, known=True)
        near = self._nearest(given, country)
        country = country or (near[2] if near else "")
        region, county = (near[3], near[4]) if near else (None, None)
        stated = self._division(given.division, country)
        if stated is not None and stated != region:
            region, county = stated, None
        if given.kind == "country" or (given.kind == "region" and given.radius_km is not None):
            region = county = None
        place_id = self._new_id(given, country)
        return LinkedPlace(given, place_id, country, _region_id(region), county, known=False)

    def _by_code(self, given: GivenPlace) -> tuple[str, str, str | None, str | None] | None:
        """Return the packaged place that a GeoNames row is, by its number or code."""
        kind, _, code = given.code.partition(":")
        if kind == "geonames" and code.isdigit() and len(code) < 10:
            row = self._row("n = ?", int(code))
        elif kind in {"region", "country"}:
            row = self._row("n >= 100000000 AND code = ? AND kind = ?", code, kind)
        else:
            return None
        return None if row is None else (given.code, row[0], _region_id(row[1]), row[2])

    def _row(self, condition: str, *values: object) -> tuple[str, str | None, str | None] | None:
        query = f"SELECT country, region, county FROM place WHERE {condition}"  # noqa: S608 - constants above
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else (str(row[0]), row[1], row[2])

    def _by_name(self, given: GivenPlace, country: str) -> tuple[str, str, str | None, str | None] | None:
        """Return the packaged settlement of the same name, or of the same consonants, at the same spot."""
        if given.kind != "town" or given.code.startswith("geonames:"):
            return None
        found: list[tuple[float, int, str, str | None, str | None]] = []
        for name in (given.name, *given.names[:12]):
            for table, key, most in (("name", fold(name), SAME_KM), ("skeleton", skeleton(name), ALIKE_KM)):
                found += self._at(given, table, key, most, name) if key else []
        found = [one for one in found if not country or one[2] == country]
        if not found:
            return None
        _, number, code, region, county = min(found)
        return f"geonames:{number}", code, _region_id(region), county

    def _at(
        self, given: GivenPlace, table: str, key: str, most: float, name: str
    ) -> list[tuple[float, int, str, str | None, str | None]]:
        wide = most / 111.2 / max(0.05, cos(radians(given.latitude)))
        form = "form" if table == "skeleton" else "''"
        rows = self._connection.execute(
            f"SELECT n, latitude, longitude, country, region, county, {form} FROM {table} JOIN place USING (n)"  # noqa: S608
            " WHERE key = ? AND kind = 'town' AND latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?",
            (key, given.latitude - most / 111.2, given.latitude + most / 111.2, given.longitude - wide,
             given.longitude + wide),
        ).fetchall()  # fmt: skip
        return [
            (away, n, code, region, county)
            for n, latitude, longitude, code, region, county, other in rows
            if (away := arc_km(given.latitude, given.longitude, latitude, longitude)) <= most
            and (not other or ratio(fold(name), other) >= ALIKE)
        ]

    def _division(self, name: str, country: str) -> str | None:
        """Return the code of a first-level division by its code or name."""
        if not name:
            return None
        if (name, country) not in self._divisions:  # a column has few different ones
            self._divisions[name, country] = self._find_division(name, country)
        return self._divisions[name, country]

    def _find_division(self, name: str, country: str) -> str | None:
        if self._row("n >= 100000000 AND code = ? AND kind = 'region'", name) is not None:
            return name
        row = self._connection.execute(
            "SELECT code FROM name JOIN place USING (n) WHERE key = ? AND country = ? AND kind = 'region'"
            " AND region IS NULL AND radius IS NULL ORDER BY main DESC, code LIMIT 1",
            (fold(name), country),
        ).fetchone()
        return str(row[0]) if row else None

    def _nearest(self, given: GivenPlace, country: str) -> _Town | None:
        """Return the nearest packaged settlement (of the country) within ``NEIGHBOUR_KM``."""
        grid = self._towns()
        row, column = floor(given.latitude / _CELL), floor(given.longitude / _CELL)
        best: tuple[float, _Town] | None = None
        for down in (-1, 0, 1):
            for across in (-1, 0, 1):
                for town in grid.get((row + down, column + across), ()):
                    if country and town[2] != country:
                        continue
                    away = arc_km(given.latitude, given.longitude, town[0], town[1])
                    if away <= NEIGHBOUR_KM and (best is None or (away, town[:2]) < (best[0], best[1][:2])):
                        best = away, town
        return best[1] if best else None

    def _towns(self) -> dict[tuple[int, int], list[_Town]]:
        if self._grid is None:
            grid: dict[tuple[int, int], list[_Town]] = defaultdict(list)
            rows = self._connection.execute(
                "SELECT latitude, longitude, country, region, county FROM place WHERE kind = 'town' ORDER BY n"
            )
            for town in rows:
                grid[floor(town[0] / _CELL), floor(town[1] / _CELL)].append(town)
            self._grid = dict(grid)
        return self._grid

    def _new_id(self, given: GivenPlace, country: str) -> str:
        """Return an id that depends on nothing but the place: GeoNames' number, the p-code, or a hash."""
        if given.code.partition(":")[0] in {"geonames", "region", "country"}:
            return given.code
        if self._form == "ocha" and _CODE.fullmatch(given.code):
            return f"pcode:{country}.{given.code}"
        spot = round(given.latitude, 3), round(given.longitude, 3)
        return stable_id("place:", fold(given.name), *spot, country, given.kind)


def country_code(text: str) -> str:
    """Return the ISO 3166 alpha-2 code of a country given by a code or name, empty when it is none."""
    plain = text.strip()
    table = actors_tables.countries()
    if plain.upper() in table:
        return plain.upper()
    iso3 = plain.upper() if len(plain) == 3 else actors_tables.country_words().get(fold(plain), "")
    return next((code for code, country in table.items() if country.iso3 == iso3), "") if iso3 else ""


def _region_id(code: str | None) -> str | None:
    return None if code is None else code if code.startswith("region:") else f"region:{code}"
