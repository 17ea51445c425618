"""Profile pages: every sentence has its sources, hedges and dates say what the reports say."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_samples import PORT, days
from test_ask_state import at, build, report

from annals import ask
from annals.ask.wording import dated_words, figure_words, hedge, interval_words, span_words, the, when_words
from annals.export.pages import html, markdown
from annals.types import Evidence, Quantity


@pytest.fixture
def record(tmp_path):
    told = (
        ("The Lake Front captured Port Ariel.", "capture",
         {"actor": ["Lake Front"], "place": [at(PORT)], "time": days("2021-03-03")}),
        ("The Lake Front allegedly killed 12 <b>villagers</b> in May.", "killing",
         {"actor": ["Lake Front"], "target": ["villagers"], "time": days("2021-05-01", "2021-05-31"),
          "status": "reported", "quantities": (Quantity("killed", 12, 12, "villagers", "12"),)}),
        ("Residents said that the Lake Front shelled the harbour.", "strike",
         {"actor": ["Lake Front"], "target": ["harbour"], "attribution": ["residents"]}),
        ("The Lake Front is to join the Plains Union.", "joining",
         {"actor": ["Lake Front"], "target": ["Plains Union"], "status": "planned"}),
        ("The Lake Front denied a pact with the Hill Guard.", "agreement",
         {"actor": ["Lake Front"], "target": ["Hill Guard"], "status": "denied"}),
        ("Azo Lunda leads the Lake Front.", "leadership",
         {"actor": ["Azo Lunda"], "target": ["Lake Front"]}),
    )  # fmt: skip
    with build(tmp_path, report("wire", "2021-06-01", *told, publisher="Wire *Agency*")) as found:
        yield found


def lines(page):
    return [line for section in page.sections for line in section.lines]


def test_every_sentence_and_row_has_a_source(record):
    page = ask.profile(record, "Lake Front")
    assert lines(page)
    assert all(line.notes and line.text.endswith(".") for line in lines(page))
    rows = [row for section in page.sections for grid in section.grids for row in grid.rows]
    assert rows
    assert all(notes for _, notes in rows)
    cited = {n for line in lines(page) for n in line.notes} | {n for _, notes in rows for n in notes}
    assert cited == set(range(1, len(page.notes) + 1))


def test_sentences_hedge_as_the_reports_do(record):
    texts = [line.text for line in lines(ask.profile(record, "Lake Front"))]
    assert "The Lake Front captured Port Ariel on 3 March 2021." in texts
    assert "Reportedly, the Lake Front killed villagers in May 2021, with 12 villagers killed." in texts
    assert "According to residents, the Lake Front struck harbour." in texts
    assert "It was announced or expected that the Lake Front would join the Plains Union." in texts
    assert "It is denied that the Lake Front reached an agreement with the Hill Guard." in texts
    assert "The Lake Front was led by Azo Lunda as of a report of 1 June 2021." in texts


def test_what_no_report_dates_stands_apart(record):
    page = ask.profile(record, "Lake Front")
    headings = {section.heading: [line.text for line in section.lines] for section in page.sections}
    assert "The Lake Front captured Port Ariel on 3 March 2021." in headings["What happened"]
    undated = headings["What happened on days that no report tells"]
    assert "According to residents, the Lake Front struck harbour." in undated


def page_of(tmp_path, *told, name="Lake Front", published="2021-06-01"):
    with build(tmp_path, report("wire", published, *told)) as found:
        return [line.text for line in lines(ask.profile(found, name))]


def test_points_of_support_and_ends_are_told_as_such(tmp_path):
    group = {"actor": ["Lake Front"], "target": ["Plains Union"]}
    texts = page_of(
        tmp_path,
        ("The Lake Front was allied with the Hill Guard in March.", "alliance",
         {"actor": ["Lake Front"], "target": ["Hill Guard"], "time": days("2021-03-01", "2021-03-31")}),
        ("The Lake Front was listed by the Coast Court in May.", "designation",
         {"actor": ["Coast Court"], "target": ["Lake Front"], "time": days("2021-05-01", "2021-05-31")}),
        ("The Lake Front has left the Plains Union.", "leaving", group),
    )  # fmt: skip
    assert "The Lake Front was allied with the Hill Guard in March 2021." in texts
    assert "It was listed by the Coast Court in May 2021." in texts
    assert "The Lake Front was part of the Plains Union until some day before 1 June 2021." in texts


def test_an_office_is_told_by_its_name(tmp_path):
    spoken = ("Azo Lunda, spokesman of the Lake Front, spoke.", "leadership",
              {"actor": ["Azo Lunda"], "target": ["Lake Front"], "trigger": "spokesman"})  # fmt: skip
    assert "Azo Lunda was the Lake Front’s spokesman as of a report of 1 June 2021." in page_of(tmp_path, spoken)
    (tmp_path / "person").mkdir()
    texts = page_of(tmp_path / "person", spoken, name="Azo Lunda")
    assert "Azo Lunda was spokesman of the Lake Front as of a report of 1 June 2021." in texts


def test_a_founding_told_twice_is_one_sentence(tmp_path):
    founded = {"actor": ["Azo Lunda"], "target": ["Lake Front"]}
    texts = page_of(
        tmp_path,
        ("Azo Lunda founded the Lake Front in May 2020.", "formation",
         founded | {"time": days("2020-05-01", "2020-05-31")}),
        ("The Lake Front, which Azo Lunda founded, marched.", "formation", founded),
    )  # fmt: skip
    assert [text for text in texts if "founded" in text] == ["The Lake Front was founded by Azo Lunda in May 2020."]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ansar Dine", "Ansar Dine"),
        ("Malian army", "the Malian army"),
        ("Army of the Lake", "the Army of the Lake"),
        ("the Union", "the Union"),
        ("United States", "the United States"),
        ("Plains Defence Forces", "the Plains Defence Forces"),
        ("Plains troops", "Plains troops"),
        ("President Azo Lunda", "President Azo Lunda"),
        ("people", "people"),
        ("commander", "commander"),
        ("Kenya's air force", "Kenya's air force"),
        ("", ""),
    ],
)
def test_names_in_a_sentence_have_their_article(name, words):
    assert the(name) == words


def test_iso_days_in_a_message_become_words():
    assert dated_words("on 2021-03-04, not 2021-03-01 to 2021-03-31") == "on 4 March 2021, not March 2021"
    assert dated_words("call 2021-13-45") == "call 2021-13-45"


def test_a_page_knows_only_what_was_published(record):
    assert lines(ask.profile(record, "Lake Front", known_by=date(2021, 5, 1))) == []


def test_a_name_that_is_none_is_told(record):
    assert isinstance(ask.profile(record, "Nobody at All"), ask.NotFound)


def test_markdown_has_a_note_for_each_mark_and_escapes(record):
    text = markdown(ask.profile(record, "Lake Front"))
    marks, notes = set(re.findall(r"\[\^(\d+)\](?!:)", text)), set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))
    assert marks == notes != set()
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "Wire \\*Agency\\*" in text


def test_html_is_whole_and_escapes(record):
    text = html(ask.profile(record, "Lake Front"))
    assert text.startswith("<!DOCTYPE html>")
    assert "<b>" not in text
    assert "&lt;b&gt;villagers" in text
    targets = set(re.findall(r'href="#(note-\d+)"', text))
    assert targets == set(re.findall(r'<li id="(note-\d+)"', text)) != set()


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2012-11-20", "2012-11-20", "on 20 November 2012"),
        ("2013-02-01", "2013-02-28", "in February 2013"),
        ("2011-01-01", "2011-12-31", "in 2011"),
        ("2011-01-01", "2012-12-31", "between 2011 and 2012"),
        ("2011-05-01", "2011-08-31", "between May and August 2011"),
        ("2011-12-01", "2012-01-31", "between December 2011 and January 2012"),
        ("2013-01-14", "2013-01-17", "between 14 and 17 January 2013"),
        ("2013-01-28", "2013-02-02", "between 28 January 2013 and 2 February 2013"),
        ("2013-01-28", None, "on or after 28 January 2013"),
        (None, "2013-01-28", "by 28 January 2013"),
        (None, None, ""),
    ],
)
def test_days_in_words(start, end, words):
    assert when_words(*(date.fromisoformat(day) if day else None for day in (start, end))) == words


def test_spans_and_intervals_in_words():
    day = date(2013, 1, 28)
    assert span_words(day, None) == "since 28 January 2013"
    assert span_words(None, day) == "until 28 January 2013"
    assert interval_words(day, day) == "28 January 2013"
    assert interval_words(day, date(2013, 2, 2)) == "a day between 28 January 2013 and 2 February 2013"
    assert interval_words(day, None) == "a day on or after 28 January 2013"


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_an_interval_in_words_names_its_years(one, other):
    start, end = sorted((one, other))
    words = when_words(start, end)
    assert str(start.year) in words
    assert str(end.year) in words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (41, 41, "41 people"),
        (20, None, "at least 20 people"),
        (None, 1600, "up to 1,600 people"),
        (30, 40, "between 30 and 40 people"),
    ],
)
def test_figures_in_words(least, most, words):
    assert figure_words(Quantity("killed", least, most)) == words


@pytest.mark.parametrize(
    ("of", "words"),
    [("its fighters", "3 of its fighters"), ("its", "3 people"), ("Lakeshore", "3 Lakeshore people"),
     ("senior", "3 senior people"), ("police", "3 police"), ("Lake Front fighters", "3 Lake Front fighters")],
)  # fmt: skip
def test_whom_a_figure_counts(of, words):
    assert figure_words(Quantity("killed", 3, 3, of)) == words


def said(status, *cited):
    return Evidence("d", "Wire", None, "words", 0, 5, None, status, cited)


def test_a_source_is_named_only_where_all_is_cited():
    assert hedge("asserted", [said("asserted", "a major"), said("asserted")]) == ""
    assert hedge("asserted", [said("asserted", "a major"), said("asserted", "residents")]) == (
        "According to a major and residents, "
    )
    assert hedge("reported", [said("reported")]) == "Reportedly, "
    assert hedge("reported", [said("reported", "a major")]) == "According to a major, reportedly, "
