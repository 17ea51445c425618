"""Which version of a document counts: the last one, unless people have withdrawn it."""

from collections.abc import Collection

from annals.record.database import Database


def count_versions(db: Database, version_key: str, withdrawn: Collection[str]) -> None:
    """Let the version with the latest day of publication count; among those of one day the one recorded last.

    Where that is among the ``withdrawn`` documents none counts: what was withdrawn does not fall back to what it
    had replaced.
    """
    last = db.row(
        "SELECT key, id FROM documents WHERE version_key = ?"
        " ORDER BY coalesce(published, '') DESC, recorded DESC, id DESC LIMIT 1",
        (version_key,),
    )
    key = None if last is None or last[1] in withdrawn else last[0]
    db.run("UPDATE documents SET current = (key IS ?) WHERE version_key = ?", (key, version_key))


def withdrawn(db: Database) -> frozenset[str]:
    """Return the ids of the documents that people have withdrawn, and not taken that back."""
    undone = {
        row[0]: row[1] for row in db.rows("SELECT id, subject FROM corrections WHERE action = 'undo' ORDER BY id")
    }
    made = db.rows("SELECT id, subject FROM corrections WHERE action = 'withdraw'")
    return frozenset(document for id_, document in made if _active(id_, undone))


def _active(id_: str, undone: dict[str, str]) -> bool:
    return not any(_active(undo, undone) for undo, subject in undone.items() if subject == id_)


def count_withdrawn(db: Database) -> None:
    """Let the versions of all documents count anew of which somebody said that they are withdrawn."""
    out = withdrawn(db)
    for (version,) in db.rows(
        "SELECT DISTINCT d.version_key FROM corrections k JOIN documents d ON d.id = k.subject"
        " WHERE k.action = 'withdraw' ORDER BY d.version_key"
    ):
        count_versions(db, version, out)
