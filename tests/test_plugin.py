"""Extractors that users bring: found by name, checked, and run like the packaged one."""

import asyncio
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from keyword_reader import keyword_reader

from annals.cli.app import run
from annals.errors import UsageError
from annals.extract.anchor import lawful
from annals.extract.plugin import Plugin, PluginError, find, with_ids
from annals.read import read_bytes
from annals.record import Record
from annals.types import Filler, Quantity

TEXT = (
    "Rebels take Goma\n\nGOMA, 21 November 2012 - March 23 Movement captured Goma on 20 November 2012, residents said. "
    "Ituri Patriots joined March 23 Movement on 1 March 2012. Government Artillery shelled Goma for hours."
)


@pytest.fixture
def document():
    return read_bytes(TEXT.encode(), name="wire", source="wire.txt")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to work in, with a report; modules imported from it are forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "wire.txt").write_text(TEXT)
    known = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - known:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


def read(capsys, folder, extractor, *arguments):
    capsys.readouterr()
    record = folder / "war.annals"
    code = run(["read", str(folder / "reports"), "--record", str(record), "--extractor", extractor, *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def written(folder, name, body):
    path = folder / f"{name}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(body)


# --------------------------------------------------------------------------------------- the example


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_example_of_the_documentation_runs(capsys, here, jobs):
    page = (Path(__file__).parents[1] / "docs" / "plugins.md").read_text(encoding="utf-8")
    (example,) = (block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "def find" in block)
    written(here, "shelling", example)
    code, out, err = read(capsys, here, "shelling:find", "--jobs", jobs)
    assert (code, err) == (0, "")
    assert "endpoint" not in out
    with Record.open(here / "war.annals") as record:
        (claim,) = record.claims()
    assert (claim.type, claim.quote) == ("strike", "Government Artillery shelled Goma")
    assert claim.id.startswith("c")
    assert claim.place[0].entity


# -------------------------------------------------------------------------------------------- names


BAD_NAMES = {
    "llms": "write package.module:function",
    "a:b:c": "write package.module:function",
    ":find": "write package.module:function",
    "../x:find": "write package.module:function",
    "no_such_module_at_all:find": "there is no module 'no_such_module_at_all'",
    "annals.no_such_part:find": "there is no module 'annals.no_such_part'",
    "annals.types:find": "there is no 'find' in annals.types",
    "annals.types:CLAIM_TYPES": "cannot be called",
    "needy:find": "needs 'no_such_dependency', which is not installed",
    "raising:find": "ZeroDivisionError: division by zero",
    "leaving:find": "SystemExit",
    "broken:find": "SyntaxError",
    "odd:nothing": "cannot be called with one Document",
    "odd:later": "is asynchronous",
    "odd:NeedsArguments": "cannot be made without arguments",
    "odd:NotCallable": "cannot be called",
}
MODULES = {
    "needy": "import no_such_dependency\n",
    "raising": "1 / 0\n",
    "leaving": "raise SystemExit(0)\n",
    "broken": "def find(:\n",
    "odd": """
def nothing(): return []
async def later(document): return []
class NeedsArguments:
    def __init__(self, path): pass
class NotCallable: pass
""",
}


@pytest.mark.parametrize(("name", "words"), BAD_NAMES.items(), ids=list(BAD_NAMES))
def test_a_name_that_leads_nowhere_is_told(here, name, words):
    for module, body in MODULES.items():
        written(here, module, body)
    with pytest.raises(UsageError) as caught:
        Plugin.open(name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_wrong_names_end_the_run_before_anything_is_written(capsys, here):
    code, out, err = read(capsys, here, "no_such_module_at_all:find")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not (here / "war.annals").exists()


def test_packages_of_the_folder_and_classes(here, document):
    written(here, "mine/__init__", "")
    written(here, "mine/deep", "class Reader:\n    def __call__(self, document):\n        return ()\n")
    assert Plugin.open("mine.deep:Reader")(document) == []


def test_a_file_of_the_folder_hides_no_package(here):
    sys.path[:] = [folder for folder in sys.path if folder]
    written(here, "tabnanny", "def check(document): return []\n")
    assert not find("tabnanny:check").__code__.co_filename.startswith(str(here))


# ------------------------------------------------------------------------------------------- rubbish


def first(document):
    return keyword_reader(document)[0]


RUBBISH = {
    "nothing": (lambda _: None, "returned nothing"),
    "text": (lambda _: "capture", "returned a value of type str"),
    "a mapping": (lambda _: {"claims": []}, "returned a value of type dict"),
    "a number": (lambda _: 3, "returned a value of type int"),
    "mappings": (lambda _: [{"type": "capture"}], "returned a value of type dict as item 0"),
    "a coroutine": (lambda _: asyncio.Event(), "returned a value of type Event"),
    "strings for fillers": (lambda d: [first(d), replace(first(d), actor=("M23",))], "$.actor[0]`, in item 1"),
    "a status": (lambda d: [replace(first(d), status="certain")], "certain"),
    "no offsets": (lambda d: [replace(first(d), start=None)], "$.start"),
    "a measure": (lambda d: [replace(first(d), quantities=(Quantity("ghosts", 1, 1),))], "measures 'ghosts'"),
    "a confidence": (lambda d: [replace(first(d), confidence=float("nan"))], "confidence"),
    "an error": (lambda _: 1 // 0, "failed (ZeroDivisionError"),
    "an error on the way": (lambda _: (1 // n for n in (1, 0)), "failed (ZeroDivisionError"),
    "an exit": (lambda _: sys.exit(3), "failed (SystemExit: 3)"),
}


@pytest.mark.parametrize(("function", "words"), RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_told(document, function, words):
    with pytest.raises(PluginError) as caught:
        Plugin("mine:find", function)(document)
    assert words in str(caught.value)
    assert str(caught.value).startswith("mine:find")


def test_a_failing_extractor_fails_its_documents_and_no_run(capsys, here):
    (here / "reports" / "bad.txt").write_text(TEXT + " A most unlucky place was reached in the end.")
    written(
        here,
        "unlucky",
        "import sys\nfrom keyword_reader import keyword_reader\n"
        "def find(document):\n    if 'unlucky' in document.text: sys.exit(0)\n    return keyword_reader(document)\n",
    )
    for jobs in ("1", "2"):
        code, out, err = read(capsys, here, "unlucky:find", "--jobs", jobs)
        assert code == 1
        assert err.count("\n") == 1
        assert "bad.txt: unlucky:find failed (SystemExit: 0); the document was left out" in err
        assert "please report" not in err
        assert "extract: PluginError" in out
    with Record.open(here / "war.annals") as record:
        assert [document.name for document in record.documents()] == ["wire"]
        assert len(record.claims()) == 2


# ------------------------------------------------------------------------------------------- claims


def test_lies_come_through_to_the_law_of_quotes(document):
    def lying(document):
        true, other = keyword_reader(document)
        yield replace(true, quote=true.quote.upper())
        yield replace(other, actor=(Filler("Ghosts", "Ghosts", 0, 6),))
        yield other

    kept, rejected = lawful(document, Plugin("mine:lying", lying)(document))
    assert [claim.type for claim in kept] == ["joining"]
    assert len(rejected) == 2


def test_ids_are_given_whatever_the_order(document):
    one, other = (replace(claim, id="7") for claim in keyword_reader(document))
    twin = replace(one, actor=one.place, place=one.actor)
    claims = with_ids(document, [one, other, twin])
    assert len({claim.id for claim in claims}) == 3
    assert claims == with_ids(document, [twin, other, one, one])
    elsewhere = replace(document, id="d2")
    assert not {claim.id for claim in claims} & {claim.id for claim in with_ids(elsewhere, [one, other, twin])}
    assert Plugin("mine:find", keyword_reader)(document) == with_ids(document, keyword_reader(document))
