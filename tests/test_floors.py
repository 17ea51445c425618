import json

import pytest

from bench import floors

BOUNDS = {"f1": {"floor": 0.5, "tolerance": 0.01}, "mb": {"ceiling": 100, "tolerance": 20}}


@pytest.mark.parametrize(
    ("figures", "faults"),
    [
        ({"f1": 0.5, "mb": 100}, []),
        ({"f1": 0.495, "mb": 119}, []),
        ({"f1": 0.48, "mb": 90}, ["f1"]),
        ({"f1": 0.6, "mb": 121}, ["mb"]),
        ({"unbounded": 1.0}, []),
    ],
)
def test_a_figure_may_be_worse_than_its_bound_by_noise_only(capsys, figures, faults):
    assert [line.split()[0] for line in floors.compare(figures, BOUNDS)] == faults
    assert capsys.readouterr().out.count("FAILED") == len(faults)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (BOUNDS, 0),
        ({"f1": {"floor": 0.495}, "mb": {"ceiling": 80}}, 0),
        ({"f1": {"floor": 0.4}, "mb": {"ceiling": 100}}, 1),
        ({"f1": {"floor": 0.5}, "mb": {"ceiling": 200}}, 1),
        ({"f1": {"floor": 0.5}}, 1),
        ({}, 2),
    ],
)
def test_a_bound_may_not_be_loosened_or_dropped(new, told):
    assert len(floors.loosened(BOUNDS, new)) == told


def test_bounds_move_up_to_better_figures_only(tmp_path, monkeypatch):
    monkeypatch.setattr(floors, "BASELINE", tmp_path / "baseline.json")
    floors.tighten({"f1": 0.6, "mb": 110, "other": 3}, BOUNDS)
    assert json.loads((tmp_path / "baseline.json").read_text()) == {
        "f1": {"floor": 0.6, "tolerance": 0.01},
        "mb": {"ceiling": 100, "tolerance": 20},
    }
    assert floors.load()["f1"]["floor"] == 0.6


def test_the_bounds_of_the_project_are_well_formed():
    for bound in floors.load().values():
        assert len({"floor", "ceiling"} & set(bound)) == 1
        assert bound["tolerance"] >= 0
