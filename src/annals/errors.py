"""Errors that annals raises; each message names the source and says what to do."""


class AnnalsError(Exception):
    """Anything that annals refuses to do, told in one line."""


class SourceError(AnnalsError):
    """A source could not be read: ``source`` names it, the message says why and what to do."""

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message


class RecordError(AnnalsError):
    """The record file is missing, is no record, is of a newer schema, or is damaged."""


class ModelError(AnnalsError):
    """The reader's weights are missing or do not fit this version."""


class UsageError(AnnalsError):
    """A question or option that makes no sense; the message says what would."""
