"""Reading text and pages: what is told apart, what a document says of itself."""

import time
from datetime import date

import pytest
from reading import ARTICLE, PAGES, check, kinds, of, page, read

from annals.errors import SourceError
from annals.read import narrative_text, read_bytes
from annals.types import NARRATIVE

# -------------------------------------------------------------------------------------------- plain text

SCRAPED = """0 €
1,500 €

Border guards repel raid on Sarn pass

Border guards repel raid on Sarn pass

Guards at the pass

Follow Highland Monitor

On 4 June some forty raiders attacked the customs post at the Sarn pass, the interior ministry said in a statement.

The raiders, who call themselves Sons of the Ridge, lost six men and left two machine guns behind, it added.

If you like this article, please consider supporting our work!

  • goat_herder

    Nobody believes this, I saw the post burning.

    • Mirela K

      You saw nothing lol

  • earn4u

    I get $80 per hour working online, visit http://jobs.example ♥♥♥♥
"""


def test_scraped_text_is_told_apart():
    document = read(SCRAPED)
    check(document)
    assert document.title == "Border guards repel raid on Sarn pass"
    assert of(document, "title") == document.title
    assert of(document, "lead").startswith("On 4 June")
    assert of(document, "body").startswith("The raiders, who call")
    assert of(document, "caption") == "Guards at the pass"
    assert "goat_herder" not in narrative_text(document)
    assert "earn4u" not in narrative_text(document)
    assert "consider supporting" in of(document, "boilerplate")
    assert "Follow Highland Monitor" in of(document, "boilerplate")
    assert "1,500 €" in of(document, "boilerplate")
    assert all(kind == "comment" for kind, _text in kinds(document)[-6:])


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        ("Leave a Reply\n\nYour email address will not be published.\n\nComment\n\nName *", "Name *"),
        ("12 comments\n\nJohn says:\nMay 3, 2016 at 3:22 pm\n\nThe army is great.\n\nReply", "The army is great."),
        ("peter_w\n3 hours ago\nThe army lies as always.\nReply\nShare", "The army lies"),
        ("Schreibe einen Kommentar\n\nDie Armee lügt.", "Die Armee"),
        ("Comments (2)\n\nzed\n\nTwo years ago the army did the same.\n\n2 days ago\n\nReply", "did the same"),
        ("Be the first to comment", "Be the first"),
        ("Donate now!\n\nghost99\nyou people believe anything!!\nlaura\nI was there and saw nothing", "laura"),
        ("Sign up for our newsletter and get the news in your inbox.", "newsletter"),
        ("This site uses cookies. By continuing you accept them.", "cookies"),
        ("Share this: Facebook Twitter Email", "Facebook"),
        ("Tags: army, Belen, siege", "Tags"),
        ("© 2016 The Courier. All rights reserved.", "Courier"),
        ("Please consider making a donation to keep this site alive.", "donation"),
        ("Home | World | Sport | Contact", "Sport"),
    ],
)
def test_what_is_not_the_report_is_no_narrative(after, lost):
    document = read(f"{ARTICLE}\n\n{ARTICLE[:110]}.\n\n{after}")
    check(document)
    assert lost in document.text
    assert lost not in narrative_text(document)
    assert ARTICLE in narrative_text(document)


@pytest.mark.parametrize(
    "text",
    [
        "82 people are wounded in riots across the province, sparked by a march. (News Agency)",
        "Comments by the minister that the war is over drew anger.",
        "The brigades:\n- the First, 300 men;\n- the Second, 200 men;\n- the Third, disbanded.",
        ARTICLE + "\n\nBelen\n\nThree strikes hit two depots near the river.\n\nOrsk\n\nOne strike hit a tunnel there.",
        ARTICLE + "\n\n• Belen\n\nThree strikes hit two depots.\n\n• Orsk\n\nOne strike hit a tunnel entrance.",
        "I was there and you were not! We lost everything, our homes and our sons, said the mayor to the soldiers.",
        ARTICLE + "\n\n1917\n\nThe town had been taken once before, by the Eleventh Army, in the spring of that year.",
        "We ask you to support our people and to donate blood, the ministry said in a statement read on the radio.",
        "The general said:\n\n“We will not leave. Share this with your families: we are coming home soon.”\n\n"
        + ARTICLE,
        "COUNCIL CONDEMNS ATTACK\nThe Council condemned the attack on the convoy in the strongest terms on Friday.",
        "Share prices fell and the rebels follow the road to the capital, which they intend to take before winter.",
    ],
)
def test_a_report_is_never_taken_for_comments_or_boilerplate(text):
    document = read(text)
    check(document)
    assert {kind for kind, _text in kinds(document)} <= NARRATIVE


