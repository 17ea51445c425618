"""The file of a record: what is opened, what is refused untouched, migrations, and runs that are killed."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from record_samples import NOW, World, make_reading

from annals.errors import RecordError
from annals.record import SCHEMA_VERSION, Record
from annals.record.database import Database, migrate
from annals.record.schema import APPLICATION_ID, MIGRATIONS, READ


def contents(folder):
    """Return name and hash of every file in a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def foreign(path, *, wal=False):
    """Make an SQLite file of another program."""
    connection = sqlite3.connect(path)
    if wal:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.commit()
    connection.close()


def test_a_new_record_is_a_plain_sqlite_file_in_wal_mode(tmp_path):
    path = tmp_path / "war.annals"
    Record.open(path, create=True).close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    assert meta["schema_version"] == str(SCHEMA_VERSION)
    assert meta["stale"] == "0"
    connection.close()
    assert sorted(contents(tmp_path)) == ["war.annals"]


def test_an_existing_record_is_opened_not_made_anew(tmp_path):
    path = tmp_path / "war.annals"
    with Record.open(path, create=True) as record:
        record.add(World().wire, [], now=NOW)
    for create in (True, False):
        with Record.open(str(path), create=create) as record:
            assert record.totals().documents == 1
            assert record.path == path


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b"SQLite format"), "not an SQLite file"),
        (lambda path: path.write_text("A report about a war.\n" * 100), "not an SQLite file"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40), "another program's"),
        (foreign, "another program's"),
        (lambda path: foreign(path, wal=True), "another program's"),
        (Path.mkdir, "is a folder"),
    ],
)
def test_what_is_no_record_is_refused_and_untouched(tmp_path, make, said, create):
    path = tmp_path / "file"
    make(path)
    before = contents(tmp_path)
    with pytest.raises(RecordError, match=f"file: .*{said}") as caught:
        Record.open(path, create=create)
    assert "\n" not in str(caught.value)
    assert contents(tmp_path) == before


def test_a_foreign_file_with_a_log_beside_it_is_refused_and_untouched(tmp_path):
    path = tmp_path / "file"
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.commit()
    before = {name: digest for name, digest in contents(tmp_path).items() if not name.endswith("-shm")}
    with pytest.raises(RecordError, match="another program's"):
        Record.open(path, create=True)
    assert {name: digest for name, digest in contents(tmp_path).items() if not name.endswith("-shm")} == before
    other.close()


def test_a_missing_record_is_made_only_when_asked(tmp_path):
    with pytest.raises(RecordError, match=r"war\.annals: there is no such record; make one with"):
        Record.open(tmp_path / "war.annals")
    assert contents(tmp_path) == {}
    with pytest.raises(RecordError, match=r"folder .*nowhere does not exist"):
        Record.open(tmp_path / "nowhere" / "war.annals", create=True)


def test_an_empty_file_becomes_a_record_only_when_asked(tmp_path):
    path = tmp_path / "war.annals"
    path.touch()
    with pytest.raises(RecordError, match="holds no record yet"):
        Record.open(path)
    assert path.read_bytes() == b""
    with Record.open(path, create=True) as record:
        assert record.totals().documents == 0


def test_a_run_killed_before_the_tables_were_made_can_be_continued(tmp_path):
    path = tmp_path / "war.annals"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    with pytest.raises(RecordError, match="holds no record yet"):
        Record.open(path)
    with Record.open(path, create=True) as record:
        assert record.add(World().wire, [], now=NOW)


def test_a_newer_schema_is_refused_and_untouched(tmp_path):
    path = tmp_path / "war.annals"
    Record.open(path, create=True).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = contents(tmp_path)
    for create in (True, False):
        with pytest.raises(RecordError, match=rf"schema {SCHEMA_VERSION + 1}.*upgrade annals"):
            Record.open(path, create=create)
    assert contents(tmp_path) == before


