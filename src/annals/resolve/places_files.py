"""Places from a user's file: GeoNames dumps, populated-places tables of OCHA, GeoJSON, and plain CSV.

What a file is is told from its content. Every form gives the same rows (``GivenPlace``); what a row lacks (its country,
its division) is found later from where it lies.

Formats: the GeoNames "geoname" table (readme.txt of download.geonames.org: 19 columns parted by tabs); GeoJSON
(RFC 7946); CSV (RFC 4180) with columns as people and OCHA's common operational datasets name them.
"""

import codecs
import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from annals.errors import SourceError
from annals.resolve.places_keys import fold

LARGEST: Final = 2 * 1024**3
"""Bytes of the largest file, unpacked, that is read; GeoNames' dump of all countries is smaller."""
LARGEST_JSON: Final = 256 * 1024**2
"""Bytes of the largest GeoJSON, which is read whole."""
KINDS: Final = ("town", "region", "country")
_DAMAGED: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class GivenPlace:
    """A place as a file gives it.

    ``code`` is the id that the file's publisher gave it: an id of ours for GeoNames' rows (``geonames:168325``,
    ``region:SY.12``), else a p-code, empty for none. ``division`` is the name or GeoNames code (``SY.12``) of the
    first-level division, ``radius_km`` half the extent of an area.
    """

    name: str
    latitude: float
    longitude: float
    country: str = ""
    kind: str = "town"
    names: tuple[str, ...] = ()
    code: str = ""
    division: str = ""
    population: int = 0
    radius_km: float | None = None


