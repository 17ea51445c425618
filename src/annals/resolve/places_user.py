"""A user's own layers of places and aliases: one SQLite file beside a record, or in a folder for several records.

Layers are added whole from files (``places_files``) and removed whole. A place that the packaged gazetteer knows keeps
its id there and gains the names that the layer gives; an alias is a name that a person has given to one place, and
decides before all others. The file is no part of a record: what it changes is concluded from the record's claims.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from annals.errors import UsageError
from annals.resolve.places_files import GivenPlace
from annals.resolve.places_keys import exact, fold, skeleton
from annals.types import Place

ALIASES: Final = "aliases"
"""The layer of names that a person has given."""
FOLDER_FILE: Final = "gazetteer.sqlite"
"""The file's name in a folder for several records."""
SUFFIX: Final = ".gazetteer"
"""What is added to a record's name for the file beside it."""

_SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
INSERT INTO meta VALUES ('schema', 'user 1');
CREATE TABLE layer (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, form TEXT NOT NULL, source TEXT NOT NULL,
    sha256 TEXT NOT NULL, places INTEGER NOT NULL, known INTEGER NOT NULL);
CREATE TABLE place (n INTEGER PRIMARY KEY, layer INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
    kind TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL, country TEXT NOT NULL, region TEXT,
    county TEXT, population INTEGER NOT NULL, radius REAL, UNIQUE (layer, id));
