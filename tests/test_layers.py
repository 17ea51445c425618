"""The user's own layers of places: what files are taken, what they add, and what is refused."""

import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annals.cli.app import run
from annals.errors import SourceError, UsageError
from annals.record import Record
from annals.resolve.layers import UserPlaces, add_alias, add_layer, file_beside, file_in, remove_layer
from annals.resolve.places import Gazetteer
from annals.resolve.places_files import GivenPlace, read_places

CSV = "name,lat,lon,country,kind,alternates\nAndoval,15.2,36.1,SD,town,Andowal|Andoual\nUmm Sumeil,15.3,36.2,Sudan,,\n"


def geonames(*rows):
    """Return rows of GeoNames' table from (id, name, alternates, lat, lon, class, code, country, admin1, people)."""
    lines = []
    for number, name, others, lat, lon, feature, code, country, admin1, people in rows:
        cells = [number, name, name, others, lat, lon, feature, code, country, "", admin1, "", "", "", people]
        lines.append("\t".join(map(str, [*cells, "", "", "Africa/Khartoum", "2020-01-01"])))
    return "\n".join(lines) + "\n"


DUMP = geonames(
    (99000001, "Andoval", "Andowal,Andoual", 15.2, 36.1, "P", "PPL", "SD", "39", 300),
    (99000002, "Jabal Andoval", "", 15.25, 36.15, "T", "MT", "SD", "39", 0),
    (99000003, "Wadi Andoval", "", 15.25, 36.15, "H", "WAD", "SD", "39", 0),
    (379252, "Khartoum", "Chartum,Khartum al Kabira", 15.55, 32.53, "P", "PPLC", "SD", "29", 6000000),
    (378389, "Kassala State", "Andoval Province", 15.8, 35.7, "A", "ADM1", "SD", "52", 0),
)


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def archive(folder, name, **files):
    path = folder / name
    with zipfile.ZipFile(path, "w") as packed:
        for inner, content in files.items():
            packed.writestr(inner.replace("__", "."), content)
    return path


@pytest.fixture
def target(tmp_path):
    return tmp_path / "war.annals.gazetteer"


def looked_up(target, name):
    with Gazetteer.open(user=[target]) as gazetteer:
        return [(entry.place.id, entry.layer) for entry in gazetteer.named(name)]


# ------------------------------------------------------------------------------------------------ forms


def test_a_csv_adds_places_under_all_their_names(tmp_path, target):
    layer = add_layer(target, write(tmp_path, "mine.csv", CSV))
    assert (layer.name, layer.form, layer.places, layer.known) == ("mine", "csv", 2, 0)
    with Gazetteer.open(user=[target]) as gazetteer:
        assert gazetteer.layers == ("geonames", "mine")
        (entry,) = gazetteer.named("Andoual")
        assert (entry.layer, entry.main, entry.place.country, entry.place.kind) == ("mine", False, "SD", "town")
        assert gazetteer.get(entry.place.id) == entry.place
        assert gazetteer.contains("country:SD", entry.place.id)
        assert entry.place.region is not None
        assert gazetteer.contains(entry.place.region, entry.place.id)
        assert entry.reasons


def test_a_geonames_dump_gives_settlements_heights_and_divisions(tmp_path, target):
    layer = add_layer(target, write(tmp_path, "SD.txt", DUMP))
    assert (layer.form, layer.places, layer.known) == ("geonames", 4, 2)
    assert looked_up(target, "Andoval") == [("geonames:99000001", "SD")]
    assert looked_up(target, "Jabal Andoval") == [("geonames:99000002", "SD")]
    assert looked_up(target, "Wadi Andoval") == []
    assert looked_up(target, "Andoval Province") == [("region:SD.52", "SD")]
    with Gazetteer.open(user=[target]) as gazetteer:
        assert gazetteer.named("Khartum al Kabira")[0].place.id == "geonames:379252"
        assert gazetteer.get("geonames:379252").population != 6000000  # what is packaged stays as it is


