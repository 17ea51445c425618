"""The connection to a record file: opening, refusing what is no record, migrating, transactions."""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from annals.errors import RecordError
from annals.record.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER_SIZE: Final = 100
_WAIT_SECONDS: Final = 30.0
# 64 MiB of pages: enough to keep the indexes of a million claims at hand.
_CACHE_KIB: Final = 65536
# 40 MiB of log before it is folded into the file: many small documents then share the pages that they change.
_LOG_PAGES: Final = 10_000

Row = tuple[Any, ...]


class Database:
    """One connection. Every error of SQLite leaves it as a ``RecordError`` that names the file.

    A value that SQLite cannot hold (an integer beyond 64 bits, a lone surrogate, a duplicate id) is a fault
    of the value, not of the file: it leaves as a ``ValueError``.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Return all rows of a query."""
        with self._told():
            return self._connection.execute(sql, parameters).fetchall()

    def each(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Iterator[Row]:
        """Yield the rows of a query one at a time; use it where all together would take too much memory."""
        with self._told():
            yield from self._connection.execute(sql, parameters)

    def row(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Row | None:
        """Return the first row of a query, or ``None``."""
        with self._told():
            found: Row | None = self._connection.execute(sql, parameters).fetchone()
            return found

    def run(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> int:
        """Execute one statement and return how many rows it changed."""
        with self._told():
            return self._connection.execute(sql, parameters).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute one statement for each row."""
        with self._told():
            self._connection.executemany(sql, rows)

    def script(self, statements: str) -> None:
        """Execute statements within the running transaction (``executescript`` would end it)."""
        for statement in statements.split(";\n"):
            if statement.strip():
                self.run(statement)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all or nothing; waits up to 30 s for another writer."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self.run("ROLLBACK")
            raise

    @contextlib.contextmanager
    def unchecked(self) -> Iterator[None]:
        """Leave out what SQLite does for foreign keys: checks for each row, and deletions that follow deletions.

        For a transaction that replaces whole tables and everything that refers to them.
        """
        self.run("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            self.run("PRAGMA foreign_keys = ON")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the record throughout, whatever another process writes meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        self.run("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self.run("ROLLBACK")

    def close(self) -> None:
        """Close the connection; the last one to close folds the write-ahead log into the file."""
        self._connection.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError, UnicodeEncodeError) as error:
            raise ValueError(f"cannot be kept in the record: {_reason(error)}") from error
        except sqlite3.OperationalError as error:
            raise RecordError(f"{self.path}: {_hint(str(error))}") from error
        except sqlite3.ProgrammingError as error:
            raise RecordError(f"{self.path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise RecordError(f"{self.path}: the file is damaged ({error}); restore it or read anew") from error


def _hint(message: str) -> str:
    """Return what SQLite says of a file with what to do about it."""
    if "locked" in message:
        return "another run is writing to it; wait for it to end"
    if "readonly" in message:
        return "may not be written to; check the permissions of the file and its folder, or work on a copy"
    if "full" in message:
        return "the disk is full; make room and run the same command to go on"
    return message


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return f"a text holds a lone surrogate (U+{ord(error.object[error.start]):04X}), which is no character"
    if isinstance(error, OverflowError):
        return "a number is beyond 64 bits"
    return str(error)


def open_database(path: Path, *, create: bool) -> Database:
    """Open the record at ``path``, migrated to the current schema.

    With ``create`` a missing or empty file becomes a new record. Raises ``RecordError`` for a file that is
    missing, no record, damaged, or of a newer schema; such a file is never written to.
    """
    fresh = _inspect(path, create=create)
    try:
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, cached_statements=512)
    except sqlite3.Error as error:
        raise RecordError(f"{path}: cannot be opened ({error}); check the path and its permissions") from error
    database = Database(path, connection)
    try:
        _prepare(database, fresh=fresh)
    except BaseException as error:
        connection.close()
        if isinstance(error, RecordError) and not fresh and _is_still(path):
            return _open_still(path)
        raise
    return database


def _is_still(path: Path) -> bool:
    """Tell whether nothing can be written beside the record (a read-only disk) and no log lies there either."""
    return not os.access(path.absolute().parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()


def _open_still(path: Path) -> Database:
    """Open a record for reading alone, without the shared memory that a log needs a writable folder for."""
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, cached_statements=512
        )
    except sqlite3.Error as error:
        raise RecordError(f"{path}: cannot be opened ({error}); check its permissions") from error
    database = Database(path, connection)
    try:
        if _schema(database) < SCHEMA_VERSION:
            raise RecordError(f"{path}: is of an older schema and may not be written to; copy it to where it may")
    except BaseException:
        connection.close()
        raise
    return database


def _prepare(database: Database, *, fresh: bool) -> None:
    """Set what a connection needs, then create or migrate the tables."""
    database.run("PRAGMA foreign_keys = ON")
    database.run(f"PRAGMA busy_timeout = {int(_WAIT_SECONDS * 1000)}")
    if fresh:
        database.run("PRAGMA journal_mode = WAL")
    database.run("PRAGMA synchronous = NORMAL")
    database.run(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
    database.run(f"PRAGMA cache_size = -{_CACHE_KIB}")
    database.run("PRAGMA temp_store = MEMORY")
    if _schema(database) < SCHEMA_VERSION:
        migrate(database)


def migrate(database: Database, *, to: int = SCHEMA_VERSION) -> None:
    """Take the tables to schema ``to`` in one transaction; a schema at or beyond it is left alone."""
    with database.transaction():
        # Read within the transaction: another process may have migrated meanwhile.
        found = _schema(database)
        for migration in MIGRATIONS[found:to]:
            database.script(migration)
        if found < to:
            database.run(f"PRAGMA application_id = {APPLICATION_ID}")
            database.run(f"PRAGMA user_version = {to}")
            values = (("schema_version", str(to)), ("annals_version", _program()), ("stale", "1" if found else "0"))
            database.many("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)


def _schema(database: Database) -> int:
    row = database.row("PRAGMA user_version")
    return int(row[0]) if row else 0


def _program() -> str:
    """Return the version of annals that writes."""
    try:
        return version("annals")
    except PackageNotFoundError:  # used from a checkout that was not installed
        return "unknown"


def _inspect(path: Path, *, create: bool) -> bool:
    """Tell whether a record is yet to be made at ``path``; raise for what is no record. Never writes."""
    try:
        head = _head(path)
    except FileNotFoundError:
        if not create:
            raise RecordError(f"{path}: there is no such record; make one with `annals read`") from None
        if not path.parent.is_dir():
            raise RecordError(f"{path}: the folder {path.parent} does not exist; create it first") from None
        return True
    except IsADirectoryError:
        raise RecordError(f"{path}: is a folder; name a file") from None
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if not head:
        application, schema, tables = 0, 0, 0
    elif len(head) < _HEADER_SIZE or not head.startswith(_MAGIC):
        raise RecordError(f"{path}: is no record of annals (not an SQLite file); name another file")
    else:
        application, schema, tables = _header(path, head)
    if application == 0 and schema == 0 and tables == 0:
        if not create:
            raise RecordError(f"{path}: holds no record yet; make one with `annals read`")
        return True
    if application != APPLICATION_ID:
        raise RecordError(f"{path}: is no record of annals (another program's SQLite file); name another file")
    if schema > SCHEMA_VERSION:
        raise RecordError(
            f"{path}: is of schema {schema}, this annals knows schemas up to {SCHEMA_VERSION}; upgrade annals"
        )
    return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER_SIZE)


def _header(path: Path, head: bytes) -> tuple[int, int, int]:
    """Return application id, schema and number of tables of an SQLite file.

    The file's header says it, unless a write-ahead log lies beside it, which may hold a newer header; only
    then is the file opened, for reading. (Opening another program's file could leave traces beside it.)
    """
    application = int.from_bytes(head[68:72], "big")
    schema = int.from_bytes(head[60:64], "big")
    log = path.with_name(path.name + "-wal")
    empty = application == 0 and schema == 0 and path.stat().st_size <= int.from_bytes(head[16:18], "big")
    if application == APPLICATION_ID and not log.exists():
        return application, schema, 1
    if not log.exists() and not empty:
        return application, schema, 1
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise RecordError(f"{path}: cannot be opened as a record ({error}); name another file") from error
    return application, schema, tables
