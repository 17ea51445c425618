"""Properties of the examples themselves: what they say of themselves reads right, whatever the model makes of them."""

import json
import re
import sys
from datetime import date
from pathlib import Path

import pytest

from annals.copies import find_copies
from annals.read import narrative_text, read_sources
from annals.types import NARRATIVE, Reading

GOLDEN = Path(__file__).parent / "golden"
sys.path.insert(0, str(GOLDEN))
from regenerate import EXAMPLES, sources, summaries  # noqa: E402  (a script beside the data)

EXPECTED = {
    "aguelhok-rights-statement": ("Aguelhok: killed after surrender", "Sahel Rights Monitor", date(2012, 2, 9)),
    "brief-abou-zeid": ("Chad says AQIM commander Abou Zeid was killed", "Sahara Wire", date(2013, 3, 1)),
    "brief-kidal-mia": ("Kidal in the hands of breakaway group, residents say", "Oued Radio", date(2013, 1, 29)),
    "brief-menaka-attack": ("Tuareg rebels attack army in Ménaka", "Sahara Wire", date(2012, 1, 18)),
    "brief-menaka-november": ("MUJAO takes Ménaka after fighting with MNLA", "Sahara Wire", date(2012, 11, 21)),
    "brief-mia-split": (
        "Ansar Dine splits as leader of Kidal faction breaks away", "Sahara Wire", date(2013, 1, 24),
    ),
    "french-defence-note": (
        "Operation Serval: the first ten days", "French Ministry of Defence press desk (translation)",
        date(2013, 1, 21),
    ),
    "gao-battle-partisan": (
        "The truth about Gao: 35 martyrs and a foreign plot", "Azawad Horizon", date(2012, 7, 2),
    ),
    "gao-battle-syndicated": (
        "Mali: Gao falls to Islamist group after street battle", "The Harbour Gazette", date(2012, 6, 29),
    ),
    "gao-battle-wire": (
        "At least 20 dead as Islamists drive Tuareg rebels out of Gao", "Sahara Wire", date(2012, 6, 28),
    ),
    "konna-local-news": ("Kona: fear, prayers and an empty market", "Mopti Courier", date(2013, 1, 15)),
    "konna-partisan-scraped": (
        "Konna is the grave of the jihadists: army and French jets smash terrorist column", "Bamako Sentinel",
        date(2013, 1, 16),
    ),
    "live-blog-january": ("Mali live: French troops reach Timbuktu and Kidal", "Meridian News", date(2013, 1, 30)),
    "mali-government-statement": (
        "Statement of the Ministry of Defence on the situation at Konna",
        "Ministry of Defence and Veterans, Republic of Mali", date(2013, 1, 12),
    ),
    "merger-announced": (
        "Tuareg separatists and Islamists agree to merge in northern Mali", "Sahara Wire", date(2012, 5, 27),
    ),
    "mnla-communique": (
        "COMMUNIQUE No. 14: AGUELHOK AND THE SO-CALLED MERGER",
        "National Movement for the Liberation of Azawad, Information Office", date(2012, 6, 15),
    ),
    "northern-mali-analysis": (
        "A year of alliances: who broke with whom in northern Mali", "Sahel Conflict Notes", date(2013, 9, 2),
    ),
    "ouagadougou-accord": (
        "Mali and Tuareg groups sign accord in Ouagadougou", "Volta Evening News", date(2013, 6, 19),
    ),
    "profile-ansar-dine": ("Ansar Dine", "Open Almanac of Armed Groups", date(2014, 3, 10)),
    "profile-mujao": (
        "Movement for Oneness and Jihad in West Africa", "Open Almanac of Armed Groups", date(2013, 11, 12),
    ),
}  # fmt: skip

USERNAMES = {
    "gao-battle-partisan": ("desert_fox_77", "Tinariwen4ever", "LindaK_homejob", "grandpa_moussa"),
    "konna-partisan-scraped": ("sahel_lion", "Marie-Odile T.", "Truth Hammer", "ousmane_k"),
}
"""Reader names are invented; a person in a public role would not stand in a comment."""

COMMENTS = {
    "gao-battle-partisan": ("MUJAO killed 300 of you", "300 euros a day", "Both of you destroyed our city"),
    "konna-partisan-scraped": ("bomb Kidal flat", "working from home", "500 soldiers died", "Down with MUJAO"),
}

