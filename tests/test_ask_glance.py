"""A day at a glance says what the state of the day says, whatever is known and whatever people have corrected."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from record_samples import NOW

from annals.ask.answers_day import Support
from annals.ask.glance import holdings_at, ties_at
from annals.ask.standing import ties
from annals.ask.territory import holdings
from annals.ask.witness import Witness
from annals.concluding import conclude
from annals.record import Record
from annals.resolve.places import Gazetteer
from bench.world import reports, theatres

SEED = 3
STEP = timedelta(days=211)


def bare(standing):
    """Return a standing without what a glance leaves out; of ties that begin on a day it does not tell when said."""
    said = standing.support.said if standing.type == "control" or standing.start is None else None
    return replace(standing, evidence=(), dissent=(), support=Support(said, None, 0))


def bare_holding(holding):
    return replace(holding, holders=tuple(map(bare, holding.holders)), others=tuple(map(bare, holding.others)))


@pytest.fixture(scope="module")
def war(tmp_path_factory):
    """A record of a made-up war of a thousand claims, of which a person has corrected some."""
    path = tmp_path_factory.mktemp("glance") / "war.annals"
    with Record.open(path, create=True) as record, Gazetteer.open() as gazetteer:
        for theatre in theatres(1000, SEED):
            for reading, found in reports(theatre, SEED):
                record.add(reading, found, now=NOW)
        conclude(record, gazetteer)
        told = [claim for claim in record.claims() if claim.type in {"capture", "leadership", "membership"}]
        for claim in told[::40]:
            record.correct("edit", claim.id, person="Ada", reason="", now=NOW, field="status", value="reported")
        for claim in told[7::40]:
            record.correct(
                "edit", claim.id, person="Ada", reason="", now=NOW, field="time", value=["2001-05-05", "2001-05-05"]
            )
        conclude(record, gazetteer)
        yield record


@pytest.mark.parametrize("known", [None, 0, 30, 400])
def test_a_glance_agrees_with_the_whole_answer(war, known):
    first, last = war.desk.span()
    seen = 0
    on = first
    while on < last + STEP:
        day = None if known is None else on + timedelta(days=known)
        with war.snapshot():
            assert list(map(bare, ties_at(Witness(war, day), on))) == list(map(bare, ties(Witness(war, day), on)))
            glanced, whole = holdings_at(Witness(war, day), on), holdings(Witness(war, day), on)
            for one, other in zip(glanced, whole, strict=True):
                assert list(map(bare_holding, one)) == list(map(bare_holding, other))
                seen += len(other)
        on += STEP
    assert seen > 20


def test_there_is_nothing_before_the_first_report(war):
    assert ties_at(Witness(war, date(1900, 1, 1)), date(1950, 1, 1)) == ()
