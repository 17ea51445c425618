"""Documents with their names swapped."""

import random

import pytest

pytest.importorskip("torch")


def marked(text, *marks):
    return {
        "text": text,
        "document": {"id": text[:5]},
        "entities": [
            {"begin": text.index(name), "end": text.index(name) + len(name), "type": kind, "confidence": sure}
            for name, kind, sure in marks
        ],
    }


def words(row):
    return [(row["text"][m["begin"] : m["end"]], m["type"]) for m in row["entities"]]


def test_marks_move_along_with_what_is_put_in():
    from train.swaps import edited

    row = marked(
        "Levies of Port Orle left Orle.", ("Levies of Port Orle", "Organisation", 1), ("Port Orle", "Location", 1)
    )
    out = edited(row, [(10, 19, "Ee")])
    assert out["text"] == "Levies of Ee left Orle."
    assert words(out) == [("Levies of Ee", "Organisation"), ("Ee", "Location")]
    assert row["text"] == "Levies of Port Orle left Orle."


def test_a_name_gives_way_to_another_of_its_type_wherever_it_is_said():
    from train.swaps import swapped

    one = marked("Aud met Bor. Later Bor left.", ("Aud", "Person", 1), ("Bor", "Person", 1))
    again = one["text"].rindex("Bor")
    one["entities"].append({"begin": again, "end": again + 3, "type": "Person", "confidence": 1})
    other = marked("Cyr Dunmore spoke in Esk.", ("Cyr Dunmore", "Person", 1), ("Esk", "Location", 1))
    seen = set()
    for seed in range(30):
        first, second = swapped([one, other], random.Random(seed))  # noqa: S311 - a sample, no secret
        told = words(first)
        assert told[1] == told[2]
        assert {name for name, _ in told} <= {"Aud", "Bor", "Cyr Dunmore"}
        assert words(second)[1] == ("Esk", "Location")
        seen.add(told[1][0])
    assert seen == {"Aud", "Bor", "Cyr Dunmore"}


def test_marks_on_one_stretch_or_across_each_other_are_left_alone():
    from train.swaps import swapped

    row = marked("Orle said so. North Orle Front.", ("Orle", "Location", 1), ("Orle", "Organisation", 0.2))
    row["entities"] += [
        {"begin": 14, "end": 24, "type": "Location", "confidence": 1},
        {"begin": 20, "end": 30, "type": "Organisation", "confidence": 1},
    ]
    other = marked("Esk and Fen Party agree.", ("Esk", "Location", 1), ("Fen Party", "Organisation", 1))
    for seed in range(10):
        assert next(swapped([row, other], random.Random(seed))) == row  # noqa: S311 - a sample, no secret
