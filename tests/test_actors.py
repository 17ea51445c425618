import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annals.resolve.actors import identify, name_claims
from annals.types import Block, Claim, Document, Filler, Place, PlaceCandidate, Sentence, Time

COUNTRIES = {"kenya": "KE", "rwanda": "RW", "russia": "RU", "united states": "US", "u.s.": "US", "us": "US"}
ADJECTIVES = {
    "kenyan": "Kenya",
    "rwandan": "Rwanda",
    "rwandans": "Rwanda",
    "russian": "Russia",
    "american": "United States",
}


def country(name, code):
    return Place(f"country:{code}", name, "country", 0.0, 0.0, code, None, 0)


class Gazetteer:
    def country_of_demonym(self, word):
        name = ADJECTIVES.get(word.casefold())
        return country(name, COUNTRIES[name.casefold()]) if name else None

    def lookup(self, name):
        code = COUNTRIES.get(name.casefold())
        return [PlaceCandidate(country(name, code), 1.0, ())] if code else []

    def get(self, place_id):
        return country(place_id, place_id.partition(":")[2])


def document(text):
    sentences, start = [], 0
    for part in text.split(". "):
        sentences.append(Sentence(start, start + len(part), 0))
        start += len(part) + 2
    blocks = (Block("body", 0, len(text)),)
    return Document(
        "d1", "n", "s", "v", text, blocks, tuple(sentences), None, None, None, None, None, None, (), "text", "0", ()
    )


def claim_in(text, quote, kind="attack", **roles):
    at = text.index(quote)
    fillers = {}
    for role, mentions in roles.items():
        fillers[role] = tuple(Filler(m, m, text.index(m, at), text.index(m, at) + len(m)) for m in mentions)
    return Claim(f"c{at}{kind}", "d1", "body", kind, quote, at, at + len(quote), "", (at, at), **fillers)


def named(text, quote, mention, kind="attack", role="actor", context=()):  # noqa: PLR0917
    claims = [*context, claim_in(text, quote, kind, **{role: [mention]})]
    return getattr(name_claims(document(text), claims, Gazetteer())[-1], role)[0].name


@pytest.mark.parametrize(
    ("text", "quote", "mention", "name"),
    [
        ("The Kachin Independence Army (KIA) met. The KIA attacked a base.", "The KIA attacked", "The KIA",
         "Kachin Independence Army"),
        ("The Lord's Resistance Army fled. LRA raided a village.", "LRA raided", "LRA", "Lord's Resistance Army"),
        ("Units of the People's Liberation Corps (YXZ) met. YXZ attacked.", "YXZ attacked", "YXZ",
         "People's Liberation Corps"),
        ("Fighters of the Wagner Group arrived. Wagner attacked.", "Wagner attacked", "Wagner", "Wagner Group"),
        ("Mr. Kofi Annan, 70, arrived. Annan spoke.", "Annan spoke", "Annan", "Kofi Annan"),
        ("Boko Haram grew. Then Boko Haram fighters attacked.", "Boko Haram fighters attacked", "Boko Haram fighters",
         "Boko Haram"),
        ("Russian jets struck.", "Russian jets", "Russian", "Russia"),
        ("U.S. jets struck. The University of Sussex said so.", "U.S. jets", "U.S.", "U.S."),
        ("The Rwandan army advanced.", "The Rwandan army", "The Rwandan army", "Rwandan army"),
        ("US troops left. Kenya spoke.", "US troops", "US", "US"),
        ("Al-Shabaab attacked.", "Al-Shabaab attacked", "Al-Shabaab", "Al-Shabaab"),
    ],
)  # fmt: skip
def test_the_fullest_name_of_the_document(text, quote, mention, name):
    assert named(text, quote, mention) == name


def test_a_group_that_is_referred_back_to():
    text = "Al-Shabaab attacked Kenya on Monday. The group seized a camp. It left."
    first = claim_in(text, "Al-Shabaab attacked Kenya", actor=["Al-Shabaab"], target=["Kenya"])
    assert named(text, "The group seized", "The group", context=[first]) == "Al-Shabaab"
    assert named(text, "It left", "It", context=[first]) == "Al-Shabaab"


def test_a_person_is_he_and_a_group_is_not():
    text = "Mr. Joseph Kony leads the Lord's Resistance Army. He attacked. It attacked."
    first = claim_in(text, "Joseph Kony leads", "leadership", actor=["Joseph Kony"], target=["Lord's Resistance Army"])
    assert named(text, "He attacked", "He", context=[first]) == "Joseph Kony"
    assert named(text, "It attacked", "It", context=[first]) == "Lord's Resistance Army"


def test_an_office_refers_to_its_holder():
    text = "President Paul Kagame spoke. The president ordered an attack."
    assert named(text, "The president ordered", "The president") == "Paul Kagame"


def test_without_an_antecedent_the_words_stay():
    assert named("They attacked.", "They attacked", "They") == "They"
    assert named("The group attacked.", "The group attacked", "The group") == "group"


