"""A language model as an extractor, against a real server on this machine: its answers, and the command."""

import json
import re
from datetime import date

import pytest
from chat_server import CAPTURE, TEXT, WITHDRAWAL, Asker, document, fails, says, serving
from hypothesis import given
from hypothesis import strategies as st

from annals.cli.app import run
from annals.errors import UsageError
from annals.extract import llm_prompt
from annals.extract.anchor import lawful
from annals.extract.llm_answer import parse
from annals.extract.llm_cache import Cache
from annals.extract.llm_client import AnswerError
from annals.record import Record
from annals.types import CLAIM_TYPES


@pytest.fixture
def ask(tmp_path):
    return Asker(tmp_path / "cache")


# ----------------------------------------------------------------------------------------- good answers


def test_claims_are_anchored_by_the_program(ask):
    doc = document()
    with serving(says([WITHDRAWAL, CAPTURE])) as server:
        capture, withdrawal = claims = ask(server, doc)
    kept, rejected = lawful(doc, claims)
    assert (kept, rejected) == ((capture, withdrawal), ())
    assert capture.quote == "The group\ncaptured Arden on 20 November 2012, killing at least 12 soldiers"
    assert doc.text[slice(*capture.trigger_at)] == capture.trigger == "captured"
    assert (capture.actor[0].name, capture.actor[0].mention) == ("Lake Front", "The group")
    assert capture.time.expression == doc.text[slice(*capture.time.at)] == "on 20 November 2012"
    assert (capture.time.start, capture.time.end) == (None, None)
    (dead,) = capture.quantities
    assert (dead.measure, dead.least, dead.most, dead.of) == ("killed", 12, None, "soldiers")
    assert doc.text[slice(*dead.at)] == "at least 12"
    assert withdrawal.quote == "The army withdrew south"
    assert (withdrawal.status, withdrawal.ended, withdrawal.time) == ("asserted", False, None)


def test_what_is_asked(ask):
    with serving(says([])) as server:
        assert ask(server, key="sesame-42") == []
    (body,) = server.asked
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["Authorization"] == "Bearer sesame-42"
    assert (body["model"], body["temperature"], body["seed"], body["stream"]) == ("tiny", 0, 0, False)
    assert body["response_format"]["json_schema"]["schema"] == llm_prompt.SCHEMA
    assert "[3] The group captured Arden on 20 November 2012" in server.prompts[0]


def test_every_type_is_explained_and_in_the_schema():
    assert set(llm_prompt.TYPE_NOTES) == set(CLAIM_TYPES)
    assert all(f"- {kind}: " in llm_prompt.SYSTEM for kind in CLAIM_TYPES)
    for claim in parse(re.search(r"^\{.*\}$", llm_prompt.SYSTEM, re.MULTILINE)[0]):
        assert claim.type in CLAIM_TYPES


FENCED = f"Here they are:\n```json\n{json.dumps({'claims': [WITHDRAWAL]}, indent=2)}\n```\nHope that helps {{}}!"
THOUGHT = f'<think>Perhaps {{"claims": []}} or more [1]?</think>\n{json.dumps([WITHDRAWAL])}'


@pytest.mark.parametrize("content", [FENCED, THOUGHT])
def test_json_within_prose_is_found(ask, content):
    with serving(says(content)) as server:
        assert [claim.type for claim in ask(server)] == ["withdrawal"]
    assert len(server.asked) == 1


def test_an_endpoint_that_refuses_parameters_is_asked_without_them(ask):
    def picky(body):
        for name in ("response_format", "seed", "temperature"):
            if name in body:
                return fails(400, f"Unsupported parameter: {name}")
        return says([WITHDRAWAL])

    with serving(picky) as server:
        assert len(ask(server)) == 1
        assert len(server.asked) == 4
        ask.model(document(TEXT + " The end came soon.", "other"))
    assert len(server.asked) == 5  # it was remembered


def test_names_of_the_report_only(ask):
    elsewhere = WITHDRAWAL | {"target": [{"name": "Lake Front", "mention": None}]}
    known = WITHDRAWAL | {"actor": [{"name": "National Army of Ruritania", "mention": "The army"}]}
    invented = WITHDRAWAL | {"target": [{"name": "Blue Brigade", "mention": None}]}
    doc = document()
    with serving(says([elsewhere, known, invented])) as server:
        kept, rejected = lawful(doc, ask(server, doc))
    assert len(rejected) == 1
    assert {claim.actor[0].name for claim in kept} == {"army", "The army"}
    (target,) = next(claim.target for claim in kept if claim.target)
    assert (target.name, target.mention) == ("Lake Front", None)
    assert len({claim.id for claim in kept}) == 2