def read_places(path: Path) -> tuple[str, Iterator[GivenPlace]]:
    """Return which form a file has (geonames, ocha, csv or geojson) and its places, which are read as they are taken.

    Raises ``SourceError`` that names the file, and while places are taken the line, for what cannot be read.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SourceError(str(path), "is a folder; give a file of places")
        if size == 0:
            raise SourceError(str(path), "is empty; give a file of places")
        if size > LARGEST:
            raise SourceError(str(path), f"is larger than {LARGEST >> 30} GB; give a part of it")
        if zipfile.is_zipfile(path):
            return "geonames", _geonames(path, _zipped_lines(path))
        with path.open("rb") as stream:
            start = stream.read(4096)
    except OSError as error:
        raise SourceError(str(path), f"cannot be read ({error.strerror or error}); check the path") from None
    start = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if start[:1] in {b"{", b"["}:
        return "geojson", _geojson(path)
    first = start.split(b"\n", 1)[0]
    if first.count(b"\t") >= 18 and first.split(b"\t", 1)[0].isdigit():
        return "geonames", _geonames(path, _lines(path))
    return _table(path)


# ------------------------------------------------------------------------------------------------ lines


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file in UTF-8."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from stream
    except UnicodeDecodeError:
        raise SourceError(str(path), "is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise SourceError(str(path), f"cannot be read ({error.strerror or error}); check the path") from None


def _zipped_lines(path: Path) -> Iterator[str]:
    """Yield the lines of the one table in a GeoNames archive, XX.txt beside readme.txt."""
    try:
        with zipfile.ZipFile(path) as archive:
            tables = [
                entry
                for entry in archive.infolist()
                if entry.filename.casefold().endswith(".txt") and "readme" not in entry.filename.casefold()
            ]
            if len(tables) != 1:
                held = ", ".join(sorted(entry.filename for entry in archive.infolist())[:5]) or "nothing"
                raise SourceError(
                    str(path),
                    f"holds {held}; a GeoNames archive holds one table such as SY.txt (unpack other archives)",
                )
            if tables[0].file_size > LARGEST:
                raise SourceError(str(path), f"is larger than {LARGEST >> 30} GB when unpacked; give a part of it")
            with archive.open(tables[0]) as packed:
                yield from io.TextIOWrapper(packed, encoding="utf-8-sig", newline="")
    except UnicodeDecodeError:
        raise SourceError(str(path), "holds a table that is not UTF-8; save it as UTF-8") from None
    except (*_DAMAGED, OSError) as error:
        raise SourceError(str(path), f"is a damaged archive ({error}); fetch it again") from None
    except Exception as error:  # zlib.error and the like, which zipfile lets through
        if isinstance(error, SourceError):
            raise
        raise SourceError(str(path), f"is a damaged archive ({error}); fetch it again") from None


# --------------------------------------------------------------------------------------------- GeoNames

_DIVISIONS: Final = ("ADM1", "ADM2", "ADM3", "ADMD")
_AREAS: Final = frozenset({"RGN", "RGNE", "RGNH", "AREA", "TRB", "PRN", "VAL", "PLN", "DSRT", "ISL", "PEN", "OAS"})
"""Feature codes that reports treat as regions: regions, tribal areas, valleys, plains, deserts, islands."""
_SITES: Final = frozenset(
    {"AIRB", "AIRF", "AIRP", "AIRQ", "AIRH", "INSM", "FT", "CMP", "CMPRF", "DAM", "BDG", "CSTM", "PS", "OILR", "OILF",
     "MT", "HLL", "PASS", "PK", "MTS", "HLLS", "GATE", "PRT", "HBR"}
)  # fmt: skip
"""Feature codes of places that are fought over and are no settlements: bases, airports, camps, dams, heights."""


def _geonames(path: Path, lines: Iterable[str]) -> Iterator[GivenPlace]:
    """Yield the places of a GeoNames table: countries, divisions of the first two levels, settlements, sites, areas."""
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if cells == [""]:
            continue
        if len(cells) < 15 or not cells[0].isdigit():
            raise SourceError(
                str(path),
                f"line {number}: is no row of GeoNames' table (19 columns parted by tabs, the first a number); "
                "fetch the dump again",
            )
        kind = _feature_kind(cells[6], cells[7])
        if kind is not None:
            first = f"{cells[8]}.{cells[10]}" if cells[10] not in {"", "00"} else ""
            code = f"geonames:{cells[0]}"
            if kind == "country" and cells[8]:
                code = f"country:{cells[8]}"
            elif cells[7] == "ADM1" and first:
                code = f"region:{first}"
            yield GivenPlace(
                name=cells[1].strip() or cells[2].strip(), latitude=_degrees(path, number, cells[4], 90),
                longitude=_degrees(path, number, cells[5], 180), country=cells[8], kind=kind,
                names=tuple(name.strip() for name in (cells[2], *cells[3].split(",")) if name.strip()),
                code=code, division=first,
                population=int(cells[14]) if cells[14].isdigit() and len(cells[14]) < 11 else 0,
            )  # fmt: skip


def _feature_kind(feature: str, code: str) -> str | None:
    """Return the kind that a GeoNames feature class and code come to, None for what is left out."""
    if feature == "P" and code not in {"PPLH", "PPLQ", "PPLW"}:
        return "town"
    if feature == "A":
        return {"PCL": "country", "PCLI": "country", "PCLS": "country", **dict.fromkeys(_DIVISIONS, "region")}.get(code)
    if code in _AREAS:
        return "region"
    return "town" if code in _SITES else None


def _degrees(path: Path, line: int, text: str, most: int) -> float:
    """Return a number of degrees, at most ``most`` either way."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not -most <= value <= most:
        what = "latitude" if most == 90 else "longitude"
        raise SourceError(
            str(path), f"line {line}: {text[:40]!r} is no {what} in degrees (-{most} to {most}); correct the row"
        )
    return value


# -------------------------------------------------------------------------------------------------- CSV

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "latitude": ("latitude", "lat", "y", "point_y", "ycoord", "y_coord", "latitude_y", "lat_dd", "gps_latitude"),
    "longitude": (
        "longitude", "lon", "lng", "long", "x", "point_x", "xcoord", "x_coord", "longitude_x", "lon_dd", "long_dd",
        "gps_longitude",
    ),
    "country": ("country", "iso2", "iso", "country_code", "adm0_pcode", "admin0pcode", "adm0pcode", "adm0_code"),
    "division": ("admin1name_en", "adm1_en", "adm1_name", "admin1name", "adm1name", "admin1", "adm1", "province",
                 "region", "state", "governorate"),
    "kind": ("kind", "type"),
    "names": ("alternates", "alternatenames", "alternate_names", "aliases", "alias", "other_names", "alternate name",
              "featurealtname", "featurerefname"),
    "population": ("population", "pop"),
    "code": ("pcode", "p-code", "p_code", "featurepcode", "pplp_pcode", "settlement_pcode", "id"),
}  # fmt: skip
"""Our columns under the names that they bear in tables, in lower case, the most telling first."""
_NAMES: Final = ("name", "featurename_en", "featurename", "feature_name", "ppl_name", "place_name", "settlement",
                 "village", "primary name", "name_en", "placename", "toponym")  # fmt: skip
