"""Incident templates: names, grouping, and the program on development data."""

import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from annals.extract.windows import Window  # noqa: E402
from bench.muc4 import CLOSED, HEADS, KINDS, Joined, Limits, Scores, decode, fold, join, sketch  # noqa: E402
from bench.muc4_groups import FEATURES, ROLES, Joins, Layout, Name, features, groups, likeness, shared_out  # noqa: E402
from bench.muc4_kinds import Telling  # noqa: E402
from bench.muc4_kinds import features as kind_features  # noqa: E402

MODEL = ROOT / "src" / "annals" / "model"
TEXT = "guerrillas bombed the power station in usulutan. hooded men kidnapped mayor ana ruiz near apopa."
STARTS = (0, TEXT.index("hooded"))
NAMES = ("guerrillas", "power station", "hooded men", "mayor ana ruiz")


def piece_document():
    """Every word of TEXT is one piece."""
    bounds, at = [], 0
    for word in TEXT.split():
        at = TEXT.index(word, at)
        bounds.append((at, at + len(word.rstrip("."))))
        at += len(word)
    offsets = np.array(bounds, dtype=np.int64)
    free = np.zeros(len(offsets), dtype=np.float32)
    empty = np.zeros(0, dtype=np.int64)
    return Joined(TEXT, (Window(empty, empty, offsets, empty, 0),), (slice(0, 0),), offsets, free, free, STARTS)


def spans(document):
    starts = [int(np.flatnonzero(document.offsets[:, 0] == TEXT.index(name))[0]) for name in NAMES]
    return np.array([(a, a + len(name.split()) - 1) for a, name in zip(starts, NAMES, strict=True)], dtype=np.int64)


def scores(document, told):
    roles = np.full((4, len(ROLES)), -5, dtype=np.float32)
    for row, role in enumerate(("PerpInd", "Target", "PerpInd", "Victim")):
        roles[row, ROLES.index(role)] = 3
    told_logits = np.array([5 if kind in told else -5 for kind in KINDS], dtype=np.float32)
    return Scores(spans(document), roles, told_logits)


def joins(same_sentence):
    """Names of one sentence fill one template, or not; those of different sentences do not."""
    weights = [2 * same_sentence if name == "same sentence" else 0.0 for name in FEATURES]
    return Joins(tuple(weights), -same_sentence)


def speaks(**kinds):
    """Words nearby that speak for a kind."""
    rows = {f"near {word}": tuple(4.0 * (name == kind) for name in KINDS) for word, kind in kinds.items()}
    return Telling(rows, (0.0,) * len(KINDS))


WORDS = speaks(bomb="bombing", kidnapp="kidnapping")


def read(told, same_sentence=4.0, said=None):
    document = piece_document()
    found = said or scores(document, told)
    return decode(sketch(document, found, joins(same_sentence)), Limits(), WORDS)


BLAST = {"incident_type": "bombing", "PerpInd": [["guerrillas"]], "Target": [["power station"]]}
ABDUCTION = {"incident_type": "kidnapping", "PerpInd": [["hooded men"]], "Victim": [["mayor ana ruiz"]]}


def filled(templates):
    return [{slot: value for slot, value in t.items() if value} for t in templates]


def test_mentions_go_to_the_incident_that_their_sentence_tells():
    told = filled(read(["bombing", "kidnapping"]))
    assert sorted(told, key=str) == sorted([BLAST, ABDUCTION], key=str)


def test_two_incidents_of_one_kind_are_told_apart():
    told = filled(read(["attack"]))
    assert sorted(told, key=str) == sorted(({**t, "incident_type": "attack"} for t in (BLAST, ABDUCTION)), key=str)


def test_one_incident_stays_one_template():
    told = read(["attack"], same_sentence=-4.0)
    assert [t["incident_type"] for t in told] == ["attack"]
    assert told[0]["PerpInd"] == [["guerrillas"], ["hooded men"]]


def test_an_incident_that_nothing_fills_is_told_by_its_kind():
    assert filled(read(["bombing", "kidnapping", "arson"]))[2:] == [{"incident_type": "arson"}]


def test_a_victim_whose_name_is_part_of_another_is_told_once():
    document = piece_document()
    found = sketch(document, scores(document, ["kidnapping"]), joins(4.0))
    longer = next(i for i, name in enumerate(found.names) if "ana" in name.words)
    shorter = replace(found.names[longer], words=frozenset(["ruiz"]))
    doubled = replace(
        found,
        fillers=[*found.fillers, replace(found.fillers[longer], name="ruiz")],
        names=[*found.names, shorter],
        same=np.ones((len(found.names) + 1,) * 2),
    )
    assert [t["Victim"] for t in decode(doubled, Limits(), WORDS)] == [[["mayor ana ruiz"]]]


def test_the_kind_is_told_by_the_sentences_that_name_most_fillers():
    names = [Name(frozenset(["guerrillas"]), 0, [0]), Name(frozenset(["power", "station"]), 2, [22])]
    found = kind_features(TEXT, STARTS, names)
    assert found["near bomb"] == 1
    assert "near kidnapp" not in found
    assert (found["PerpInd"], found["Target"], found["Target power"]) == (1, 1, 1)
    assert int(WORDS.scores(found).argmax()) == KINDS.index("bombing")
    assert kind_features(TEXT, STARTS, [Name(frozenset(["car"]), 2, [])]) == {"Target": 1, "Target car": 1}


