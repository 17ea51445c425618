"""The gazetteer that a command uses: the packaged one with the user's layers of the record and of the home folder."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import annals

if TYPE_CHECKING:
    from annals.resolve.places import Gazetteer

HOME: Final = "ANNALS_HOME"
"""The environment variable that names the folder of the layers for all records."""


def layer_files(record: Path) -> list[Path]:
    """Return the files of the user's layers that hold for a record, its own first; those that there are."""
    files = [annals.layers.file_beside(record)]
    if home := os.environ.get(HOME):
        files.append(annals.layers.file_in(Path(home)))
    return [file for file in files if file.exists()]


def open_gazetteer(record: Path) -> "Gazetteer":
    """Return the gazetteer for a record, open."""
    return annals.Gazetteer.open(user=layer_files(record))
