"""The cases on which the checks are measured: enough of each kind, and the figures that the checks must reach."""

import pytest

from annals.check import CHECKS
from bench import checks


@pytest.fixture(scope="module")
def cases():
    return checks.cases()


def test_there_are_enough_cases_of_each_kind(cases):
    near = [case for case in cases if case.kind == "near miss"]
    found = [case for case in cases if case.kind in {"planted", "real"}]
    assert len(found) >= 60
    assert len(near) >= len(found)
    assert not any(case.expects for case in near)
    assert all(case.expects for case in found)
    assert len({case.name for case in cases}) == len(cases)


def test_every_check_has_cases(cases):
    assert {check for case in cases for check in case.expects} == {check.__name__ for check in CHECKS}


def test_the_checks_reach_their_figures(cases):
    figures, lines = checks.score(cases)
    assert figures["precision"] >= 0.85, lines
    assert figures["recall"] >= 0.80, lines
