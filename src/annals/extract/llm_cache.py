"""Answers kept on disk: a question that was answered once is not asked, nor paid for, again.

One small JSON file an answer, named by the hash of the question, written whole or not at all, so that several
processes can share the folder. The folder may be deleted at any time.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from annals.errors import UsageError


class Cache:
    """A folder of answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, folder: Path) -> "Cache":
        """Return the cache in ``folder``, which is made when absent; raises UsageError when it cannot be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"{folder}: cannot keep answers there ({error.strerror}); name a folder as --cache"
            ) from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise UsageError(f"{folder}: may not be written; name another folder as --cache")
        return cls(folder)

    @staticmethod
    def key(endpoint: str, model: str, version: str, messages: Sequence[Mapping[str, str]]) -> str:
        """Return the hash of a question: to whom, in which version of the form, and all its words."""
        question = json.dumps([endpoint, model, version, list(messages)], sort_keys=True)
        return hashlib.sha256(question.encode()).hexdigest()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> str | None:
        """Return the answer to a question, ``None`` when there is none or its file is damaged."""
        try:
            kept = json.loads(self._path(key).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        content = kept.get("content") if isinstance(kept, dict) else None
        return content if isinstance(content, str) else None

    def put(self, key: str, content: str, **about: object) -> None:
        """Keep an answer with what is known about it; raises UsageError when the disk is full or may not be written."""
        path = self._path(key)
        draft = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(exist_ok=True)
            draft.write_text(json.dumps({**about, "content": content}, indent=1) + "\n", encoding="utf-8")
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise UsageError(
                f"{path}: the answer cannot be kept ({error.strerror}); make room, or name a --cache"
            ) from error
