"""The tables of a record, as a list of migrations: the one place that says what the file looks like.

``MIGRATIONS[n]`` takes a record of schema ``n`` to ``n + 1``; a new record runs them all. A migration that
has been released is never edited, only followed by another. The meaning of every column is told in
``docs/record.md``.
"""

from typing import Final

from annals.record.schema_people import SETTLED, WITHDRAWN

APPLICATION_ID: Final = 0x616E6E6C
"""``annl`` in ASCII, in the header of every record (``PRAGMA application_id``)."""

READ: Final = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE raw (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    data BLOB NOT NULL
);

CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    version_key TEXT NOT NULL,
    current INTEGER NOT NULL CHECK (current IN (0, 1)),
    recorded TEXT NOT NULL,
    title TEXT,
    byline TEXT,
    publisher TEXT,
    url TEXT,
    published TEXT,
    published_basis TEXT,
    date_candidates TEXT NOT NULL,
    media TEXT NOT NULL,
    raw_sha256 TEXT NOT NULL REFERENCES raw (sha256),
    rejected INTEGER NOT NULL,
    signature TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX documents_version ON documents (version_key);
CREATE INDEX documents_name ON documents (name);
CREATE INDEX documents_raw ON documents (raw_sha256);
CREATE INDEX documents_order ON documents (current, published, name, id);

CREATE TABLE blocks (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('title', 'lead', 'body', 'caption', 'comment', 'boilerplate')),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document, idx)
) WITHOUT ROWID;

CREATE TABLE sentences (
    key INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    narrative INTEGER NOT NULL CHECK (narrative IN (0, 1)),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);
CREATE INDEX sentences_document ON sentences (document, start);

CREATE VIEW sentence_texts AS
SELECT s.key, s.document, s.start, s."end", substr(d.text, s.start + 1, s."end" - s.start) AS text
FROM sentences s JOIN documents d ON d.key = s.document
WHERE s.narrative;

CREATE VIRTUAL TABLE sentence_words USING fts5(
    text,
    content='sentence_texts',
    content_rowid='key',
    tokenize='unicode61 remove_diacritics 2'
);

CREATE TABLE claims (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    segment TEXT NOT NULL,
    type TEXT NOT NULL,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "trigger" TEXT NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('asserted', 'reported', 'denied', 'planned')),
    ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
    confidence REAL NOT NULL,
    timed INTEGER NOT NULL CHECK (timed IN (0, 1)),
    time_start TEXT,
    time_end TEXT,
    time_expression TEXT,
    time_at_start INTEGER,
    time_at_end INTEGER,
    time_granularity TEXT,
    time_rule TEXT,
    time_anchor TEXT,
    time_note TEXT,
    time_alternatives TEXT
);
CREATE INDEX claims_document ON claims (document, start, "end", id);
CREATE INDEX claims_type ON claims (type, time_start);

CREATE TABLE fillers (
    claim INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('actor', 'target', 'place', 'origin', 'instrument', 'attribution')),
    idx INTEGER NOT NULL,
    name TEXT NOT NULL,
    mention TEXT,
    start INTEGER,
    "end" INTEGER,
    entity TEXT,
    PRIMARY KEY (claim, role, idx)
) WITHOUT ROWID;
CREATE INDEX fillers_entity ON fillers (entity) WHERE entity IS NOT NULL;

CREATE TABLE quantities (
    claim INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    measure TEXT NOT NULL,
    least INTEGER,
    most INTEGER,
    "of" TEXT,
    expression TEXT,
    at_start INTEGER,
    at_end INTEGER,
    PRIMARY KEY (claim, idx)
) WITHOUT ROWID;

