"""Documents with their names swapped."""

import random


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


def test_only_like_gives_way_to_like():
    from train.swaps import swapped

    told = [("Aud", "Person", 1), ("fighters", "Person", 1), ("Bor", "Person", 0.2), ("hope", "Person", 0.2)]
    one = marked("Aud and fighters met Bor in hope.", *told)
    told = [("Cyr", "Person", 1), ("guards", "Person", 1), ("Dun", "Person", 0.2), ("page", "Person", 0.2)]
    other = marked("Cyr and guards met Dun on a page.", *told)
    seen = [set(), set(), set(), set()]
    for seed in range(20):
        for place, (name, _) in zip(seen, words(next(swapped([one, other], random.Random(seed)))), strict=True):  # noqa: S311 - a sample, no secret
            place.add(name)
    assert seen == [{"Aud", "Cyr"}, {"fighters", "guards"}, {"Bor", "Dun"}, {"hope"}]


def test_about_half_of_the_names_are_swapped():
    from train.swaps import swapped

    names = [f"Name{chr(65 + n // 26)}{chr(97 + n % 26)}" for n in range(400)]
    row = marked(" ".join(names), *((name, "Person", 1) for name in names))
    after = words(next(swapped([row], random.Random(2))))  # noqa: S311 - a sample, no secret
    assert 150 < sum(name != new for name, (new, _) in zip(names, after, strict=True)) < 250


def test_parts_of_words_and_blanks_are_no_names():
    from train.swaps import swapped

    row = marked("the campaign, the  Esk", ("the camp", "Location", 1), ("Esk", "Location", 1))
    row["entities"].append({"begin": 17, "end": 18, "type": "Location", "confidence": 1})
    other = marked("Fen and the hill", ("Fen", "Location", 1), ("the hill", "Location", 1))
    for seed in range(10):
        after = next(swapped([row, other], random.Random(seed)))  # noqa: S311 - a sample, no secret
        assert after["text"] in {"the campaign, the  Esk", "the campaign, the  Fen"}