CREATE INDEX place_id ON place (id);
CREATE TABLE name (key TEXT, n INTEGER, main INTEGER NOT NULL, PRIMARY KEY (key, n)) WITHOUT ROWID;
CREATE TABLE skeleton (key TEXT, n INTEGER, form TEXT, PRIMARY KEY (key, n, form)) WITHOUT ROWID;
CREATE TABLE alias (key TEXT PRIMARY KEY, alias TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
"""


def file_beside(record: Path) -> Path:
    """Return the file of a record's own layers."""
    return record.with_name(record.name + SUFFIX)


def file_in(folder: Path) -> Path:
    """Return the file of the layers that a folder holds."""
    return folder / FOLDER_FILE


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: its name, its form (geonames, ocha, csv, geojson, aliases), the file it came from, how many places.

    ``known`` of the places were in the packaged gazetteer too, and add their names to it.
    """

    name: str
    form: str
    source: str
    places: int
    known: int


@dataclass(frozen=True, slots=True)
class LinkedPlace:
    """A given place with the id, country and divisions that it has for us; ``known``: the packaged gazetteer has it."""

    given: GivenPlace
    id: str
    country: str
    region: str | None
    county: str | None
    known: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """A place of a layer, as a name found it."""

    place: Place
    county: str | None
    radius_km: float | None
    layer: str
    main: bool


class UserPlaces:
    """A file of layers that is open; a context manager. ``stamp`` tells two states of its content apart."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Open a file of layers; with ``create`` for writing, made where there is none.

        Raises UsageError for a file that is missing or is none, or that cannot be written.
        """
        if not create and not path.is_file():
            raise UsageError(f"{path}: no such file of places; add a layer with annals gazetteer add")
        if create and not path.parent.is_dir():
            raise UsageError(f"{path.parent}: no such folder; make it first")
        mode = "rwc" if create else "ro"
        connection = None
        try:
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)
            if create and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.executescript(_SCHEMA)
            found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            raise UsageError(f"{path}: is no file of places that annals can use ({error}); name another") from None
        if found != ("user 1",):
            connection.close()
            raise UsageError(f"{path}: is no file of places of this version of annals; name another")
        return cls(connection, path)

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # --------------------------------------------------------------------------------------- reading

    @property
    def stamp(self) -> str:
        """A hash of what the layers hold, equal for equal layers and aliases; empty when there are none."""
        rows = self._rows("SELECT name, form, sha256 FROM layer ORDER BY name")
        rows += self._rows("SELECT 'alias', key, id FROM alias ORDER BY key")
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16] if rows else ""

    def layers(self) -> tuple[Layer, ...]:
        """Return the layers by name, the aliases, if any, last."""
        rows = self._rows("SELECT name, form, source, places, known FROM layer ORDER BY name")
        count = len(self.aliases())
        named = [Layer(*row) for row in rows]  # type: ignore[arg-type]
        return (*named, Layer(ALIASES, ALIASES, "", count, count)) if count else tuple(named)

    def aliases(self) -> tuple[tuple[str, str, str], ...]:
        """Return the aliases as (alias, id of the place, its name), by alias."""
        rows = self._rows("SELECT alias, id, name FROM alias ORDER BY key")
        return tuple((str(alias), str(place), str(name)) for alias, place, name in rows)

    def alias(self, name: str) -> str | None:
        """Return the id of the place that a person has given a name to."""
        found = self._rows("SELECT id FROM alias WHERE key = ?", alias_key(name))
        return str(found[0][0]) if found else None

    def named(self, key: str) -> list[UserRow]:
        """Return the places with a name of that key."""
        return self._found("JOIN name ON name.n = place.n WHERE name.key = ?", "main", key)

    def proposed(self, key: str) -> list[tuple[str, UserRow]]:
        """Return the places whose names have the consonants ``key``, each with the folded name that has them."""
        rows = self._rows(
            f"{_SELECT}, 0, s.form FROM skeleton s JOIN place ON place.n = s.n JOIN layer l ON l.n = layer"
            " WHERE s.key = ?",
            key,
        )
        return [(str(row[-1]), _user_row(row)) for row in rows]

    def get(self, place_id: str) -> UserRow | None:
        """Return the place of that id, from the first layer by name that has it."""
        found = self._found("WHERE id = ? ORDER BY l.name LIMIT 1", "1", place_id)
        return found[0] if found else None

    def _found(self, condition: str, main: str, *values: object) -> list[UserRow]:
        # The conditions and columns are the constants above; what a user gives is bound.
        rows = self._rows(f"{_SELECT}, {main} FROM place JOIN layer l ON l.n = place.layer {condition}", *values)
        return [_user_row(row) for row in rows]

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise UsageError(f"{self.path}: cannot be read as a file of places ({error}); make it anew") from None

    # --------------------------------------------------------------------------------------- writing

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._connection:
                yield self._connection
        except sqlite3.Error as error:
            raise UsageError(f"{self.path}: cannot be written ({error}); check the folder's rights and space") from None

    def add(self, name: str, form: str, source: str, places: Iterable[LinkedPlace]) -> Layer:
        """Store a layer in the place of an earlier one of its name, all or nothing; return it.

        Raises UsageError for a name that cannot be a layer's, or when there is not one place to add.
        """
        if not name.strip() or name == ALIASES or not name.isprintable():
            raise UsageError(f"{name!r} cannot be a layer's name; give another with --name")
        digest, count, known = hashlib.sha256(), 0, 0
        with self._writing() as connection:
            _remove(connection, name)
            layer = connection.execute(
                "INSERT INTO layer (name, form, source, sha256, places, known) VALUES (?, ?, ?, '', 0, 0)",
                (name, form, source),
            ).lastrowid
            for place in places:
                digest.update(repr(place).encode())
                number = _insert(connection, layer or 0, place)
                if number is not None:
                    count, known = count + 1, known + place.known
                    _insert_names(connection, number, place.given)
            if not count:
                raise UsageError(f"{source}: holds no place that annals can use; see annals gazetteer add --help")
            connection.execute("UPDATE layer SET sha256 = ?, places = ?, known = ? WHERE n = ?",
                               (digest.hexdigest(), count, known, layer))  # fmt: skip
        return Layer(name, form, source, count, known)

    def remove(self, name: str) -> bool:
        """Remove a layer, or an alias of that name; return False when there is neither."""
        with self._writing() as connection:
            return _remove(connection, name) or bool(
                connection.execute("DELETE FROM alias WHERE key = ?", (alias_key(name),)).rowcount
            )

    def add_alias(self, alias: str, place: Place) -> None:
        """Give a name to a place; it then means that place and no other. Raises UsageError for no name."""
        if not fold(alias):
            raise UsageError(f"{alias!r} cannot be a name: it has no letter or digit")
        with self._writing() as connection:
            row = alias_key(alias), alias.strip(), place.id, place.name
            connection.execute("INSERT OR REPLACE INTO alias VALUES (?, ?, ?, ?)", row)


_SELECT: Final = "SELECT id, place.name, kind, latitude, longitude, country, region, population, county, radius, l.name"


def _user_row(row: Sequence[object]) -> UserRow:
    place = Place(*row[:8])  # type: ignore[arg-type]
    county, radius, layer, main = row[8:12]
    return UserRow(
        place,
        None if county is None else str(county),
        None if radius is None else float(str(radius)),
        str(layer),
        bool(main),
    )


def alias_key(name: str) -> str:
    """Return the key of an alias: its folded form, or a short one in capitals as written."""
    return exact(name) or fold(name)


def _remove(connection: sqlite3.Connection, name: str) -> bool:
    found = connection.execute("SELECT n FROM layer WHERE name = ?", (name,)).fetchone()
    if found is None:
        return False
    for table in ("name", "skeleton"):
        connection.execute(f"DELETE FROM {table} WHERE n IN (SELECT n FROM place WHERE layer = ?)", found)  # noqa: S608
    connection.execute("DELETE FROM place WHERE layer = ?", found)
    connection.execute("DELETE FROM layer WHERE n = ?", found)
    return True


def _insert(connection: sqlite3.Connection, layer: int, place: LinkedPlace) -> int | None:
    """Write a place; return its row, that of the earlier one when the layer has its id already (None: no name)."""
    given = place.given
    if not fold(given.name):
        return None
    row = (
        layer, place.id, given.name, given.kind, given.latitude, given.longitude, place.country, place.region,
        place.county, given.population, given.radius_km,
    )  # fmt: skip
    connection.execute(
        "INSERT OR IGNORE INTO place (layer, id, name, kind, latitude, longitude, country, region, county, population,"
        " radius) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    found = connection.execute("SELECT n FROM place WHERE layer = ? AND id = ?", (layer, place.id)).fetchone()
    return int(found[0])


def _insert_names(connection: sqlite3.Connection, number: int, given: GivenPlace) -> None:
    keys: dict[str, int] = {}
    for name, main in ((given.name, 1), *((other, 0) for other in given.names)):
        if key := fold(name):
            keys.setdefault(key, main)
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?, ?)", [(key, number, main) for key, main in sorted(keys.items())]
    )
    proposed = {(skeleton(name), fold(name)) for name in (given.name, *given.names)}
    rows = [(key, number, form) for key, form in sorted(proposed) if key]
    connection.executemany("INSERT OR IGNORE INTO skeleton VALUES (?, ?, ?)", rows)
