"""The bench of event fusion, and the world that claims are made from."""

import pytest

from annals.types import CLAIM_TYPES
from bench import fusion, world, world_truth


def test_the_reports_are_many_enough_and_every_claim_quotes_its_sentence():
    reports = fusion.stories()
    told = [claim for report in reports for claim in report.claims]
    by_happening = {
        name: {report.name for report in reports for claim in report.claims if claim.happening == name}
        for name in {claim.happening for claim in told}
    }
    planned = {claim.happening for claim in told if ("status", "planned") in claim.fields}
    assert len(by_happening) >= 40
    assert all(3 <= len(names) <= 6 for name, names in by_happening.items() if name not in planned)
    assert {claim.type for claim in told} <= set(CLAIM_TYPES)


def test_b_cubed_of_a_perfect_a_joined_and_a_torn_clustering():
    gold = {"a": "x", "b": "x", "c": "y"}
    assert fusion.b_cubed({"a": "1", "b": "1", "c": "2"}, gold) == (1.0, 1.0, 1.0)
    precision, recall, _ = fusion.b_cubed(dict.fromkeys("abc", "1"), gold)
    assert (precision, recall) == (pytest.approx(5 / 9), 1.0)
    precision, recall, _ = fusion.b_cubed({"a": "1", "b": "2", "c": "3"}, gold)
    assert (precision, recall) == (1.0, pytest.approx(2 / 3))


@pytest.mark.parametrize("line", ["> dance; actor: X", "> attack; colour: red", "-- Wire 2012-01-01"])
def test_a_line_that_cannot_be_read_is_named(tmp_path, line):
    path = tmp_path / "stories.txt"
    path.write_text(f"== 01 a story\n-- Wire, 2012-01-02\nX attacked Y.\n{line}\n")
    with pytest.raises(ValueError, match="line 4"):
        fusion.stories(path)


def test_a_world_follows_from_its_seed_and_its_claims_quote_their_reports():
    [one], [other] = (list(world.theatres(world.CLAIMS, 3)) for _ in range(2))
    assert one == other
    told = list(world.reports(one, 3))
    assert [reading.document.id for reading, _ in told] == [r.document.id for r, _ in world.reports(other, 3)]
    assert all(r.document.text[c.start : c.end] == c.quote for r, claims in told for c in claims)
    assert len({reading.document.id for reading, _ in told}) == len(told)
    for claim in (c for _, claims in told for c in claims):
        for filler in (*claim.actor, *claim.target, *claim.place):
            at = filler.start - claim.start
            assert claim.quote[at : at + len(filler.name)] == filler.mention


def test_without_noise_the_last_capture_tells_who_holds_a_town():
    [theatre] = world.theatres(world.CLAIMS, 3)
    last = max((h for h in theatre.happenings if h.kind == "capture"), key=lambda h: h.day)
    assert theatre.holder(last.town.name, last.day) == last.actor


def test_the_drawing_has_a_line_for_each_figure():
    table = {noise: dict.fromkeys(("holders_right", "members_f1", "leaders_right"), 1 - noise) for noise in (0.0, 0.5)}
    assert world_truth.drawn(table).count("<polyline") == 3