_LEVEL_NAME: Final = re.compile(r"adm(?:in)?([2-6])_?(?:name)?(?:_?en)?")
_LEVEL_CODE: Final = re.compile(r"adm(?:in)?([2-6])_?p-?code")
_OTHER_NAME: Final = re.compile(
    r"(?:adm(?:in)?[2-6]_?(?:name)?_?|featurename_|featurealtname_?|altname_?|alt_?name_?|name_?)"
    r"(?:[a-z]{2,3}|\d|ref|alt\d?(?:_?[a-z]{2})?)|name \d|name\d"
)


def _table(path: Path) -> tuple[str, Iterator[GivenPlace]]:
    """Return the form and the places of a table with a header line."""
    lines = _lines(path)
    header = next(lines, "")
    delimiter = max((",", ";", "\t"), key=header.count)
    try:
        titles = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        titles = []
    columns = [fold_title(title) for title in titles]
    found = {ours: at for ours, theirs in _COLUMNS.items() if (at := _first(columns, theirs)) is not None}
    name = _name_column(columns)
    missing = [ours for ours in ("latitude", "longitude") if ours not in found]
    if name is None or missing:
        lacking = " and ".join((["name"] if name is None else []) + missing)
        raise SourceError(
            str(path),
            f"has no column {lacking} (is no table of places that annals knows); "
            "give CSV with a header line such as name,lat,lon,country,kind,alternates",
        )
    ocha = any(_LEVEL_CODE.fullmatch(column) or column == "pcode" for column in columns)
    others = [
        at
        for at, column in enumerate(columns)
        if at not in {name, *found.values()} and _OTHER_NAME.fullmatch(column) and _same_level(columns[name], column)
    ]
    if "code" not in found and (level := _deepest(columns, _LEVEL_CODE)) is not None:
        found["code"] = level
    return ("ocha" if ocha else "csv"), _rows(path, lines, delimiter, {"name": name, **found}, others)


def fold_title(title: str) -> str:
    """Return a column's title in lower case without what surrounds it."""
    return title.strip().strip("\ufeff\"'").strip().casefold()


