import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from train.calibrate import MOST_KNOTS, Calibration, expected_error, fit, shown, table

score = st.floats(-50, 50, allow_nan=False)
share = st.floats(0, 1, allow_nan=False)


def pairs(scores):
    return st.lists(st.tuples(scores, st.booleans()), min_size=1, max_size=300)


def fitted(data):
    return fit([s for s, _ in data], [r for _, r in data])


@settings(max_examples=80, deadline=None)
@given(pairs(score), score, score)
def test_a_higher_score_is_never_less_likely_right(data, one, other):
    calibration = fitted(data)
    low, high = sorted((one, other))
    assert 0 <= calibration.of(low) <= calibration.of(high) <= 1


@settings(max_examples=80, deadline=None)
@given(pairs(score))
def test_knots_are_few_and_rise(data):
    knots = fitted(data).knots
    assert 1 <= len(knots) <= MOST_KNOTS
    for (left, low), (right, high) in pairwise(knots):
        assert left < right
        assert low < high


@settings(max_examples=80, deadline=None)
@given(pairs(score), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(data, dice):
    mixed = list(data)
    dice.shuffle(mixed)
    assert fitted(mixed) == fitted(data)


@settings(max_examples=80, deadline=None)
@given(pairs(score))
def test_at_a_knot_stands_the_knots_probability(data):
    calibration = fitted(data)
    for at, probability in calibration.knots:
        assert calibration.of(at) == pytest.approx(probability)


@settings(max_examples=80, deadline=None)
@given(pairs(share))
def test_a_table_holds_every_pair_once(data):
    bins = table([s for s, _ in data], [r for _, r in data])
    assert len(bins) == 10
    assert sum(b.count for b in bins) == len(data)
    assert sum(b.right * b.count for b in bins) == pytest.approx(sum(r for _, r in data))
    assert 0 <= expected_error(bins) <= 1
    assert f"{expected_error(bins):.4f}" in shown(bins)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_scores_that_promise_too_much_are_brought_down(seed):
    dice = random.Random(seed)  # noqa: S311 - a sample, no secret
    scores = [dice.random() for _ in range(4000)]
    right = [dice.random() < s * s for s in scores]
    calibration = fit(scores[:2000], right[:2000])
    before = expected_error(table(scores[2000:], right[2000:]))
    after = expected_error(table([calibration.of(s) for s in scores[2000:]], right[2000:]))
    assert before > 0.12
    assert after < 0.05


def test_between_knots_it_is_linear_and_beyond_them_flat():
    calibration = Calibration(((0.2, 0.1), (0.6, 0.5)))
    assert [calibration.of(s) for s in (0.0, 0.2, 0.4, 0.6, 9.0)] == pytest.approx([0.1, 0.1, 0.3, 0.5, 0.5])


@pytest.mark.parametrize(
    ("scores", "right"), [([], []), ([0.5], []), ([float("nan")], [True]), ([float("inf")], [False])]
)
def test_what_cannot_be_fitted_is_refused(scores, right):
    with pytest.raises(ValueError, match=r"pairs|finite"):
        fit(scores, right)


def test_a_table_of_what_is_no_probability_is_refused():
    with pytest.raises(ValueError, match="0 to 1"):
        table([1.5], [True])


def test_what_is_told_of_a_calibration_is_told_of_pairs_that_it_was_not_fitted_to():
    pytest.importorskip("torch")
    from train.export import calibrated

    dice = random.Random(3)  # noqa: S311 - numbers to test with
    scores = [dice.random() for _ in range(3000)]
    fair, bins = calibrated([(score, dice.random() < score**2) for score in scores])
    assert sum(each.count for each in bins) == 3000
    assert expected_error(bins) < 0.03
    assert fair.of(0.5) == pytest.approx(0.25, abs=0.06)
    # A score that tells nothing: fitted and counted on the same pairs, chance would look like knowledge.
    _, bins = calibrated([(score, number % 2 == 0) for number, score in enumerate(scores)])
    assert max(each.confidence for each in bins) < 0.6
