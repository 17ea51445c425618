"""The corpus tools: faults are found, and standoff annotations come back as they were."""

import gzip
import json
from pathlib import Path

import pytest

from train.corpus import ROOT, dev_rows, document, faults, rows, shared, silver_rows, training_rows, written_rows
from train.implied_times import implied_times
from train.standoff import join, strip
from train.texts import LEAD, texts

TEXT = "Gunmen shot two guards in Goma on Monday. The group fled."


def row():
    claim = {
        "type": "attack", "quote": "Gunmen shot two guards in Goma on Monday", "start": 0, "end": 40, "trigger": "shot",
        "actor": [{"name": "Gunmen", "mention": "Gunmen"}],
        "target": [{"name": "guards|two guards", "mention": "guards"}],
        "place": [{"name": "?Goma", "mention": "Goma"}], "origin": [], "instrument": [], "attribution": [],
        "time": {"start": "2014-05-05", "end": "2014-05-05", "expression": "Monday"},
        "quantities": [{"measure": "killed", "least": 2, "most": 2, "of": "guards", "expression": "two"}],
        "status": "asserted",
    }  # fmt: skip
    return {"document": {"id": "one"}, "text": TEXT, "claims": [claim]}


def test_a_sound_row_has_no_faults():
    assert faults(row()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": "picnic"}, "unknown type"),
        ({"status": "rumoured"}, "unknown status"),
        ({"start": 1}, "quote is not the text"),
        ({"trigger": "stabbed"}, "trigger"),
        ({"actor": [{"name": "Gunmen", "mention": "Soldiers"}]}, "actor mention"),
        ({"actor": ["Gunmen"]}, "without a name"),
        ({"quantities": [{"measure": "eaten", "expression": None}]}, "unknown measure"),
        ({"time": {"start": "2014-05-06", "end": "2014-05-05"}}, "ends before"),
        ({"time": {"start": None, "end": None, "expression": "Friday"}}, "'Friday'"),
    ],
)
def test_faults_are_told(change, told):
    wrong = row()
    wrong["claims"][0] |= change
    assert any(told in fault for fault in faults(wrong))


def test_standoff_keeps_no_sentence_and_comes_back_whole():
    kept = strip(row())
    assert "shot two" not in json.dumps(kept)
    assert join(kept, {"one": row()})["claims"] == row()["claims"]


def test_a_missing_or_changed_text_is_told():
    kept = strip(row())
    with pytest.raises(KeyError, match="not at hand"):
        join(kept, {})
    with pytest.raises(ValueError, match="checksum"):
        join(kept, {"one": {"document": {"id": "one"}, "text": TEXT + " "}})


def test_every_written_document_is_sound():
    found = written_rows()
    assert len(found) > 100
    assert [fault for document in found for fault in faults(document)] == []


def test_every_standoff_annotation_meets_its_text(shared):
    from train.corpus import standoff_rows

    found = standoff_rows()
    assert len(found) > 500
    assert [fault for document in found for fault in faults(document)] == []


def test_the_corpus_keeps_no_text_that_is_not_its_own():
    for path in sorted(Path(ROOT / "corpus").glob("s*/*.jsonl")):
        for kept in rows(path):
            assert set(kept) == {"document", "sha256", "claims"}
            assert not {"text", "title"} & set(kept)
            assert all(isinstance(claim["quote"], list) for claim in kept["claims"])


def runs_of_words(row, length=12):
    words = row["text"].split()
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_nothing_of_the_development_documents_is_trained_on():
    if not (shared() / "data" / "claims" / "dev.jsonl").exists():
        pytest.skip("no shared data here")
    trained = [*training_rows(), *silver_rows()]
    held = dev_rows()
    assert len(held) >= 120
    assert not {row["document"]["id"] for row in trained} & {row["document"]["id"] for row in held}
    known = set().union(*(runs_of_words(row) for row in trained))
    assert not [row["document"]["id"] for row in held if runs_of_words(row) & known]


def test_development_documents_are_well_formed():
    if not (shared() / "data" / "claims" / "dev.jsonl").exists():
        pytest.skip("no shared data here")
    assert [fault for row in dev_rows() for fault in faults(row)] == []


def test_a_time_that_another_sentence_tells_is_linked_to_its_words():
    text = "On 3 May 2014 the Red Band stormed the mill at Kosti. Its men burnt the granary. They held it until 2016."
    claim = {"type": "destruction", "quote": "Its men burnt the granary", "trigger": "burnt", "status": "asserted"}
    claim |= {"start": text.index("Its"), "end": text.index("Its") + len(claim["quote"])}
    days = {"start": "2014-05-03", "end": "2014-05-03", "expression": None}
    told = {"document": {"id": "d"}, "text": text}
    doc = document(told | {"claims": []})
    at = text.index("3 May 2014")
    (start, end), none, unknown = implied_times(
        doc, [claim | {"time": days}, claim | {"time": None}, claim | {"time": days | {"end": "2014-05-09"}}]
    )
    assert start <= at
    assert end == at + len("3 May 2014")
    assert none is None
    assert unknown is None


def test_reports_kept_sentence_by_sentence_are_put_together_again(tmp_path):
    folder = tmp_path / "data" / "extra"
    folder.mkdir(parents=True)
    told = [
        {"sentence_id": f"VOA_EN_NW_2016.04.19.1_{n}", "sentence": f"Sentence {n}"} for n in (2, 10, 0, *range(20, 40))
    ]
    with gzip.open(folder / "m2e2-sentences.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in told)
    found = texts(tmp_path)["lead-2016.04.19.1"]
    assert found["text"].splitlines()[:3] == ["Sentence 0", "Sentence 2", "Sentence 10"]
    assert len(found["text"].splitlines()) == LEAD
    assert found["document"]["published"] == "2016-04-19"