def test_words_near_the_fillers_learn_their_kind(tokenizer):
    pytest.importorskip("torch")
    from train.incidents import report
    from train.telling import fitted

    acts = {"bombing": ("bombed the bridge", "Target", "bridge"), "kidnapping": ("seized mayor ruiz", "Victim", "ruiz")}
    reports = []
    for kind, (words, role, name) in acts.items():
        told = {"incident_type": kind} | {label: [] for label in ROLES} | {role: [[[name, 0]]]}
        reports += [report({"docid": "x", "doctext": f"rebels {words}.", "templates": [told]}, tokenizer)] * 5
    telling = fitted(reports)
    assert int(telling.scores({"near bomb": 1.0}).argmax()) == KINDS.index("bombing")
    assert int(telling.scores({"near seiz": 1.0}).argmax()) == KINDS.index("kidnapping")


def test_the_regression_of_kinds_comes_back_as_it_was_written(tmp_path):
    WORDS.save(tmp_path / "kinds.json")
    assert Telling.load(tmp_path / "kinds.json") == WORDS


def test_a_document_without_incidents_has_no_templates():
    assert read([]) == []


def test_the_closest_places_tell_how_far_two_names_are_apart():
    text, starts = "Rebels came. On monday a car burned! It was last week that rebels fled.", (0, 13, 37)
    station, rebels = Name(frozenset(["car"]), 2, [25]), Name(frozenset(["rebels"]), 0, [0, 59])
    found = dict(zip(FEATURES, features(Layout(text, starts), station, rebels), strict=True))
    assert found["log distance"] == pytest.approx(np.log1p(25))
    assert (found["same sentence"], found["next sentence"], found["dates between"]) == (0, 1, 1)
    assert (found["PerpInd and Target"], found["how often said"], found["length"]) == (1, 3, len(text) / 1000)
    same = likeness(Layout(text, starts), [station, rebels], joins(4.0))
    np.testing.assert_allclose(same, same.T)
    assert same[0, 0] == 1
    assert same[0, 1] < 0.5


@given(*[st.lists(st.integers(0, 70), min_size=1, max_size=8).map(sorted)] * 2)
def test_the_closest_places_are_found_without_trying_all(one, other):
    layout = Layout("Rebels came. On monday a car burned! It was last week that rebels fled.", (0, 13, 37))
    tried = min(layout.apart(a, b) for a in one for b in other)
    assert layout.closest(one, other) == layout.closest(other, one) == tried


def test_a_group_holds_only_what_is_pairwise_alike():
    same = np.array([[1, 0.9, 0.1], [0.9, 1, 0.8], [0.1, 0.8, 1]])
    assert groups([0, 1, 2], same, 0.5) == [[0, 1], [2]]
    assert groups([0, 1, 2], same, 0.05) == [[0, 1, 2]]
    assert groups([], same, 0.5) == []


def test_a_perpetrator_joins_every_incident_that_is_likely_enough_and_at_least_one():
    same = np.array([[1, 0.2, 0.7, 0.6], [0.2, 1, 0.7, 0.1], [0.7, 0.7, 1, 0.5], [0.6, 0.1, 0.5, 1]])
    assert shared_out([2, 3], [[0], [1]], same, 0.65) == [[2, 3], [2]]
    assert shared_out([2], [], same, 0.5) == []


def test_the_regression_learns_which_names_go_together(tokenizer):
    pytest.importorskip("torch")
    from train.incidents import report
    from train.joins import fitted

    def told(**roles):
        return {"incident_type": "attack"} | {role: [[[n, 0]] for n in roles.get(role, [])] for role in ROLES}

    templates = [told(PerpInd=["guerrillas"], Target=["power station"]),
                 told(PerpInd=["hooded men"], Victim=["mayor ana ruiz"])]  # fmt: skip
    found = fitted([report({"docid": str(n), "doctext": TEXT, "templates": templates}, tokenizer) for n in range(99)])
    assert dict(zip(FEATURES, found.weights, strict=True))["same sentence"] > 0.1
    layout = Layout(TEXT, STARTS)
    at = [
        Name(frozenset(name.split()), role, [TEXT.index(name)]) for name, role in zip(NAMES, (0, 2, 0, 3), strict=True)
    ]
    same = likeness(layout, at, found)
    assert min(same[0, 1], same[2, 3]) > 0.5 > max(same[0, 2], same[0, 3], same[1, 2], same[1, 3])