LIES = {
    "quote not in the text": {"quote": "The army surrendered"},
    "quote with other letters": {"quote": "The Army withdrew south"},
    "quote of another sentence": {"sentence": 3},
    "no such sentence": {"sentence": 99},
    "negative sentence": {"sentence": -1},
    "empty quote": {"quote": ""},
    "trigger": {"trigger": "fled"},
    "mention": {"actor": [{"name": "army", "mention": "The navy"}]},
    "name": {"target": [{"name": "Blue Brigade", "mention": None}]},
    "part of a word": {"actor": [{"name": "arm", "mention": "arm"}]},
    "time": {"time": {"words": "on Monday", "sentence": 4}},
    "number": {"quantities": [{"measure": "killed", "words": "300", "sentence": 4, "of": None}]},
    "measure": {"quantities": [{"measure": "ghosts", "words": "The", "sentence": 4, "of": None}]},
    "type": {"type": "coronation"},
    "status": {"status": "certain"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_lies_are_rejected_and_counted(ask, lie):
    doc = document()
    with serving(says([CAPTURE, WITHDRAWAL | lie])) as server:
        kept, rejected = lawful(doc, ask(server, doc))
    assert [claim.type for claim in kept] == ["capture"]
    assert len(rejected) == 1


# ------------------------------------------------------------------------------------- long documents

LONG = "The war\n\n" + " ".join(f"Unit {n} attacked the town of Sendai{n} on the coast road." for n in range(1, 401))


def each_sentence(body):
    """Claim one attack for every sentence that is shown, context included."""
    shown = re.findall(r"^\[(\d+)\] ((Unit \d+) attacked .*)\.$", body["messages"][-1]["content"], re.MULTILINE)
    claims = [
        {"type": "attack", "sentence": int(number), "quote": quote, "trigger": "attacked", "actor": [unit]}
        for number, quote, unit in shown
    ]
    return says(claims, cut=len(claims) > 60, usage=(len(claims), 1))


def test_a_long_document_is_asked_about_in_parts_and_halves(ask):
    doc = document(LONG)
    with serving(each_sentence) as server:
        kept, rejected = lawful(doc, ask(server, doc))
    assert rejected == ()
    assert [claim.actor[0].name for claim in kept] == [f"Unit {n}" for n in range(1, 401)]
    assert len(server.asked) > 8
    assert sum("Context, make no claims of these:" in prompt for prompt in server.prompts) >= 3


@given(st.integers(1, 400), st.integers(0, 6))
def test_parts_leave_no_sentence_out(core, overlap):
    doc = document(LONG[:3_000])
    parts = llm_prompt.parts(doc, core=core, overlap=overlap)
    numbers = [number for part in parts for number, _ in part.core]
    assert numbers == list(range(1, len(doc.sentences) + 1))
    for part in parts:
        shown = [number for number, _ in (*part.context, *part.core)]
        assert shown == list(range(shown[0], shown[-1] + 1))
        assert len(part.context) == min(overlap, part.core[0][0] - 1)


def test_an_answer_that_is_too_long_for_one_sentence_is_told(ask):
    with serving(says("{", cut=True)) as server, pytest.raises(AnswerError, match="cut off"):
        ask(server, document("One sentence about a war that is long enough to be read as a document here."))


# ---------------------------------------------------------------------------------- cache and counting


def test_a_question_is_paid_once(ask):
    doc = document()
    with serving(says([CAPTURE], usage=(321, 45))) as server:
        first = ask(server, doc)
        counts = ask.model.take_counts()
        assert counts == {"questions": 1, "prompt_tokens": 321, "completion_tokens": 45}
        assert not ask.model.take_counts()
        again = ask(server, doc)
        assert ask.model.take_counts() == {"remembered": 1}
        ask(server, document(TEXT + " Nothing else was known."))
    assert first == again
    assert len(server.asked) == 2


def test_a_damaged_cache_is_asked_again(ask, tmp_path):
    with serving(says([CAPTURE])) as server:
        ask(server)
        (kept,) = (tmp_path / "cache").rglob("*.json")
        assert "sesame" not in kept.read_text()
        for damage in ("", "{", "[]", '{"content": "no"}'):
            kept.write_text(damage)
            assert len(ask(server)) == 1
    assert len(server.asked) == 5


def test_a_cache_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="--cache"):
        Cache.open(tmp_path / "file" / "cache")


# ------------------------------------------------------------------------------------------- bad answers


def test_a_malformed_answer_is_asked_again_with_the_reason(ask):
    broken = json.dumps({"claims": [{"type": "capture", "sentence": "three", "quote": "x"}]})
    with serving(says("I cannot do that."), says(broken), says([WITHDRAWAL])) as server:
        assert len(ask(server)) == 1
        assert ask.model.take_counts()["questions"] == 3
    assert "no JSON object" in server.prompts[1]
    assert "sentence" in server.prompts[2]
    assert server.asked[1]["messages"][-2] == {"role": "assistant", "content": "I cannot do that."}


def test_answers_that_stay_malformed_are_an_error(ask):
    with serving(says("Sorry.")) as server, pytest.raises(AnswerError, match="none of its 3 answers"):
        ask(server)
    assert len(server.asked) == 3


@pytest.mark.parametrize("body", [b"<html>Hello</html>", b"{}", b"[]", b'{"choices": []}', b"\xff", b"[" * 100_000])
def test_what_is_no_chat_completion_is_told(ask, body):
    with serving((200, {}, body)) as server, pytest.raises(AnswerError, match="not as a chat-completions endpoint"):
        ask(server)


# ------------------------------------------------------------------------------------------ command line


def read(capsys, record, *arguments):
    capsys.readouterr()
    code = run(["read", *map(str, arguments), "--record", str(record), "--extractor", "llm"])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def wire(tmp_path):
    path = tmp_path / "in" / "wire.txt"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


def test_the_command_resolves_counts_and_remembers(capsys, tmp_path, wire):
    lie = WITHDRAWAL | {"quote": "The army fled"}
    with serving(says([CAPTURE, lie], usage=(1_234, 56))) as server:
        options = ("--endpoint", server.url, "--model", "tiny")
        code, out, err = read(capsys, tmp_path / "a.annals", wire, *options)
        assert (code, err) == (0, "")
        assert "1 claim (1 rejected" in out
        assert "1 question asked, 0 answered from the cache; 1,234 prompt and 56 completion tokens" in out
        with Record.open(tmp_path / "a.annals") as record:
            (claim,) = record.claims()
        assert (claim.time.start, claim.time.end) == (date(2012, 11, 20), date(2012, 11, 20))
        cache = tmp_path / "a.annals.llm-cache"
        code, out, _ = read(capsys, tmp_path / "b.annals", wire, *options, "--cache", cache)
        assert "0 questions asked, 1 answered from the cache" in out
    assert len(server.asked) == 1


def test_a_document_without_an_answer_is_a_failure_and_the_run_goes_on(capsys, tmp_path, wire):
    wire.with_name("cursed.txt").write_text(TEXT + " The Cursed Brigade did nothing at all.")

    def moody(body):
        return says("no") if "Cursed" in json.dumps(body) else says([CAPTURE])

    with serving(moody) as server:
        options = ("--endpoint", server.url, "--model", "tiny", "--jobs", "2")
        code, out, err = read(capsys, tmp_path / "a.annals", wire.parent, *options)
    assert code == 1
    assert err.count("\n") == 1
    assert "cursed.txt: http://127.0.0.1" in err
    assert "the next run tries it again" in err
    assert "extract: AnswerError" in out
    assert "4 questions asked" in out
    with Record.open(tmp_path / "a.annals") as record:
        assert [document.name for document in record.documents()] == ["wire"]
        assert len(record.failures()) == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_wrong_key_ends_the_run_in_one_line(capsys, monkeypatch, tmp_path, wire, jobs):
    monkeypatch.setenv("ANNALS_LLM_KEY", "sesame-42")
    with serving(fails(401, "bad key sesame-42")) as server:
        options = ("--endpoint", server.url, "--model", "tiny", "--jobs", jobs)
        code, out, err = read(capsys, tmp_path / "a.annals", wire, *options)
    assert server.headers[0]["Authorization"] == "Bearer sesame-42"
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "ANNALS_LLM_KEY" in err
    assert "sesame" not in err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "needs --endpoint"),
        (("--endpoint", "http://localhost:1/v1"), "needs --model"),
        (("--endpoint", "nowhere", "--model", "tiny"), "no endpoint"),
    ],
)
def test_wrong_use_is_told_before_anything_is_written(capsys, tmp_path, wire, options, words):
    code, out, err = read(capsys, tmp_path / "a.annals", wire, *options)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_options_of_the_endpoint_alone_are_refused(capsys, tmp_path, wire):
    assert run(["read", str(wire), "--record", str(tmp_path / "a.annals"), "--model", "tiny"]) == 2
    assert "--extractor llm" in capsys.readouterr().err