def test_a_single_sentence_has_no_title():
    assert read("Rebels take the town of Belen").title is None
    assert read(ARTICLE).title is None


def test_canonical_text_is_nfc_with_line_feeds_and_nothing_else_changed():
    raw = "  Cafe\u0301 \r\n\r\n\tTwo  spaces\rEnd \u00a0\n"
    assert read(raw).text == "  Café \n\n\tTwo  spaces\nEnd \u00a0\n"


def test_lines_wrapped_at_a_column_make_paragraphs():
    words = ARTICLE.split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 70:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    text = "\n".join([*lines, line])
    document = read(text + "\n\n" + text)
    assert len(document.blocks) == 2
    assert [" ".join(document.text[s.start : s.end].split()) for s in document.sentences][:3] == [
        each + "." for each in ARTICLE.rstrip(".").split(". ")
    ]


# ------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: 9 February 2017", date(2017, 2, 9)),
        ("February 9, 2017", date(2017, 2, 9)),
        ("Thursday, 9 Feb. 2017, 10:32 GMT", date(2017, 2, 9)),
        ("By Jane Doe | March 3, 2015", date(2015, 3, 3)),
        ("Posted on 2015-03-03 by admin", date(2015, 3, 3)),
        ("Rebels leave Belen on March 3, 2015", None),
        ("Last updated: 3 March 2015, 4:15 pm", None),
        ("03/04/2015", None),
    ],
)
def test_a_date_line_at_the_top_dates_a_text(line, day):
    document = read(f"Rebels leave Belen\n\n{line}\n\n{ARTICLE}")
    assert document.published == day
    assert document.published_basis == ("text" if day else None)


def test_a_dateline_with_a_year_dates_a_text_and_dates_in_the_report_do_not():
    assert read(f"BELEN, March 3, 2015 (Wire) - {ARTICLE}").published == date(2015, 3, 3)
    assert read(f"On March 3, 2015, it was over. {ARTICLE}").published is None
    assert read(f"{ARTICLE}\n\nOn the other front\n\nMarch 3, 2015\n\n{ARTICLE}").published is None


def test_what_is_given_comes_before_what_is_found_in_the_text_and_all_is_kept():
    document = read(f"Rebels leave Belen\n\n3 March 2015\n\n{ARTICLE}", published=date(2015, 3, 4), publisher="Courier")
    assert (document.published, document.published_basis) == (date(2015, 3, 4), "given")
    assert {(each.day, each.basis) for each in document.date_candidates} == {
        (date(2015, 3, 4), "given"),
        (date(2015, 3, 3), "text"),
    }
    assert document.publisher == "Courier"


# -------------------------------------------------------------------------------------------------- html


def test_article_with_comments():
    document = page("article-with-comments")
    check(document)
    assert document.title == "Militia seizes dam at Karun Falls"
    assert document.byline == "Ines Okoro"
    assert document.publisher == "Valley Courier"
    assert document.url == document.version_key == "https://courier.example/2019/05/14/militia-seizes-dam/"
    assert (document.published, document.published_basis) == (date(2019, 5, 14), "json-ld")
    assert {"json-ld", "meta", "time", "url"} <= {each.basis for each in document.date_candidates}
    assert date(2019, 5, 16) in {each.day for each in document.date_candidates}
    assert kinds(document)[0] == ("title", document.title)
    assert of(document, "lead").startswith("Fighters of the Upland Militia")
    assert of(document, "caption") == "The dam in a picture of 2016."
    body = of(document, "body")
    assert "The garrison of sixty men withdrew to the town of Lower Karun without a fight.\nEngineers" in body
    assert "Third loss in a month" in body
    assert "12 April | Old Bridge" in body
    comments = of(document, "comment")
    assert all(words in comments for words in ("river_rat99", "You were not there.", "Leave a Reply", "2 comments"))
    furniture = of(document, "boilerplate")
    assert all(words in furniture for words in ("Bridge falls to militia", "© 2019", "Sport", "in your inbox"))
    assert "Militia seizes dam at Karun Falls" in furniture
    assert "tracker" not in document.text
    assert "font-weight" not in document.text
    order = [{"comment": 1, "boilerplate": 2}.get(block.kind, 0) for block in document.blocks[:-8]]
    assert order == sorted(order)