def test_a_geonames_archive_is_read_as_its_table(tmp_path, target):
    packed = archive(tmp_path, "SD.zip", SD__txt=DUMP, readme__txt="about")
    assert add_layer(target, packed).places == 4


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,ADM3_EN,ADM3_AR,ADM3_PCODE,POINT_X,POINT_Y",
         "Sudan,SD,Kassala,SD11,Rural,SD11001,Andoval,اندوفال,SD11001002,36.1,15.2"),
        ("featureName_en,featureName_ar,featureAltName1_en,PCODE,admin1Name_en,admin0Pcode,Latitude,Longitude",
         "Andoval,اندوفال,Andowal,SD11001002,Kassala,SDN,15.2,36.1"),
        ("Primary Name;Name 2;P-code;Lat;Long;country", "Andoval;Andowal;SD11001002;15,2;36,1;Sudan"),
    ],
)  # fmt: skip
def test_tables_of_populated_places_are_read_by_their_columns(tmp_path, target, header, row):
    hxl = "#adm" + "," * header.count(",")
    path = write(tmp_path, "ppl.csv", "\ufeff" + header + "\n" + hxl + "\n" + row + "\n")
    form, places = read_places(path)
    (found,) = places
    assert (found.name, found.latitude, found.longitude, found.code) == ("Andoval", 15.2, 36.1, "SD11001002")
    assert form == ("ocha" if ";" not in header else "csv")
    add_layer(target, path)
    with Gazetteer.open(user=[target]) as gazetteer:
        (entry,) = gazetteer.named("Andoval")
        assert entry.place.country == "SD"
        if form == "ocha":
            assert entry.place.id == "pcode:SD.SD11001002"
            assert entry.place.region == "region:SD.52"


