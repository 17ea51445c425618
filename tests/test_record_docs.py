"""The page on the data model tells of every table and column, and its queries run."""

import re
import sqlite3
from pathlib import Path

import pytest
from record_samples import World

from annals import ask
from annals.record import SCHEMA_VERSION, Record
from annals.record.schema import APPLICATION_ID
from annals.types import CLAIM_TYPES

PAGE = (Path(__file__).parents[1] / "docs" / "record.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def path(tmp_path):
    with Record.open(tmp_path / "war.annals", create=True) as record:
        World().store(record)
    return tmp_path / "war.annals"


def described(table):
    """Return what the page says of a table: from its name in bold to the next one."""
    return PAGE.split(f"**`{table}`**", 1)[1].split("**`", 1)[0]


def test_every_table_and_column_is_told(path):
    connection = sqlite3.connect(path)
    tables = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        if not name.startswith("sentence_words_")
    }
    for table in sorted(tables):
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} - {"text"}
        missing = {column for column in columns if f"`{column}`" not in described(table)}
        assert not missing, (table, missing)
    connection.close()
    assert f"`PRAGMA application_id` is {APPLICATION_ID}" in PAGE
    assert f"the schema: now {SCHEMA_VERSION} " in PAGE


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_runs(path, query):
    connection = sqlite3.connect(path)
    if "Goma" in query:
        query = query.replace("Goma", "Port Ariel").replace("2012-11-25", "2021-03-05")
    if "MATCH" in query:
        query = query.replace("airport AND shelling", "river AND guard")
    assert connection.execute(query).fetchall()
    connection.close()


def test_there_are_queries():
    assert len(QUERIES) == 4


def test_every_type_of_claim_is_told():
    rows = "\n".join(line for line in PAGE.splitlines() if line.startswith("| `"))
    assert [kind for kind in CLAIM_TYPES if f"`{kind}`" not in rows] == []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("actor", lambda record: ask.actor(record, "Northern Front")),
        ("place", lambda record: ask.place(record, "Port Ariel")),
        ("timeline", ask.timeline),
        ("find", lambda record: ask.find(record, "front")),
        ("check", ask.disagreements),
        ("why", lambda record: ask.why(record, record.events()[0].id)),
    ],
)
def test_every_key_of_an_answer_is_told(path, question, answer):
    (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{question}` |"))
    told = set(re.findall(r"[a-z_]+", row))
    with Record.open(path) as record:
        data = ask.as_json(answer(record))
    for item in data if isinstance(data, list) else [data]:
        assert set(item) <= told, set(item) - told
        for part in ("names", "relations", "strength", "holders", "reasons"):
            for inner in item.get(part, []):
                assert set(inner) <= told, set(inner) - told