def test_a_damaged_record_is_told_in_one_line(tmp_path):
    path = tmp_path / "war.annals"
    with Record.open(path, create=True) as record:
        record.add(make_reading("long", *(f"Sentence {n} of a long report." for n in range(3000))), [], now=NOW)
    data = bytearray(path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(RecordError, match=r"war\.annals: the file is damaged"), Record.open(path) as record:
        list(record.documents())


def test_a_record_of_the_first_schema_is_migrated(tmp_path):
    path = tmp_path / "war.annals"
    database = Database(path, sqlite3.connect(path, isolation_level=None))
    migrate(database, to=1)
    tables = {name for (name,) in database.rows("SELECT name FROM sqlite_master")}
    assert "claims" in tables
    assert "events" not in tables
    database.run("INSERT INTO raw VALUES ('00', 0, x'789c030000000001')")
    database.run(
        "INSERT INTO documents VALUES (1, 'd1', 'old', 'old.txt', 'old.txt', 1, '2024', NULL, NULL, NULL, NULL,"
        " '2020-01-02', 'given', '[]', 'text/plain', '00', 0, '[]', 'An old report.')"
    )
    database.run("INSERT INTO blocks VALUES (1, 0, 'body', 0, 14)")
    database.run("INSERT INTO sentences VALUES (1, 1, 0, 1, 0, 14)")
    database.run("INSERT INTO sentence_words (rowid, text) VALUES (1, 'An old report.')")
    database.close()
    with Record.open(path) as record:
        assert record.stale  # nothing was concluded from it yet
        assert [document.name for document in record.documents()] == ["old"]
        assert record.search('"old"', limit=5)[0] == 1
        world = World()
        world.store(record)
        assert record.totals().events == 4
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    connection.close()


def test_a_migration_that_fails_changes_nothing(tmp_path, monkeypatch):
    path = tmp_path / "war.annals"
    database = Database(path, sqlite3.connect(path, isolation_level=None))
    migrate(database, to=1)
    database.close()
    broken = (*MIGRATIONS[:1], "CREATE TABLE half (a);\nCREATE TABLE meta (b);\n")
    with monkeypatch.context() as patch:
        patch.setattr("annals.record.database.MIGRATIONS", broken)
        with pytest.raises(RecordError, match="already exists"):
            Record.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_every_schema_statement_ends_a_line():
    # A migration is split there, because ``executescript`` would end the transaction.
    statements = [statement for statement in READ.split(";\n") if statement.strip()]
    assert all(sqlite3.complete_statement(f"{statement};") for statement in statements)


WRITER = """
import sys
from record_samples import NOW, make_claim, make_reading
from annals.record import Record

with Record.open(sys.argv[1], create=True) as record:
    for number in range(int(sys.argv[2]), 100000):
        reading = make_reading(f"n{number}", *(f"Group {number} attacked Place {n} today." for n in range(30)))
        quotes = [f"Group {number} attacked Place {n} today" for n in range(30)]
        claims = [make_claim(reading, quote, "attack", "attacked") for quote in quotes]
        record.add(reading, claims, now=NOW)
        print(number, flush=True)
"""


def test_a_record_survives_kill_9_at_any_moment(tmp_path):
    path = tmp_path / "war.annals"
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root / 'tests'}"}
    told = []
    for delay in (0.0, 0.013, 0.031, 0.057):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(len(told))],
            stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        first = writer.stdout.readline()
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        told += [int(line) for line in [first, *writer.stdout.read().splitlines()] if line.strip()]
        writer.wait()
        writer.stdout.close()
        with Record.open(path) as record:
            names = {document.name for document in record.documents()}
            assert {f"n{number}" for number in told} <= names  # whatever was said to be stored is
            told = sorted(int(name[1:]) for name in names)  # one may be stored that was not told of any more
            assert len(record.claims()) == 30 * len(names)  # and none is stored by half
            assert record.search('"attacked"', limit=1)[0] == 30 * len(names)
            assert record.stale
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("INSERT INTO sentence_words (sentence_words) VALUES ('integrity-check')")
    connection.close()


def test_a_record_in_a_folder_that_may_not_be_written_can_be_asked(tmp_path):
    """As on a read-only disk: no log may be made beside the record."""
    if os.geteuid() == 0 and subprocess.run(["setpriv", "--version"], capture_output=True, check=False).returncode:
        pytest.skip("a superuser may write anywhere, and setpriv is not here")
    folder = tmp_path / "disk"
    folder.mkdir()
    with Record.open(folder / "war.annals", create=True) as record:
        World().store(record)
    code = (
        "import sys; from annals.errors import RecordError; from annals.record import Record\n"
        "with Record.open(sys.argv[1]) as record:\n"
        "    print(len(record.events()))\n"
        "    try: record.forget_failures('x')\n"
        "    except RecordError as error: print(error)\n"
    )
    drop = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    folder.chmod(0o555)
    try:
        done = subprocess.run(
            [*drop, sys.executable, "-c", code, str(folder / "war.annals")], capture_output=True, text=True, env=env,
            timeout=60, check=False,
        )  # fmt: skip
    finally:
        folder.chmod(0o755)
    events, refusal = done.stdout.splitlines()
    assert events == "4"
    assert "may not be written to" in refusal