def test_geojson_points_are_towns_and_polygons_regions_with_a_radius(tmp_path, target):
    square = [[[36.0, 15.0], [36.2, 15.0], [36.2, 15.2], [36.0, 15.2], [36.0, 15.0]]]
    features = [
        {"type": "Feature", "properties": {"name": "Andoval", "alternates": ["Andowal"], "country": "SD"},
         "geometry": {"type": "Point", "coordinates": [36.1, 15.2]}},
        {"type": "Feature", "properties": {"name": "Andoval Pocket"},
         "geometry": {"type": "Polygon", "coordinates": square}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [0, 0]}},
    ]  # fmt: skip
    path = write(tmp_path, "f.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    assert add_layer(target, path).places == 2
    with Gazetteer.open(user=[target]) as gazetteer:
        (pocket,) = gazetteer.named("Andoval Pocket")
        (town,) = gazetteer.named("Andowal")
        assert (pocket.place.kind, pocket.place.country, pocket.place.region) == ("region", "SD", None)
        assert pocket.radius_km == pytest.approx(15.5, abs=0.5)
        assert gazetteer.contains(pocket.place.id, town.place.id)
        assert not gazetteer.contains(pocket.place.id, "geonames:379252")


def test_a_place_that_is_known_keeps_its_id_and_gains_names(tmp_path, target):
    with Gazetteer.open() as packaged:
        gao = packaged.lookup("Gao")[0].place
    rows = f"name,lat,lon,alternates\nGaao,{gao.latitude + 0.01},{gao.longitude},Gawgaw|Gao\n"
    assert add_layer(target, write(tmp_path, "ml.csv", rows)).known == 1
    with Gazetteer.open(user=[target]) as gazetteer:
        (entry,) = gazetteer.named("Gawgaw")
        assert (entry.place, entry.layer) == (gao, "ml")


# ------------------------------------------------------------------------------------------------ use


def test_a_layer_decides_in_its_context_and_is_named(tmp_path, target):
    add_layer(target, write(tmp_path, "mine.csv", CSV))
    text = "Sudanese troops marched from Kassala to Andoval and on to Omdurman."
    mentions = [(text.index(word), text.index(word) + len(word), word) for word in ("Kassala", "Andoval", "Omdurman")]
    with Gazetteer.open(user=[target]) as gazetteer:
        answers = gazetteer.resolve(mentions, text)
    assert [answer.layer for answer in answers] == ["geonames", "mine", "geonames"]
    with Gazetteer.open() as gazetteer:
        assert gazetteer.resolve(mentions, text)[1].place is None


def test_an_alias_means_one_place_and_nothing_else(target):
    place = add_alias(target, "Old Harbour", "geonames:379252")
    assert place.name == "Khartoum"
    assert looked_up(target, "old-harbour") == [("geonames:379252", "aliases")]
    add_alias(target, "Gao", "geonames:379252")
    assert looked_up(target, "Gao") == [("geonames:379252", "aliases")]
    remove_layer(target, "Gao")
    assert looked_up(target, "Gao")[0][1] == "geonames"


@pytest.mark.parametrize(("place", "what"), [("Springfield", "fits"), ("Qqqwxz", "no place"), ("geonames:1", "no pl")])
def test_an_alias_of_none_or_of_several_is_refused(target, place, what):
    with pytest.raises(UsageError, match=what):
        add_alias(target, "Old Harbour", place)
    assert not target.exists()


def test_a_layer_of_the_same_name_replaces_and_a_removed_one_is_gone(tmp_path, target):
    add_layer(target, write(tmp_path, "mine.csv", CSV))
    add_layer(target, write(tmp_path, "mine.csv", CSV.replace("Andoval", "Berdoval")))
    assert looked_up(target, "Andoval") == []
    assert len(looked_up(target, "Berdoval")) == 1
    remove_layer(target, "mine")
    assert looked_up(target, "Berdoval") == []
    with UserPlaces.open(target) as user:
        assert user.stamp == ""
    with pytest.raises(UsageError, match="has no layer or alias 'mine'"):
        remove_layer(target, "mine")


def test_the_stamp_and_the_ids_depend_on_what_is_added_alone(tmp_path):
    stamps, ids = set(), set()
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        target = tmp_path / folder / "gazetteer.sqlite"
        add_layer(target, write(tmp_path / folder, "mine.csv", CSV))
        with UserPlaces.open(target) as user:
            stamps.add(user.stamp)
        ids.add(tuple(looked_up(target, "Andoval")))
    assert len(stamps) == len(ids) == 1


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("empty.csv", "", "is empty"),
        ("other.csv", "a,b\n1,2\n", "has no column name and latitude and longitude"),
        ("nolat.csv", "name,lon\nX,2\n", "has no column latitude"),
        ("far.csv", "name,lat,lon\nX,1,2\nY,99,2\n", "line 3: '99' is no latitude"),
        ("nan.csv", "name,lat,lon\nX,nan,2\n", "line 2: 'nan' is no latitude"),
        ("words.csv", "name,lat,lon\nX,1,east\n", "line 2: 'east' is no longitude"),
        ("short.csv", "name,lat,lon\nX,1\n", "line 2: '' is no longitude"),
        ("none.csv", "name,lat,lon\n", "holds no place"),
        ("latin.csv", "name,lat,lon\nZürich,1,2\n".encode("latin-1"), "is not UTF-8"),
        ("junk.csv", b"\x00" * 300, "has no column"),
        ("broken.geojson", '{"type": "FeatureCollection"', "is no JSON"),
        ("list.json", "[1, 2]", "no GeoJSON"),
        ("deep.json", "[" * 100000, "is no JSON"),
        ("far.geojson", '{"features": [{"properties": {"name": "X"}, "geometry": {"coordinates": [2, 99]}}]}', "feat"),
        ("void.geojson", '{"features": [{"properties": {"name": "X"}, "geometry": {"coordinates": []}}]}', "no coo"),
        ("SD.txt", DUMP + "99\tx\n", "line 6: is no row of GeoNames"),
        ("SD2.txt", DUMP.replace("15.2\t", "north\t"), "line 1: 'north' is no latitude"),
        ("cut.zip", b"PK\x05\x06" + b"\x00" * 10, "has no column|damaged|is not UTF-8"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_in_one_line_and_nothing_is_stored(tmp_path, target, name, content, what):
    with pytest.raises((SourceError, UsageError), match=what) as caught:
        add_layer(target, write(tmp_path, name, content))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not target.exists()


def test_archives_without_one_table_are_refused(tmp_path, target):
    with pytest.raises(SourceError, match=r"holds a\.csv"):
        add_layer(target, archive(tmp_path, "other.zip", a__csv=CSV))
    packed = archive(tmp_path, "SD.zip", SD__txt=DUMP * 200)
    data = bytearray(packed.read_bytes())
    data[60:90] = b"\xff" * 30
    packed.write_bytes(bytes(data))
    with pytest.raises(SourceError, match=r"damaged archive|not UTF-8|no row"):
        add_layer(target, packed)


def test_files_and_targets_that_cannot_be_used(tmp_path, target):
    with pytest.raises(SourceError, match="cannot be read"):
        add_layer(target, tmp_path / "absent.csv")
    with pytest.raises(SourceError, match="is a folder"):
        add_layer(target, tmp_path)
    with pytest.raises(UsageError, match="no country"):
        add_layer(target, write(tmp_path, "mine.csv", CSV), country="Nowhere")
    with pytest.raises(UsageError, match="cannot be a layer's name"):
        add_layer(target, write(tmp_path, "mine.csv", CSV), name="aliases")
    with pytest.raises(UsageError, match="no such folder"):
        add_layer(tmp_path / "absent" / "g", write(tmp_path, "mine.csv", CSV))
    with pytest.raises(UsageError, match="no file of places"):
        add_layer(write(tmp_path, "text", "x" * 5000), write(tmp_path, "mine.csv", CSV))
    with pytest.raises(UsageError, match="no file of places"):
        Gazetteer.open(user=[write(tmp_path, "text", "x" * 5000)])


def test_a_bad_row_leaves_the_earlier_layer_as_it_was(tmp_path, target):
    add_layer(target, write(tmp_path, "mine.csv", CSV))
    with pytest.raises(SourceError, match="line 4"):
        add_layer(target, write(tmp_path, "mine.csv", CSV + "Third,100,1\n"))
    assert len(looked_up(target, "Andoval")) == 1


@settings(max_examples=60, deadline=None)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: ("name,lat,lon\n" + t).encode())))
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    path = write(tmp_path_factory.mktemp("any"), "any", content)
    try:
        _, places = read_places(path)
        assert all(isinstance(place, GivenPlace) for place in places)
    except SourceError as error:
        refused = error.source
    else:
        refused = str(path)
    assert refused == str(path)


