"""What a language model wrote, read without trust: the form, and each word in the text."""

import json
import time
from contextlib import suppress

import pytest
from chat_server import CAPTURE, document
from hypothesis import given
from hypothesis import strategies as st

from annals.extract.anchor import lawful
from annals.extract.llm_answer import (
    Anchor,
    Answer,
    AnswerFiller,
    AnswerQuantity,
    AnswerTime,
    Malformed,
    locate,
    parse,
)


@given(st.text(alphabet='{}[]":,claims 0\\n', max_size=200) | st.text(max_size=80))
def test_no_answer_crashes_the_parser(content):
    with suppress(Malformed):
        assert isinstance(parse(content), list)


@pytest.mark.parametrize("length", range(12, len(json.dumps({"claims": [CAPTURE]})), 40))
def test_a_part_of_an_answer_is_never_an_answer(length):
    with pytest.raises(Malformed):
        parse(json.dumps({"claims": [CAPTURE]})[:length])


def test_a_hostile_answer_costs_no_time():
    begun = time.monotonic()
    for content in ("[" * 500_000, '{"claims": [' * 100_000, "<think>" * 50_000):
        with pytest.raises(Malformed):
            parse(content)
    assert time.monotonic() - begun < 5


def test_locate():
    text = "ISIS and the Houthis took\nthe town; IS fled. أخذت القوات المدينة"
    assert locate(text, "IS", 0, len(text)) == (36, 38)
    assert locate(text, "IS", 0, 30) is None
    assert text[slice(*locate(text, "Houthi", 0, len(text)))] == "Houthis"
    assert text[slice(*locate(text, "took the  town", 0, len(text)))] == "took\nthe town"
    assert text[slice(*locate(text, "قوات", 0, len(text)))] == "قوات"
    assert locate(text, " ", 0, len(text)) is None
    assert locate(text, "fled", 0, 40) is None


@given(st.text(max_size=60), st.text(max_size=6), st.integers(0, 60), st.integers(0, 60))
def test_what_is_located_is_there(text, words, start, end):
    found = locate(text, words, start, min(end, len(text)))
    if found is not None:
        assert start <= found[0] < found[1] <= end
        assert "".join(text[slice(*found)].split()).startswith("".join(words.split()))


DOCUMENT = document()
SENTENCES = dict(enumerate(DOCUMENT.sentences, 1))


@st.composite
def answers(draw):
    """Answers of a model that mostly copies words of the sentence it names, and sometimes does not."""
    number = draw(st.sampled_from(sorted(SENTENCES)))
    sentence = SENTENCES[number]
    tokens = DOCUMENT.text[sentence.start : sentence.end].split()

    def copied():
        first = draw(st.integers(0, len(tokens) - 1))
        return " ".join(tokens[first : first + draw(st.integers(1, 3))])

    def spoken():
        return draw(st.text(max_size=5)) if draw(st.integers(0, 9)) == 9 else copied()

    def fillers():
        return [AnswerFiller(spoken(), draw(st.sampled_from([None, copied()]))) for _ in range(draw(st.integers(0, 2)))]

    return Answer(
        type=draw(st.sampled_from(["attack", "control", "coronation"])),
        sentence=draw(st.sampled_from([number, number, number, 1, 99])),
        quote=" ".join(tokens[draw(st.integers(0, 2)) :]),
        trigger=draw(st.sampled_from([None, spoken()])),
        actor=fillers(),
        place=fillers(),
        time=draw(st.sampled_from([None, AnswerTime(copied()), AnswerTime(copied(), number)])),
        quantities=[AnswerQuantity("killed", spoken(), number, copied())] if draw(st.booleans()) else None,
        status=draw(st.sampled_from(["asserted", "planned", None])),
    )


@given(st.lists(answers(), max_size=3))
def test_whatever_is_answered_what_is_kept_is_in_the_text(told):
    claims = Anchor(DOCUMENT, SENTENCES).claims(told)
    kept, rejected = lawful(DOCUMENT, claims)
    assert len(kept) + len(rejected) == len(told)
    for claim in kept:
        home = SENTENCES[told[claims.index(claim)].sentence]
        assert home.start <= claim.start <= claim.trigger_at[0] < claim.trigger_at[1] <= claim.end <= home.end
        said = [(claim.quote, (claim.start, claim.end)), (claim.trigger, claim.trigger_at)]
        said += [(quantity.expression, quantity.at) for quantity in claim.quantities]
        said += [(claim.time.expression, claim.time.at)] if claim.time else []
        assert all(DOCUMENT.text[slice(*at)] == words for words, at in said)
        assert all(filler.name in DOCUMENT.text for filler in (*claim.actor, *claim.place))
