"""The command line: each command calls the API and shows what comes back."""

from annals.cli.app import main

__all__ = ["main"]