def contract(shared):
    path = shared / "contract" / "score_templates.py"
    if not path.exists():
        pytest.skip("no scorer here")
    spec = importlib.util.spec_from_file_location("score_templates", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("text", ["the U.S. embassy", "a half-brother", "FMLN (front)", "", "an", "m-16  rifle", "año"])
def test_names_are_folded_as_the_scorer_folds_them(shared, text):
    assert fold(text) == contract(shared).fold(text)


@pytest.fixture
def tokenizer():
    from tokenizers import Tokenizer

    if not (MODEL / "tokenizer.json").exists():
        pytest.skip("no weights here")
    loaded = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    loaded.no_padding()
    loaded.no_truncation()
    return loaded


def test_mentions_start_and_end_with_whole_words(tokenizer):
    document = join(TEXT, "x", tokenizer)
    for i, (a, b) in enumerate(document.offsets.tolist()):
        if document.starts[i] != CLOSED:
            assert TEXT[a].isalnum()
            assert a == 0 or not TEXT[a - 1].isalnum()
        if document.ends[i] != CLOSED:
            assert not TEXT[b : b + 1].isalnum()
    opened = {TEXT[a:b] for (a, b), s in zip(document.offsets.tolist(), document.starts, strict=True) if s != CLOSED}
    assert "the" not in opened
    assert "power" in opened


def test_a_long_document_is_joined_without_gaps_or_repeats(tokenizer):
    text = " ".join(f"on day {n} rebels attacked the town of santa rosa again." for n in range(120))
    document = join(text, "x", tokenizer)
    assert len(document.windows) > 2
    assert (np.diff(document.offsets[:, 0]) > 0).all()
    assert "".join(text[a:b] for a, b in document.offsets.tolist()) == text.replace(" ", "")


def test_gold_names_are_found_where_they_are_said(tokenizer):
    pytest.importorskip("torch")
    from train.incidents import report

    told = {"incident_type": "bombing / attack"} | {role: [] for role in ROLES}
    told["Victim"] = [[["mayor ana ruiz", TEXT.index("mayor")]]]
    found = report({"docid": "x", "doctext": TEXT, "templates": [told]}, tokenizer)
    assert [(ROLES[r], found.document.name(a, b)) for r, a, b in found.spans] == [("Victim", "mayor ana ruiz")]
    assert found.kinds == (KINDS.index("bombing"),)


def test_the_head_learns_from_a_document(tokenizer):
    torch = pytest.importorskip("torch")
    from train.incidents import IncidentHead, one_loss, report

    told = {"incident_type": "kidnapping"} | {role: [] for role in ROLES}
    told["Victim"] = [[["mayor ana ruiz", TEXT.index("mayor")]]]
    example = report({"docid": "x", "doctext": TEXT, "templates": [told]}, tokenizer)
    torch.manual_seed(1)
    head = IncidentHead(32, dropout=0.0)
    states = torch.randn(len(example.document.offsets), 32)
    optimiser = torch.optim.Adam(head.parameters(), lr=3e-3)
    for _ in range(60):
        loss = one_loss(head, example, states)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        out = head(states, torch.from_numpy(example.document.starts), torch.from_numpy(example.document.ends))
    found = decode(sketch(example.document, Scores(*(part.numpy() for part in out)), joins(4.0)), Limits(), WORDS)
    assert filled(found) == [{"incident_type": "kidnapping", "Victim": [["mayor ana ruiz"]]}]


def test_the_exported_head_says_what_the_network_says(tmp_path):
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    import onnxruntime

    from train.incidents import IncidentHead, export

    torch.manual_seed(1)
    head = IncidentHead(32).eval()
    export(head, Limits(), joins(1.0), {}, tmp_path)
    session = onnxruntime.InferenceSession(str(tmp_path / "incidents.onnx"), providers=["CPUExecutionProvider"])
    for n in (1, 7, 60, 200):
        states, starts, ends = torch.randn(n, 32), torch.zeros(n), torch.zeros(n)
        with torch.no_grad():
            expected = head(states, starts, ends)
        inputs = {"states": states.numpy(), "starts": starts.numpy(), "ends": ends.numpy()}
        told = session.run(None, inputs)
        assert [part.shape for part in told] == [tuple(part.shape) for part in expected]
        # Shorter texts have fewer spans than are kept; which impossible ones fill the rest is a matter of chance.
        if n >= 60:
            for one, other in zip(told[1:], expected[1:], strict=True):
                np.testing.assert_allclose(one, other.numpy(), atol=1e-3)


def test_the_program_reads_development_documents(shared, tmp_path):
    if not (HEADS / "incidents.onnx").exists() or not (MODEL / "tokens.onnx").exists():
        pytest.skip("no weights here")
    lines = (shared / "data" / "muc4" / "dev.jsonl").read_text(encoding="utf-8").splitlines()[:3]
    given = tmp_path / "in.jsonl"
    given.write_text("\n".join([*lines, json.dumps({"docid": "empty", "doctext": ""})]), encoding="utf-8")
    for call in (["-m", "bench.muc4"], [str(ROOT / "bench" / "muc4.py")]):
        subprocess.run([sys.executable, *call, str(given), str(tmp_path / "out.jsonl")], check=True, cwd=ROOT)
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["docid"] for row in out] == [json.loads(line)["docid"] for line in lines] + ["empty"]
    assert out[-1]["templates"] == []
    assert all(t["incident_type"] in KINDS for row in out for t in row["templates"])
