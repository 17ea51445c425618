"""The gazetteer: places by name, by id and by the word for their people, from read-only SQLite files.

The packaged file holds GeoNames' towns of at least 500 people with all their names, countries, first- and
second-level divisions, and areas such as Darfur. Data: GeoNames, CC BY 4.0. A user's own layers (``places_user``)
may be added. Nothing here looks at a text.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from rapidfuzz.fuzz import ratio

from annals.errors import UsageError
from annals.resolve.places_entry import Entry, holds, level, prior, reasons, seats_first, weight
from annals.resolve.places_keys import exact, fold, skeleton
from annals.resolve.places_user import ALIASES, UserPlaces, UserRow
from annals.types import Place, PlaceAnswer, PlaceCandidate

PACKAGED: Final = Path(__file__).resolve().parent.parent / "data" / "gazetteer.sqlite"
BROAD: Final = 20
"""Proposals by skeleton beyond this number say too little; only the most populous are kept."""
ALIKE: Final = 65.0
"""Least likeness (100 minus the share of letters to insert or delete) of two spellings with equal consonants."""


SHORT: Final = 5
"""Capitals and abbreviations of up to four signs count as written only: "EU" is not the town of Eu."""


class Gazetteer:
    """A gazetteer open for reading; use it as a context manager or ``close`` it.

    Rows once read are kept, so that a name costs its query once. Not for use by several threads at once.
    """

    def __init__(self, connection: sqlite3.Connection, layer: str, user: Sequence[UserPlaces] = ()) -> None:
        named = (added.name for places in user for added in places.layers())
        self.layers: tuple[str, ...] = tuple(dict.fromkeys((layer, *named)))
        self.stamp = "-".join(places.stamp for places in user if places.stamp)
        self._connection = connection
        self._user = tuple(user)
        self._names: dict[str, tuple[Entry, ...]] = {}
        self._proposals: dict[str, tuple[Entry, ...]] = {}
        self._places: dict[int, tuple[Place, tuple[object, ...]]] = {}
        self._numbers: dict[str, int | None] = {}
        self._demonyms: dict[str, tuple[Place, ...]] = {}
        self._peoples: dict[str, tuple[Entry, ...]] = {}
        self._anchors: dict[str, tuple[Place, ...]] | None = None
        self._runs: dict[str, tuple[tuple[str, Place], ...]] = {}

    @classmethod
    def open(cls, path: Path | str | None = None, *, user: Sequence[Path] = ()) -> Self:
        """Open the packaged gazetteer, or the one at ``path``, with the layers of the files ``user``.

        Of a name that several layers have, all places are candidates; an alias of an earlier file decides before
        those of later ones. ``layers`` names the layers, ``stamp`` is a hash of the user's, empty without any.
        Raises UsageError when a file is missing or is none.
        """
        source = Path(path) if path is not None else PACKAGED
        if not source.is_file():
            raise UsageError(f"{source}: no gazetteer there; install annals again or run python build_gazetteer.py")
        connection = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            connection.execute("SELECT 1 FROM meta WHERE key = 'schema' AND value = '1'").fetchone()
        except sqlite3.DatabaseError as error:
            connection.close()
            raise UsageError(f"{source}: not a gazetteer of this version ({error}); build it again") from error
        opened: list[UserPlaces] = []
        try:
            for file in user:
                opened.append(UserPlaces.open(file))
            return cls(connection, "geonames", opened)
        except UsageError:
            for places in opened:
                places.close()
            connection.close()
            raise

    def __enter__(self) -> Self:
        """Return the gazetteer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the files; the gazetteer cannot be asked afterwards."""
        self._connection.close()
        for places in self._user:
            places.close()

    # ------------------------------------------------------------------------------------------- places

    def get(self, place_id: str) -> Place | None:
        """Return the place with this id, None when there is none."""
        number = self._number(place_id)
        found = self._place(number) if number is not None else None
        if found is None:
            row = self._user_row(place_id)
            return row.place if row else None
        return found[0]

    def countries(self) -> list[Place]:
        """Return all countries, by id."""
        return self._listed("kind = 'country'")

    def regions(self, country: str | None = None) -> list[Place]:
        """Return the first-level divisions (of the country with this ISO code) and the areas, by id."""
        rows = self._listed("kind = 'region' AND region IS NULL")
        return [place for place in rows if country is None or place.country == country]

    def towns_of(self, region_id: str) -> list[tuple[float, float]]:
        """Return where the towns of a first-level division lie, as (longitude, latitude) in degrees."""
        chosen = "SELECT longitude, latitude FROM place WHERE kind = 'town' AND region = ? ORDER BY n"
        return self._connection.execute(chosen, (region_id.removeprefix("region:"),)).fetchall()

    def contains(self, outer_id: str, inner_id: str) -> bool:
        """Tell whether one place lies in another: by division for towns and regions, by radius for areas.

        Every place contains itself; what is not in the gazetteer contains nothing and lies nowhere.
        """
        outer, inner = self.entry(outer_id), self.entry(inner_id)
        return outer is not None and inner is not None and holds(outer, inner)

    def entry(self, place_id: str) -> Entry | None:
        """Return the place with this id with its weight and divisions, None when there is none."""
        number = self._number(place_id)
        if number is None or self._place(number) is None:
            row = self._user_row(place_id)
            return _user_entry(replace(row, main=True), exactly=True) if row else None
        return self._entry(number, main=True, exactly=True)

    def country_of_demonym(self, word: str) -> Place | None:
        """Return the country of a word for its people or things ("Russian", "Syrians").

        None for words of no country, of several ("Korean"), and of regions ("Chechen").
        """
        found = [place for place in self.demonym(word) if place.kind == "country"]
        return found[0] if len(found) == 1 else None

    def demonym(self, word: str) -> tuple[Place, ...]:
        """Return the countries and regions that a word for people or things belongs to."""
        found = self._demonyms.get(word)
        if found is None:
            found = self._demonyms[word] = tuple(
                place for n in self._demonym_rows(word) for place in self._places_of(n)
            )
        return found

    def _demonym_rows(self, word: str) -> list[int]:
        rows = self._connection.execute("SELECT n FROM demonym WHERE key = ? ORDER BY n", (fold(word),)).fetchall()
        return [int(row[0]) for row in rows]

    # ------------------------------------------------------------------------------------------- names

    def lookup(self, name: str) -> list[PlaceCandidate]:
        """Return what a name may mean without any context, likeliest first.

        Exact matches after folding come alone; only when there is none are similar names proposed, and their
        reasons say so.
        """
        found = self.named(name) or self.proposed(name)
        return [
            PlaceCandidate(entry.place, round(entry.prior, 3), entry.reasons)
            for entry in sorted(found, key=lambda entry: (-entry.prior, entry.place.id))
        ]

    def resolve(self, mentions: Sequence[tuple[int, int, str]], text: str) -> list[PlaceAnswer]:
        """Return what each mention (start, end, words) of a document means, in the order of ``mentions``.

        All mentions of a document are weighed together: see ``annals.resolve.places_context``.
        """
        from annals.resolve.places_context import resolve_mentions  # noqa: PLC0415  (it imports this module)

        return resolve_mentions(self, mentions, text)

    def people(self, word: str) -> tuple[Entry, ...]:
        """Return the countries and regions whose people or things a word means ("Syrian"), as entries."""
        found = self._peoples.get(word)
        if found is None:
            numbers = self._demonym_rows(word) if word[:1].isupper() else []
            found = self._peoples[word] = tuple(
                sorted((self._entry(n, main=True, exactly=True) for n in numbers), key=weight)
            )
        return found

    def named(self, name: str) -> tuple[Entry, ...]:
        """Return the places that bear a name exactly, after folding, heaviest first."""
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = self._find_named(name)
        return found

    def proposed(self, name: str) -> tuple[Entry, ...]:
        """Return places whose names have the consonants of ``name``, heaviest first; never an answer by itself."""
        found = self._proposals.get(name)
        if found is None:
            key, form = skeleton(name), fold(name)
            rows = (
                self._connection.execute("SELECT n, form FROM skeleton WHERE key = ?", (key,)).fetchall() if key else []
            )
            numbers = {n for n, other in rows if ratio(form, other) >= ALIKE}
            given = [row for places in self._user for other, row in (places.proposed(key) if key else ())
                     if ratio(form, other) >= ALIKE]  # fmt: skip
            packaged = [self._entry(n, main=False, exactly=False) for n in numbers]
            entries = sorted(seats_first(self._with_user(packaged, given, exactly=False)), key=weight)
            found = self._proposals[name] = tuple(entries[:BROAD])
        return found

    def _find_named(self, name: str) -> tuple[Entry, ...]:
        for places in self._user:
            aliased = places.alias(name)
            entry = self.entry(aliased) if aliased else None
            if entry is not None:
                told = (f"{ALIASES}: a person gave it this name", *entry.reasons[1:])
                return (replace(entry, layer=ALIASES, reasons=told),)
        key = fold(name) if self._user else ""
        given = [row for places in self._user for row in (places.named(key) if key else ())]
        packaged = self._packaged_named(name)
        if not given:
            return packaged
        return tuple(sorted(self._with_user(packaged, given, exactly=True), key=weight))

    def _with_user(self, packaged: Iterable[Entry], given: Iterable[UserRow], *, exactly: bool) -> list[Entry]:
        """Return packaged candidates and those of the user's layers, each place once, as its best name finds it."""
        found = {entry.place.id: entry for entry in packaged}
        for row in given:
            known = self._number(row.place.id)
            if row.place.id in found:
                entry = found[row.place.id]
                if not row.main or entry.main:
                    continue
                found[row.place.id] = replace(entry, main=True, prior=entry.prior + 1, layer=row.layer)
            elif known is not None and self._place(known) is not None:
                entry = self._entry(known, main=row.main and exactly, exactly=exactly)
                found[row.place.id] = replace(entry, layer=row.layer)
            else:
                found[row.place.id] = _user_entry(replace(row, main=row.main and exactly), exactly=exactly)
        return list(found.values())

    def _user_row(self, place_id: str) -> UserRow | None:
        return next((row for places in self._user if (row := places.get(place_id)) is not None), None)

    def _packaged_named(self, name: str) -> tuple[Entry, ...]:
        as_written = exact(name)
        short = as_written is not None and len(as_written) <= SHORT
        for key in (as_written, None if short else fold(name)):
            if not key:
                continue
            rows = self._connection.execute("SELECT n, main FROM name WHERE key = ?", (key,)).fetchall()
            if rows:
                entries = [self._entry(n, main=bool(main), exactly=True) for n, main in rows]
                return tuple(sorted(seats_first(entries), key=weight))
        return ()

    # ------------------------------------------------------------------------------------------- anchors

    def anchors(self, run: str) -> tuple[tuple[str, Place], ...]:
        """Return the countries and regions that a run of capitalised words names or describes people of.

        Countries by all their names, first-level regions and areas by their own, and demonyms; each with its
        folded words, a longer name before its parts.
        """
        found = self._runs.get(run)
        if found is None:
            found = self._runs[run] = self._find_anchors(run)
        return found

    def _find_anchors(self, run: str) -> tuple[tuple[str, Place], ...]:
        table = self._anchor_table()
        words = fold(run).split()
        found: list[tuple[str, Place]] = []
        position = 0
        while position < len(words):
            for length in (3, 2, 1):
                key = " ".join(words[position : position + length])
                hit = table.get(key)
                if hit and position + length <= len(words):
                    found.extend((key, place) for place in hit)
                    position += length - 1
                    break
            position += 1
        return tuple(found)

    def _anchor_table(self) -> dict[str, tuple[Place, ...]]:
        if self._anchors is None:
            rows = self._connection.execute(
                "SELECT key, n FROM demonym UNION SELECT name.key, name.n FROM name JOIN place USING (n) "
                "WHERE name.n >= 100000000 AND (kind = 'country' OR (region IS NULL AND main = 1)) ORDER BY 1, 2"
            ).fetchall()
            gathered: dict[str, list[Place]] = {}
            for key, number in rows:
                gathered.setdefault(str(key), []).extend(self._places_of(number))
            self._anchors = {key: tuple(places) for key, places in gathered.items() if len(places) == 1}
        return self._anchors

    # ------------------------------------------------------------------------------------------- rows

    def _number(self, place_id: str) -> int | None:
        kind, _, code = place_id.partition(":")
        if kind == "geonames":
            return int(code) if code.isascii() and code.isdigit() and len(code) < 10 else None
        if kind not in ("country", "region"):
            return None
        if place_id not in self._numbers:  # asked again and again, of a few thousand countries and regions
            row = self._connection.execute("SELECT n FROM place WHERE n >= 100000000 AND code = ? AND kind = ?",
                                           (code, kind)).fetchone()  # fmt: skip
            self._numbers[place_id] = int(row[0]) if row else None
        return self._numbers[place_id]

    def _listed(self, condition: str) -> list[Place]:
        rows = self._connection.execute(f"SELECT n FROM place WHERE n >= 100000000 AND {condition}").fetchall()  # noqa: S608  (constants)
        return sorted((place for (n,) in rows for place in self._places_of(n)), key=lambda place: place.id)

    def _places_of(self, number: int) -> tuple[Place, ...]:
        found = self._place(number)
        return (found[0],) if found else ()

    def _place(self, number: int) -> tuple[Place, tuple[object, ...]] | None:
        found = self._places.get(number)
        if found is None:
            row = self._connection.execute(
                "SELECT code, name, kind, latitude, longitude, country, region, population,"
                " county, within, radius, capital"
                " FROM place WHERE n = ?",
                (number,),
            ).fetchone()
            if row is None:
                return None
            code, name, kind, latitude, longitude, country, region, population = row[:8]
            identity = f"geonames:{number}" if code is None else f"{kind}:{code}"
            place = Place(identity, name, kind, latitude, longitude, country, region and f"region:{region}", population)
            found = self._places[number] = (place, row[8:])
        return found

    def _entry(self, number: int, *, main: bool, exactly: bool) -> Entry:
        found = self._place(number)
        if found is None:
            raise UsageError(f"{self.layers[0]}: the gazetteer is damaged (row {number} is missing); build it again")
        place, (county, within, radius, capital) = found
        country = f"country:{place.country}" if place.country else ""
        region = place.id if level(place) == 1 else place.region or ""
        return Entry(
            place=place,
            main=main,
            exact=exactly,
            prior=prior(place, main=main, capital=bool(capital), radius_km=radius),  # type: ignore[arg-type]
            level=level(place),
            county=f"region:{county}" if county else None,
            within=tuple(str(within).split("|")) if within else (),
            radius_km=float(str(radius)) if radius is not None else None,
            layer=self.layers[0],
            country_key=country,
            region_key=region,
            keys=tuple(key for key in (country, region) if key),
            reasons=reasons(place, main=main, exactly=exactly, capital=bool(capital)),
        )


def _user_entry(row: UserRow, *, exactly: bool) -> Entry:
    """Return a place of a user's layer that the packaged gazetteer does not have."""
    place = row.place
    country = f"country:{place.country}" if place.country else ""
    region = place.id if level(place) == 1 else place.region or ""
    return Entry(
        place=place,
        main=row.main,
        exact=exactly,
        prior=prior(place, main=row.main, capital=False, radius_km=None),
        level=level(place),
        county=f"region:{row.county}" if row.county else None,
        within=(),
        radius_km=row.radius_km,
        layer=row.layer,
        country_key=country,
        region_key=region,
        keys=tuple(key for key in (country, region) if key),
        reasons=reasons(place, main=row.main, exactly=exactly, capital=False),
    )
