"""What many tests need: a folder of small reports, a record of them, and the outside data where it is at hand."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about the code; what must be fast has a bench.
settings.register_profile("annals", deadline=None)
settings.load_profile("annals")

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)

REPORTS = {
    "wire.txt": (
        "Rebels take Goma\n\nGOMA, 21 November 2012 - March 23 Movement captured Goma on 20 November 2012, residents "
        "said. The army withdrew to the south without a fight. Thousands of people fled towards the border."
    ),
    "army.txt": (
        "Statement of the general staff\n\nKinshasa, 22 November 2012. March 23 Movement attacked Goma on 19 November "
        "2012. Our soldiers hold their positions around the lake and will answer every provocation in kind."
    ),
    "alliance.txt": (
        "A new alliance in Ituri\n\nBunia, 3 March 2013. Ituri Patriots joined March 23 Movement on 1 March 2013. "
        "The two groups had fought each other over mines and roads for most of the year before."
    ),
}


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def reports(tmp_path):
    """A folder with three reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def gazetteer():
    from annals.resolve.places import Gazetteer

    with Gazetteer.open() as opened:
        yield opened


@pytest.fixture
def shared():
    """The folder of outside data; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("ANNALS_SHARED") or Path(__file__).parents[2] / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("no outside data here")
    return folder


@pytest.fixture
def read(gazetteer):
    """Read sources into a record with the keyword reader, in this process."""
    from keyword_reader import keyword_reader

    from annals.flow import read_into

    def read(record, sources, *, extractor=keyword_reader, **options):
        return read_into(
            record, [str(source) for source in sources], extractor=extractor, gazetteer=gazetteer,
            now=options.pop("now", NOW), **options,
        )  # fmt: skip

    return read
