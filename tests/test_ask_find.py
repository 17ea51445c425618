"""Full-text search over the sentences of a record."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_samples import World

from annals import ask
from annals.errors import UsageError
from annals.record import Record

EVIDENCE = {"document", "publisher", "published", "quote", "start", "end", "claim", "status", "attribution"}


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def record(tmp_path_factory, world):
    with Record.open(tmp_path_factory.mktemp("ask") / "war.annals", create=True) as opened:
        world.store(opened)
        yield opened


def test_words_are_found_and_marked(record):
    found = ask.find(record, 'FRONT "hill brigade"')
    assert found.total == 1
    (sentence,) = found.sentences
    assert sentence.highlighted == "The **Front**, formerly known as the **Hill Brigade**, has 400 fighters."
    told = ask.as_json(found)["sentences"][0]
    assert (told["document"], told["quote"]) == (
        "wire",
        "The Front, formerly known as the Hill Brigade, has 400 fighters.",
    )


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("fight*", 3),
        ("fight", 0),
        ('"Port Ariel"', 2),
        ('"Ariel Port"', 0),
        ("Ariel Port", 2),
        ("", 0),
        ('"', 0),
        ("AND", 0),
    ],
)
def test_a_star_a_phrase_and_nothing_else_mean_something(record, words, total):
    assert ask.find(record, words).total == total


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=25) | st.text('"*()-+^:{}, ANDORNEAT\0\ud800é', max_size=20))
def test_no_words_are_a_syntax_error(record, words):
    found = ask.find(record, words)
    assert found.total >= len(found.sentences)
    assert isinstance(ask.actor(record, words), ask.ActorFacts | ask.Ambiguous | ask.NotFound)
    assert isinstance(ask.why(record, words), ask.Why | ask.NotFound)


def test_only_so_many_words_and_so_many_sentences(record):
    with pytest.raises(UsageError, match="at most 100"):
        ask.find(record, "front " * 101)
    assert ask.find(record, "front " * 100).total == 4
    limited = ask.find(record, "front", limit=1)
    assert (limited.total, len(limited.sentences)) == (4, 1)