# ------------------------------------------------------------------------------------------------ records


def test_layers_are_concluded_without_reading_again(tmp_path, read, reports):
    (reports / "village.txt").write_text(
        "Attack in Ituri\n\nBunia, 5 March 2013. March 23 Movement captured Zandeleko on 4 March 2013. The village "
        "lies near Bunia in Ituri.",
        encoding="utf-8",
    )
    path = tmp_path / "war.annals"
    mine = write(tmp_path, "mine.csv", "name,lat,lon\nZandeleko,1.6,30.3\n")
    with Record.open(path, create=True) as record:
        read(record, [reports])
        before = {place.name for place in record.places()}
        assert "Zandeleko" in record.unresolved_places()
    assert run(["gazetteer", "add", str(mine), "--record", str(path)]) == 0
    with Record.open(path) as record:
        assert {place.name for place in record.places()} == before | {"Zandeleko"}
        assert "Zandeleko" not in record.unresolved_places()
        (village,) = (place for place in record.places() if place.name == "Zandeleko")
        assert record.counts([village.id])[village.id][0] >= 1
    assert run(["gazetteer", "remove", "mine", "--record", str(path)]) == 0
    with Record.open(path) as record:
        assert {place.name for place in record.places()} == before


def test_the_commands_tell_what_they_did(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("ANNALS_RECORD", raising=False)
    monkeypatch.delenv("ANNALS_HOME", raising=False)
    mine = write(tmp_path, "mine.csv", CSV)
    assert run(["gazetteer", "add", str(mine)]) == 2
    assert "--record FILE" in capsys.readouterr().err
    assert run(["gazetteer", "list", "--home", str(tmp_path)]) == 0
    assert "no layers" in capsys.readouterr().out
    assert run(["gazetteer", "add", str(mine), "--home", str(tmp_path)]) == 0
    assert file_in(tmp_path).exists()
    monkeypatch.setenv("ANNALS_HOME", str(tmp_path))
    assert run(["gazetteer", "alias", "Old Harbour", "Omdurman"]) == 0
    capsys.readouterr()
    assert run(["gazetteer", "list", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [layer["name"] for layer in told["layers"]] == ["mine", "aliases"]
    assert told["aliases"][0]["alias"] == "Old Harbour"
    record = tmp_path / "war.annals"
    assert run(["gazetteer", "add", str(mine), "--record", str(record)]) == 0
    assert file_beside(record).exists()
    assert not record.exists()
