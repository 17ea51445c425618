"""What a page needs to know: which record, who may see it, how much it takes in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from annals.errors import UsageError
from annals.flow import Mapper

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
LEAST_TOKEN: Final = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """One page.

    ``mapper`` makes what reads documents (a function of a module or a ``partial`` of one, so that a process of its
    own can make it), ``now`` tells the time (aware, UTC), ``secret`` are random bytes of this run that forms are
    signed with. ``token`` is what a visitor must show, ``None`` for none; ``person`` stands in the forms as who
    corrects. ``upload_bytes`` bounds one upload, ``upload_files`` the files in it.
    """

    record: Path
    mapper: Callable[[], Mapper]
    now: Callable[[], datetime]
    secret: bytes
    host: str = "127.0.0.1"
    token: str | None = None
    person: str = ""
    upload_bytes: int = 64 * 2**20
    upload_files: int = 50
    page_rows: int = 50

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the page."""
        return self.host in LOOPBACK


def check(host: str, token: str | None) -> None:
    """Raise ``UsageError`` for a page that others could reach without a token, or one that is guessed too easily."""
    if host not in LOOPBACK and not token:
        raise UsageError(f"--host {host} lets other machines reach the page; give a --token that visitors must know")
    if token is not None and len(token) < LEAST_TOKEN:
        raise UsageError(f"--token is too short to keep anyone out; give at least {LEAST_TOKEN} characters")
