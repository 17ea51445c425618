"""Migrations for what people note: settled disagreements, withdrawn documents; see ``annals.record.schema``."""

from typing import Final

SETTLED: Final = """
CREATE TABLE settlements (
    id TEXT PRIMARY KEY,
    recorded TEXT NOT NULL,
    person TEXT NOT NULL,
    reason TEXT NOT NULL,
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    disagreement TEXT NOT NULL
) WITHOUT ROWID;
"""
"""Schema 6: disagreements that people have settled."""

WITHDRAWN: Final = """
CREATE TABLE corrections_withdrawing (
    id TEXT PRIMARY KEY,
    recorded TEXT NOT NULL,
    person TEXT NOT NULL,
    reason TEXT NOT NULL,
    action TEXT NOT NULL CHECK (
        action IN ('accept', 'reject', 'edit', 'same-event', 'different-event', 'withdraw', 'undo')
    ),
    subject TEXT NOT NULL,
    field TEXT,
    value TEXT,
    anchors TEXT
) WITHOUT ROWID;
INSERT INTO corrections_withdrawing SELECT * FROM corrections;
DROP TABLE corrections;
ALTER TABLE corrections_withdrawing RENAME TO corrections;
CREATE INDEX corrections_subject ON corrections (subject);
"""
"""Schema 8: people withdraw documents."""