def test_a_party_that_is_named_is_not_the_other_side_as_well():
    text = "Lake Council held the town. The rebels clashed with Lake Council there"
    first = claim_in(text, "Lake Council held", "control", actor=["Lake Council"])
    clash = claim_in(text, "The rebels clashed with Lake Council", "clash", target=["Lake Council"])
    taken_for_it = Filler("Lake Council", "The rebels", text.index("The rebels"), text.index("The rebels") + 10)
    clash = replace(clash, actor=(taken_for_it,))
    (_, answer) = name_claims(document(text), [first, clash], Gazetteer())
    assert answer.target[0].name == "Lake Council"
    assert answer.actor[0].name != "Lake Council"


def test_the_two_names_of_a_renaming_stay_two():
    text = "The Alpha Movement, also known as Beta Front, fought."
    claim = claim_in(text, "The Alpha Movement, also known as Beta Front", "renaming", actor=["Alpha Movement"],
                     target=["Beta Front"])  # fmt: skip
    [found] = name_claims(document(text), [claim], None)
    assert (found.actor[0].name, found.target[0].name) == ("Alpha Movement", "Beta Front")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(min_size=1, max_size=20))
def test_any_text_goes_through_and_mentions_are_kept(text, mention):
    whole = text + mention
    claim = Claim("c", "d1", "body", "attack", whole, 0, len(whole), "", (0, 0),
                  actor=(Filler(mention, mention, len(text), len(whole)),))  # fmt: skip
    [found] = name_claims(document(whole), [claim], Gazetteer())
    assert found.actor[0].mention == mention
    assert found.actor[0].name


# ------------------------------------------------------------------------------------ across documents


def told(number, kind, actor=(), target=(), doc="d1", day=None, status="asserted", trigger="", quote="", place=()):  # noqa: PLR0917
    time = Time(day, day) if day else None
    make = lambda names: tuple(n if isinstance(n, Filler) else Filler(n, n) for n in names)  # noqa: E731
    return Claim(f"c{number}", doc, "body", kind, quote, 0, 1, trigger, (0, 1), actor=make(actor), target=make(target),
                 place=make(place), time=time, status=status)  # fmt: skip


def groups(claims, **options):
    found = identify(claims, {}, **options)
    by_id = {actor.id: actor for actor in found.actors}
    return {frozenset(name.name for name in actor.names) for actor in by_id.values()}, found


def test_a_renaming_joins_and_gives_the_days():
    claims = [
        told(1, "renaming", ["Alpha Front"], ["Beta Movement"], day=date(2015, 3, 2), trigger="renamed"),
        told(2, "attack", ["Alpha Front"], doc="d2"),
        told(3, "attack", ["Beta Movement"], doc="d3"),
    ]
    _, found = groups(claims)
    [actor] = found.actors
    assert [(n.name, n.start, n.end) for n in actor.names] == [
        ("Alpha Front", None, date(2015, 3, 1)),
        ("Beta Movement", date(2015, 3, 2), None),
    ]
    assert actor.names[0].claims == ("c1",)
    assert found.entity["c2", "actor", 0] == found.entity["c3", "actor", 0] == actor.id


@pytest.mark.parametrize("kind", ["merger", "split", "joining", "pledge", "alliance"])
def test_no_other_act_joins(kind):
    joined, _ = groups([told(1, kind, ["Alpha Front"], ["Beta Movement"])])
    assert joined == {frozenset({"Alpha Front"}), frozenset({"Beta Movement"})}


def test_a_planned_or_denied_renaming_does_not_join():
    for status in ("planned", "denied"):
        assert len(groups([told(1, "renaming", ["Alpha"], ["Beta"], status=status)])[0]) == 2


def test_a_splinter_keeps_apart_what_likeness_would_join():
    names = [told(1, "attack", ["Ansar Dine"]), told(2, "attack", ["Ansar ad-Din"], doc="d2")]
    assert len(groups(names)[0]) == 1
    assert len(groups([*names, told(3, "split", ["Ansar ad-Din"], ["Ansar Dine"], doc="d3")])[0]) == 2


def test_spellings_and_abbreviations_join():
    claims = [
        told(1, "attack", ["Al-Shabaab"]),
        told(2, "attack", ["al Shabab"], doc="d2"),
        told(3, "attack", [Filler("Lord's Resistance Army", "LRA")]),
        told(4, "attack", ["LRA"], doc="d4"),
    ]
    assert groups(claims)[0] == {frozenset({"Al-Shabaab", "al Shabab"}), frozenset({"Lord's Resistance Army", "LRA"})}


def test_a_name_that_was_cut_off_once_does_not_make_its_abbreviation_ambiguous():
    claims = [
        told(1, "attack", [Filler("National Front of Lakonia", "FNL")]),
        told(2, "attack", [Filler("Lakonia", "FNL")], doc="d2"),
        told(3, "attack", ["FNL"], doc="d3"),
    ]
    _, found = groups(claims)
    assert found.entity["c1", "actor", 0] == found.entity["c3", "actor", 0] != found.entity["c2", "actor", 0]