NOISE = {
    "gao-battle-partisan": ("ADVERTISEMENT", "Please donate today", "Convoy reaches Tessalit", "Privacy policy"),
    "konna-partisan-scraped": ("2,400 €", "Support Bamako Sentinel", "consider supporting our work"),
    "konna-local-news": ("Obituaries", "Sign up for our newsletter", "All rights reserved"),
    "live-blog-january": ("Ten recipes for a cold week", "Terms of use"),
    "profile-ansar-dine": ("Random page", "last edited on"),
}


@pytest.fixture(scope="module")
def documents():
    read = list(read_sources(sources()))
    assert [item for item in read if not isinstance(item, Reading)] == []
    return {reading.document.name: reading.document for reading in read}


def kinds(document, words):
    """The kinds of all blocks that hold these words."""
    return {block.kind for block in document.blocks if words in document.text[block.start : block.end]}


def test_every_example_reads_and_no_other(documents):
    assert sorted(documents) == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_title_and_day_are_those_that_the_file_states(documents, name):
    title, _, published = EXPECTED[name]
    assert documents[name].title == title
    assert documents[name].published == published


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_publisher_is_right_where_a_field_states_it_and_never_a_wrong_one(documents, name):
    _, publisher, _ = EXPECTED[name]
    has_field = documents[name].media == "text/html" or name.startswith("brief-")
    assert documents[name].publisher in ({publisher} if has_field else {publisher, None})


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_report_is_short_but_not_a_scrap(documents, name):
    document = documents[name]
    words = len(narrative_text(document).split())
    assert (50 if name.startswith("brief-") else 150) <= words <= 450


@pytest.mark.parametrize("name", sorted(USERNAMES))
def test_reader_names_stand_in_comments_only(documents, name):
    for username in USERNAMES[name]:
        assert kinds(documents[name], username) == {"comment"}


@pytest.mark.parametrize("name", sorted(COMMENTS))
def test_comments_and_spam_are_comments(documents, name):
    for words in COMMENTS[name]:
        assert kinds(documents[name], words) == {"comment"}


@pytest.mark.parametrize("name", sorted(NOISE))
def test_adverts_appeals_and_navigation_are_no_narrative(documents, name):
    for words in NOISE[name]:
        found = kinds(documents[name], words)
        assert found, words
        assert not found & NARRATIVE, words


def test_the_syndicated_report_is_a_copy_of_the_wire_and_nothing_else_is_a_copy(documents):
    signatures = {name: document.signature for name, document in documents.items()}
    order = {name: document.published for name, document in documents.items()}
    assert find_copies(signatures, order) == {"gao-battle-syndicated": "gao-battle-wire"}


def test_the_pdf_is_small_and_has_text_in_whole_paragraphs(documents):
    document = documents["aguelhok-rights-statement"]
    assert (EXAMPLES / "aguelhok-rights-statement.pdf").stat().st_size < 30_000
    assert "attacked the camp of Aguelhok on 18 January 2012" in document.text.replace("\n", " ")
    assert sum(block.kind in NARRATIVE for block in document.blocks) >= 6


def test_the_explaining_page_names_every_file_and_every_brief(documents):
    page = (EXAMPLES.parent / "docs" / "examples.md").read_text(encoding="utf-8")
    for source in sources():
        assert f"`{Path(source).name}`" in page
    for named in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", page):
        assert named in documents, named


def test_planted_disagreements_are_in_the_texts(documents):
    text = {name: re.sub(r"\s+", " ", document.text) for name, document in documents.items()}
    assert "at least 20 people were killed" in text["gao-battle-wire"]
    assert "lost 35 men" in text["gao-battle-partisan"]
    assert "On January 9," in text["konna-partisan-scraped"]
    assert "On Thursday 10 January 2013" in text["mali-government-statement"]
    assert "Kona" in text["konna-local-news"]
    assert "Konna" not in text["konna-local-news"]
    assert "Today, 12 January 2013, the Armed and Security Forces retook Konna" in text["mali-government-statement"]
    assert "Konna was not recaptured on 12 January" in text["french-defence-note"]
    assert "has not merged with Ansar Dine" in text["mnla-communique"]
    slip, before, after = (text["konna-partisan-scraped"].index(d) for d in ("December 11", "January 11", "January 12"))
    assert before < slip < after


def test_reading_matches_the_golden_file():
    golden = json.loads((GOLDEN / "examples.json").read_text(encoding="utf-8"))
    assert summaries() == golden, "if meant: python tests/golden/regenerate.py, then look at the difference"