def test_a_date_in_the_running_text_does_not_date_a_page():
    document = read(
        f"<html><body><p>On March 3, 2015 it was over. {ARTICLE}</p><p>v2 (2016-04-14)</p></body></html>", "x.html"
    )
    assert document.published is None
    assert document.published_basis is None


def test_page_without_any_names():
    document = page("plain-divs")
    check(document)
    assert document.title == "Two towns shelled, agency says"
    assert (document.published, document.published_basis) == (date(2015, 3, 3), "text")
    assert "Seven people were wounded" in narrative_text(document)
    assert "anna_k" in of(document, "comment")
    assert "must be the others" in of(document, "comment")
    assert "Contact" in of(document, "boilerplate")


def test_names_of_classes_that_would_leave_no_text_are_not_believed():
    document = page("hostile-classes")
    check(document)
    assert "laid down their arms" in narrative_text(document)
    assert "The siege lasted four months" in narrative_text(document)


def test_encoding_is_as_declared_where_it_is_not_utf8():
    raw = "<html><head><meta charset='windows-1251'></head><body><p>Бои идут на севере.</p></body></html>"
    assert "Бои идут" in read(raw.encode("cp1251"), "x.html").text


def test_content_outranks_the_name():
    markup = (PAGES / "plain-divs.html").read_bytes()
    assert read(markup, "report.txt").media == "text/html"
    assert read(ARTICLE, "report.html").media == "text/plain"
    assert read("# Belen falls\n\n<b>Yes</b>, it fell.", "notes.md").media == "text/markdown"
    assert read(
        "# Belen falls\n\nThe town fell to the army on Monday, the general staff said today.", "n.md"
    ).title == ("Belen falls")


def test_nested_elements_do_no_harm():
    shallow = "<html><body>" + "<div>" * 400 + f"<p>{ARTICLE}</p></body></html>"
    assert ARTICLE in read(shallow, "x.html").text
    begin = time.process_time()
    with pytest.raises(SourceError, match="1,000 deep"):
        read("<html><body>" + "<div>" * 10_000 + f"<p>{ARTICLE}</p>", "x.html")
    big = read("<html><body>" + f"<div><p>{ARTICLE}</p></div>" * 4000, "x.html")
    assert len(big.blocks) >= 4000
    assert time.process_time() - begin < 10


def test_head_lines_tell_publisher_and_byline_and_hold_no_claims():
    text = (
        "Rebels take the ford\n\nPublisher: River Wire\nPublished: 3 May 2014\nBy: Ana Sousa\n\n"
        "Rebels took the ford at Lua on Friday after a short fight with the garrison, two officers said."
    )
    document = read_bytes(text.encode(), name="ford", source="ford.txt")
    assert (document.publisher, document.byline, document.published) == ("River Wire", "Ana Sousa", date(2014, 5, 3))
    heads = [b for b in document.blocks if "Publisher:" in document.text[b.start : b.end]]
    assert {b.kind for b in heads} == {"boilerplate"}
    assert "took the ford" in narrative_text(document)


def test_a_sentence_with_a_colon_is_no_head_line():
    text = "The army said: nothing is lost. Source: unclear.\n\nDate: the talks were set for Monday, officials said."
    document = read_bytes(text.encode(), name="talks", source="talks.txt")
    assert document.publisher is None
    assert "the talks were set" in narrative_text(document)


def test_what_is_given_stands_behind_a_head_line():
    text = "Publisher: River Wire\n\nRebels took the ford at Lua on Friday after a short fight, two officers said."
    document = read_bytes(text.encode(), name="ford", source="ford.txt", publisher="Archive")
    assert document.publisher == "River Wire"
