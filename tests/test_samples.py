"""The program on texts as they were scraped: adverts, appeals and reader comments yield nothing."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annals.extract.encoder import Encoder
from annals.flow import read_into
from annals.record import Record
from annals.resolve.places import Gazetteer
from annals.types import NARRATIVE

SHARED = Path(os.environ.get("ANNALS_SHARED") or Path(__file__).parents[2] / "shared")
SAMPLES = SHARED / "data" / "samples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample texts are not here")


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    path = tmp_path_factory.mktemp("samples") / "record.annals"
    with Record.open(path, create=True) as opened, Gazetteer.open() as gazetteer:
        now = datetime(2024, 1, 1, tzinfo=UTC)
        summary = read_into(opened, [str(SAMPLES)], extractor=Encoder.load(), gazetteer=gazetteer, now=now)
        assert summary.failures == ()
        yield opened


def spans(document, narrative):
    return [b for b in document.blocks if (b.kind in NARRATIVE) == narrative]


def test_samples_have_claims_and_debris(record):
    assert len(record.claims()) > 30
    assert any(block.kind == "comment" for d in record.documents() for block in spans(d, narrative=False))


def test_no_claim_from_a_comment_or_an_advert(record):
    for document in record.documents():
        for claim in record.claims(document=document.id):
            home = [b for b in spans(document, narrative=True) if b.start <= claim.start and claim.end <= b.end]
            assert home, claim.quote


def test_no_actor_from_a_comment_or_an_advert(record):
    told = " ".join(d.text[b.start : b.end] for d in record.documents() for b in spans(d, narrative=True)).casefold()
    debris = " ".join(d.text[b.start : b.end] for d in record.documents() for b in spans(d, narrative=False)).casefold()
    # A state may be named by its adjective alone ("Turkish-backed"), so its name need not stand in the report.
    named = [actor for actor in record.actors() if actor.kind != "state"]
    names = {name.name.casefold() for actor in named for name in actor.names}
    assert names
    assert {name for name in names if name in debris and name not in told} == set()