def test_an_abbreviation_of_two_groups_or_of_two_letters_joins_nothing():
    claims = [
        told(1, "attack", [Filler("African Liberation Corps", "ALC")]),
        told(2, "attack", [Filler("Armed Lake Council", "ALC")], doc="d2"),
        told(3, "attack", ["ALC"], doc="d3"),
        told(4, "attack", ["Northern League"]),
        told(5, "attack", ["NL"], doc="d5"),
    ]
    _, found = groups(claims)
    ids = [found.entity[f"c{n}", "actor", 0] for n in (1, 2, 3, 4, 5)]
    assert len(set(ids)) == 5


def test_likeness_alone_joins_nothing():
    names = ["Army of Islam", "Army of Salam", "Niger", "Nigeria", "North Sudan", "South Sudan", "Free Army", "Army"]
    joined, found = groups([told(n, "attack", [name], doc=f"d{n}") for n, name in enumerate(names)])
    assert len(found.actors) == len(names)
    assert all(len(group) == 1 for group in joined)


def test_unnamed_parties_stay_in_their_document():
    claims = [
        told(1, "killing", ["M23 fighters"], ["civilians"]),
        told(2, "killing", ["M23 fighters"], ["civilians"], doc="d2"),
    ]
    found = identify(claims, {})
    assert found.entity["c1", "target", 0] != found.entity["c2", "target", 0]
    assert found.entity["c1", "actor", 0] == found.entity["c2", "actor", 0]
    assert {actor.kind for actor in found.actors} == {"unnamed"}


def test_kinds():
    claims = [
        told(1, "leadership", ["Joseph Kony"], ["Lord's Resistance Army"]),
        told(2, "attack", ["Kenya"], ["Ministry of Defence"]),
        told(3, "composition", ["M23"], ["Tutsi"]),
        told(4, "attack", ["they"]),
    ]
    found = identify(claims, {}, Gazetteer())
    assert {actor.name: actor.kind for actor in found.actors} == {
        "Joseph Kony": "person",
        "Lord's Resistance Army": "group",
        "Kenya": "state",
        "Ministry of Defence": "organisation",
        "M23": "group",
    }


def test_a_country_has_several_names():
    claims = [told(1, "attack", ["United States"]), told(2, "attack", ["U.S."], doc="d2")]
    assert len(identify(claims, {}, Gazetteer()).actors) == 1


NAMES = [
    "Alpha Front",
    "Beta Movement",
    "Al-Shabaab",
    "al Shabab",
    "LRA",
    "Lord's Resistance Army",
    "civilians",
    "Kenya",
]
KINDS = ["attack", "renaming", "merger", "split", "joining", "leadership"]
CLAIM = st.tuples(st.sampled_from(KINDS), st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 4))


@settings(max_examples=80, deadline=None)
@given(st.lists(CLAIM, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(rows, source):
    claims = [told(n, kind, [a], [b], doc=f"d{d}", day=date(2015, 1, d)) for n, (kind, a, b, d) in enumerate(rows)]
    shuffled = list(claims)
    source.shuffle(shuffled)
    assert identify(claims, {}, Gazetteer()) == identify(shuffled, {}, Gazetteer())


def test_many_names_are_identified_in_little_time():
    source = random.Random(1)  # noqa: S311
    claims = [
        told(n, "attack", [f"Group {source.choice('ABCDEFGH')}{n % 700}"], ["civilians"], doc=f"d{n % 900}")
        for n in range(8000)
    ]
    assert len(identify(claims, {}).entity) == 16000


def test_a_name_in_very_many_reports_is_told_apart_in_little_time():
    places = [Filler(name, entity=f"country:{name}") for name in ("CD", "RW", "MM")]
    claims = [
        told(n, "attack", ["NLA"], doc=f"d{n}", place=[places[n % 3]], day=date(2000 + n % 7, 1, 1))
        for n in range(20000)
    ]
    found = identify(claims, {}, Gazetteer())
    by_place = [{found.entity[f"c{n}", "actor", 0] for n in range(place, 20000, 3)} for place in range(3)]
    assert by_place[0] == by_place[1] != by_place[2]
    assert all(len(actors) == 1 for actors in by_place)


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("The Islamic Movement of Azania took Dar. Azania has towns.", "Islamic Movement of Azania", None),
        ("The Popular Party of Azania took Dar. Azania has towns.", "Popular Party of Azania", None),
        ("The Movement of Azania took Dar. Azania has towns.", "Movement of Azania", None),
        ("Fighters of the Blue Front took Dar.", "Fighters of the Blue Front", "Blue Front"),
        ("A group of fighters from the Blue Front took Dar.", "fighters from the Blue Front", "Blue Front"),
    ],
)
def test_a_name_that_ends_in_of_is_whole(text, mention, name):
    quote = text[text.index(mention) : text.index("Dar") + 3]
    assert named(text, quote, mention) == (name or mention)