CREATE TABLE failures (
    source TEXT NOT NULL,
    step TEXT NOT NULL,
    error TEXT NOT NULL,
    message TEXT NOT NULL,
    recorded TEXT NOT NULL,
    PRIMARY KEY (source, step, message)
) WITHOUT ROWID;
"""
"""Schema 1: what was read, the claims that were found, and what could not be read."""

CONCLUDED: Final = """
CREATE TABLE actors (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE actor_names (
    actor TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    name TEXT NOT NULL,
    start TEXT,
    "end" TEXT,
    evidence TEXT NOT NULL,
    PRIMARY KEY (actor, idx)
) WITHOUT ROWID;

CREATE TABLE places (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    country TEXT NOT NULL,
    region TEXT,
    population INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX places_within ON places (country, region);

CREATE TABLE names (
    sort TEXT NOT NULL CHECK (sort IN ('actor', 'place')),
    folded TEXT NOT NULL,
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    sound TEXT NOT NULL,
    PRIMARY KEY (sort, folded, entity, name)
) WITHOUT ROWID;
CREATE INDEX names_sound ON names (sort, sound);
CREATE INDEX names_entity ON names (entity);

CREATE TABLE identities (
    claim INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
    role TEXT NOT NULL,
    idx INTEGER NOT NULL,
    entity TEXT NOT NULL,
    PRIMARY KEY (claim, role, idx)
) WITHOUT ROWID;
CREATE INDEX identities_entity ON identities (entity, role);

CREATE TABLE events (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    start TEXT,
    "end" TEXT,
    status TEXT NOT NULL CHECK (status IN ('asserted', 'reported', 'denied', 'planned')),
    fields TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX events_order ON events (start, "end", id);

CREATE TABLE event_claims (
    event TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    claim INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
    PRIMARY KEY (event, idx)
) WITHOUT ROWID;
CREATE INDEX event_claims_claim ON event_claims (claim);

CREATE TABLE event_entities (
    entity TEXT NOT NULL,
    role TEXT NOT NULL,
    event TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    PRIMARY KEY (entity, role, event)
) WITHOUT ROWID;
CREATE INDEX event_entities_event ON event_entities (event);

CREATE TABLE relations (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    start TEXT,
    "end" TEXT,
    status TEXT NOT NULL CHECK (status IN ('asserted', 'reported', 'denied', 'planned')),
    disputed INTEGER NOT NULL CHECK (disputed IN (0, 1))
) WITHOUT ROWID;
CREATE INDEX relations_source ON relations (source, type);
CREATE INDEX relations_target ON relations (target, type);

CREATE TABLE relation_claims (
    relation TEXT NOT NULL REFERENCES relations (id) ON DELETE CASCADE,
    part TEXT NOT NULL CHECK (part IN ('claims', 'dissenters', 'began', 'ended')),
    idx INTEGER NOT NULL,
    claim INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
    PRIMARY KEY (relation, part, idx)
) WITHOUT ROWID;
CREATE INDEX relation_claims_claim ON relation_claims (claim);

CREATE TABLE disagreements (
    id TEXT PRIMARY KEY,
    "check" TEXT NOT NULL,
    severity INTEGER NOT NULL,
    message TEXT NOT NULL,
    one_side TEXT NOT NULL,
    other_side TEXT NOT NULL,
    subject TEXT
) WITHOUT ROWID;

CREATE TABLE copies (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    original INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE
);
CREATE INDEX copies_original ON copies (original);

CREATE TABLE corrections (
    id TEXT PRIMARY KEY,
    recorded TEXT NOT NULL,
    person TEXT NOT NULL,
    reason TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('accept', 'reject', 'edit', 'undo')),
    subject TEXT NOT NULL,
    field TEXT,
    value TEXT
) WITHOUT ROWID;
CREATE INDEX corrections_subject ON corrections (subject);
"""
"""Schema 2: what is concluded from the claims, and people's corrections."""

JUDGED: Final = """
CREATE TABLE judgements (
    id TEXT PRIMARY KEY,
    recorded TEXT NOT NULL,
    person TEXT NOT NULL,
    reason TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('same', 'different', 'rename', 'undo')),
    names TEXT NOT NULL,
    others TEXT NOT NULL,
    day TEXT,
    subject TEXT
) WITHOUT ROWID;

CREATE TABLE reference_lists (
    name TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    source TEXT NOT NULL,
    form TEXT NOT NULL,
    recorded TEXT NOT NULL,
    person TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE reference_actors (
    list TEXT NOT NULL REFERENCES reference_lists (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    names TEXT NOT NULL,
    country TEXT NOT NULL,
    PRIMARY KEY (list, id)
) WITHOUT ROWID;

CREATE TABLE actor_joins (
    actor TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (actor, idx)
) WITHOUT ROWID;
"""
"""Schema 3: people's judgements of which names are one actor, reference lists, and why names were joined."""

ANCHORED: Final = """
CREATE TABLE corrections_anchored (
    id TEXT PRIMARY KEY,
    recorded TEXT NOT NULL,
    person TEXT NOT NULL,
    reason TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('accept', 'reject', 'edit', 'same-event', 'different-event', 'undo')),
    subject TEXT NOT NULL,
    field TEXT,
    value TEXT,
    anchors TEXT
) WITHOUT ROWID;
INSERT INTO corrections_anchored
SELECT k.id, k.recorded, k.person, k.reason, k.action, k.subject, k.field, k.value, (
    SELECT json_object(c.id, json_object(
        'document', d.id, 'raw', d.raw_sha256, 'version', d.version_key, 'type', c.type, 'start', c.start,
        'end', c."end", 'quote', c.quote
    )) FROM claims c JOIN documents d ON d.key = c.document WHERE c.id = k.subject
) FROM corrections k;
DROP TABLE corrections;
ALTER TABLE corrections_anchored RENAME TO corrections;
CREATE INDEX corrections_subject ON corrections (subject);
"""
"""Schema 4: corrections of events, and what finds a corrected claim again when another model words it otherwise."""

BLOCKED: Final = """
CREATE TABLE concluded (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE
);

CREATE TABLE sketch_bands (
    band INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    PRIMARY KEY (band, document)
) WITHOUT ROWID;

CREATE TABLE name_blocks (
    block TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (block, name)
) WITHOUT ROWID;
CREATE INDEX name_blocks_name ON name_blocks (name);

CREATE TABLE claim_blocks (
    block INTEGER NOT NULL,
    claim INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
    PRIMARY KEY (block, claim)
) WITHOUT ROWID;

CREATE TABLE claim_components (
    claim INTEGER PRIMARY KEY REFERENCES claims (key) ON DELETE CASCADE,
    component INTEGER NOT NULL
);
CREATE INDEX claim_components_component ON claim_components (component);

CREATE TABLE disagreement_claims (
    claim INTEGER NOT NULL REFERENCES claims (key) ON DELETE CASCADE,
    disagreement TEXT NOT NULL REFERENCES disagreements (id) ON DELETE CASCADE,
    PRIMARY KEY (claim, disagreement)
) WITHOUT ROWID;
CREATE INDEX disagreement_claims_disagreement ON disagreement_claims (disagreement);
CREATE INDEX disagreements_subject ON disagreements (subject);
"""
"""Schema 5: what the conclusions rest on, so that a document that comes or goes touches only its blocks."""

DATED: Final = """
CREATE INDEX events_first ON events (coalesce(start, "end"));
CREATE INDEX events_long ON events (coalesce("end", start), coalesce(start, "end"))
WHERE substr(start, 1, 7) <> substr("end", 1, 7);
"""
"""Schema 7: events by day: an event within one month is found by its first day, any other by its last."""

MIGRATIONS: Final[tuple[str, ...]] = (READ, CONCLUDED, JUDGED, ANCHORED, BLOCKED, SETTLED, DATED, WITHDRAWN)
SCHEMA_VERSION: Final = len(MIGRATIONS)