def _first(columns: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((columns.index(title) for title in wanted if title in columns), None)


def _name_column(columns: Sequence[str]) -> int | None:
    """Return the column of the place's own name: one called so, else that of the deepest level of divisions."""
    named = _first(columns, _NAMES)
    return named if named is not None else _deepest(columns, _LEVEL_NAME)


def _deepest(columns: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    levels = [(int(match[1]), -at) for at, column in enumerate(columns) if (match := pattern.fullmatch(column))]
    return -max(levels)[1] if levels else None


def _same_level(name: str, other: str) -> bool:
    """Tell whether another column names the place itself, not a division around it."""
    own, theirs = re.match(r"adm(?:in)?(\d)", name), re.match(r"adm(?:in)?(\d)", other)
    return theirs is None or (own is not None and own[1] == theirs[1])


def _rows(
    path: Path, lines: Iterator[str], delimiter: str, columns: Mapping[str, int], others: Sequence[int]
) -> Iterator[GivenPlace]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            line = reader.line_num + 1
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue  # a blank line, or the row of HXL tags
            row = {ours: cells[at].strip() for ours, at in columns.items() if at < len(cells)}
            if row.get("name"):
                yield _given(path, line, row, [cells[at].strip() for at in others if at < len(cells)])
    except csv.Error as error:
        raise SourceError(str(path), f"line {reader.line_num + 1}: is no CSV ({error}); correct it") from None


def _given(path: Path, line: int, row: Mapping[str, str], others: Sequence[str]) -> GivenPlace:
    kind = row.get("kind", "").casefold()
    names = [*others, *re.split(r"[|;]", row.get("names", ""))]
    number = re.sub(r"[ ,.]", "", row.get("population", ""))
    return GivenPlace(
        name=row["name"],
        latitude=_degrees(path, line, row.get("latitude", ""), 90),
        longitude=_degrees(path, line, row.get("longitude", ""), 180),
        country=row.get("country", ""),
        kind=kind if kind in KINDS else "town",
        names=tuple(name.strip() for name in names if name.strip() and fold(name) != fold(row["name"])),
        code=row.get("code", ""),
        division=row.get("division", ""),
        population=int(number) if number.isascii() and number.isdigit() and len(number) < 11 else 0,
    )


# ---------------------------------------------------------------------------------------------- GeoJSON


def _geojson(path: Path) -> Iterator[GivenPlace]:
    """Yield the named features of GeoJSON: points as towns, everything else as regions about their middle."""
    try:
        if path.stat().st_size > LARGEST_JSON:
            raise SourceError(str(path), f"is larger than {LARGEST_JSON >> 20} MB; give a part of it, or CSV")
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise SourceError(str(path), "is not UTF-8; save it as UTF-8") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise SourceError(str(path), f"is no JSON ({error}); mend it or give CSV") from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if isinstance(whole, dict) and whole.get("type") == "Feature":
        features = [whole]
    if not isinstance(features, list):
        raise SourceError(str(path), "is JSON but no GeoJSON FeatureCollection; give GeoJSON or CSV")
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict):
            raise SourceError(str(path), f"feature {number}: is no object; correct it")
        found = _feature(path, number, feature)
        if found is not None:
            yield found


def _feature(path: Path, number: int, feature: Mapping[str, Any]) -> GivenPlace | None:
    """Return a feature's place, None for one without a name or a geometry."""
    given = feature.get("properties")
    properties = {fold_title(str(key)): value for key, value in given.items()} if isinstance(given, dict) else {}
    columns = list(properties)
    at = _name_column(columns)
    geometry = feature.get("geometry")
    if at is None or not isinstance(geometry, dict) or not str(properties[columns[at]] or "").strip():
        return None
    points = list(_points(geometry.get("coordinates"), geometry.get("geometries"), 0))
    if not points:
        raise SourceError(str(path), f"feature {number}: has no coordinates; correct it")
    row = {ours: _text(properties[columns[place]]) for ours, titles in _COLUMNS.items()
           if (place := _first(columns, titles)) is not None}  # fmt: skip
    south, north = min(y for _, y in points), max(y for _, y in points)
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    row |= {"name": _text(properties[columns[at]]), "latitude": str((south + north) / 2)}
    row |= {"longitude": str((west + east) / 2)}
    if geometry.get("type") != "Point":
        row["kind"] = "region"
    try:
        found = _given(path, number, row, [])
    except SourceError as error:
        raise SourceError(str(path), error.message.replace(f"line {number}", f"feature {number}")) from None
    if found.kind != "region" or len(points) < 2:
        return found
    return _sized(found, north - south, (east - west) * math.cos(math.radians(found.latitude)))


def _sized(place: GivenPlace, high: float, wide: float) -> GivenPlace:
    """Return an area with half its extent, in kilometres, as radius; 111.2 km are a degree."""
    return GivenPlace(
        place.name, place.latitude, place.longitude, place.country, "region", place.names, place.code, place.division,
        place.population, round(max(1.0, math.hypot(high, wide) * 111.2 / 2), 1),
    )  # fmt: skip


def _text(value: object) -> str:
    """Return a property as a cell: a list as its parts."""
    if isinstance(value, list):
        return "|".join(str(part) for part in value if isinstance(part, str | int | float))
    return "" if value is None or isinstance(value, dict) else str(value).strip()


def _points(coordinates: object, geometries: object, depth: int) -> Iterator[tuple[float, float]]:
    """Yield the positions (longitude, latitude) of coordinates nested as deep as GeoJSON nests them."""
    if depth > 6:
        return
    if isinstance(geometries, list):
        for part in geometries:
            if isinstance(part, dict):
                yield from _points(part.get("coordinates"), part.get("geometries"), depth + 1)
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(x, int | float) and math.isfinite(x) for x in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for part in coordinates:
            yield from _points(part, None, depth + 1)
