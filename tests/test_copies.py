from hypothesis import given, settings
from hypothesis import strategies as st

from annals.copies import bands, find_copies, is_like, least_shared, sharing, signature, similarity

REPORT = """Gunmen attacked a checkpoint outside the river port on Tuesday night and killed four soldiers, the
defence ministry said. Witnesses heard explosions for two hours and saw two army trucks burning on the road to the
airport. A spokesman for the northern command, Major Idris Keita, said that reinforcements had been sent and that the
attackers fled by boat towards the islands. Nobody claimed responsibility. It was the third attack on the road since
the ceasefire ended in March; an earlier one, on a convoy of grain, left nine drivers dead. The governor imposed a
curfew from dusk to dawn and asked residents to stay away from the harbour until further notice."""

OTHER = """The army lost four men when a post near the harbour was raided overnight, according to the ministry.
People living close by told of shooting that lasted until midnight; vehicles were set ablaze. The raiders escaped over
water. The northern command promised to hunt them down, and a nightly curfew was declared by the governor. Violence
has grown since the truce collapsed: drivers of a food convoy were murdered on the same stretch only weeks ago."""

ADDED = """ The opposition accused the government of having withdrawn troops from the area. Its leader demanded an
inquiry by parliament and the resignation of the minister, who was on a visit abroad and did not comment."""


def found(texts, order=None):
    signatures = {name: signature(text) for name, text in texts.items()}
    return find_copies(signatures, order or {name: name for name in texts})


def test_a_copy_with_another_headline_a_credit_and_a_paragraph_is_found():
    texts = {
        "a": REPORT,
        "b": "Four dead in raid on port road\n" + REPORT + " (Wire Service)",
        "c": REPORT.upper().replace("TUESDAY", "Tuesday") + ADDED,
        "d": OTHER,
    }
    assert found(texts) == {"b": "a", "c": "a"}


def test_the_earliest_is_the_original():
    texts = {"a": REPORT, "b": REPORT + " More.", "c": REPORT}
    assert found(texts, {"a": 3, "b": 1, "c": 2}) == {"a": "b", "c": "b"}
    assert found(texts, {"a": 1, "b": 1, "c": 1}) == {"b": "a", "c": "a"}


def test_short_texts_must_be_all_but_identical():
    one = "Twelve soldiers are killed in an ambush near the border town, officials say."
    two = "Nine soldiers are killed in an ambush near the border town, officials say."
    assert found({"a": one, "b": two, "c": one.upper()}) == {"c": "a"}


def test_short_and_long_text_are_no_copies_of_each_other():
    assert found({"a": REPORT, "b": " ".join(REPORT.split()[:14])}) == {}


def test_texts_without_words_are_copies_of_nothing():
    assert signature("") == signature(" \n*—*") == ()
    assert found({"a": "", "b": "…", "c": "One."}) == {}


def test_accents_case_and_punctuation_do_not_count():
    assert signature("Ménaka’s fall, told: anew") == signature("menakas FALL told anew")


def test_similarity_estimates_jaccard():
    words = [f"w{n}" for n in range(1000)]
    one, other = signature(" ".join(words[:800])), signature(" ".join(words[200:]))
    assert abs(similarity(one, other) - 0.6) < 0.15
    assert similarity(one, one) == 1.0
    assert similarity(one, ()) == 0.0


def test_copies_do_not_form_chains():
    words = [f"w{n}" for n in range(400)]
    texts = {name: " ".join(words[start : start + 200]) for name, start in (("a", 0), ("b", 40), ("c", 80), ("d", 120))}
    copies = found(texts)
    assert copies.get("b") == "a"
    assert not set(copies.values()) & set(copies)


def test_signature_is_the_same_on_every_machine():
    assert signature("The army left the town.")[:3] == SIGNATURE


SIGNATURE = (5, 2757592955, 149095012)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_order_of_documents_does_not_matter(rng):
    base = [REPORT, OTHER, ADDED]
    texts = {f"d{n}": base[n % 3] + " " + " ".join(rng.choices(REPORT.split(), k=n)) for n in range(12)}
    order = {name: rng.randrange(4) for name in texts}
    names = list(texts)
    expected = found(texts, order)
    rng.shuffle(names)
    assert found({name: texts[name] for name in names}, order) == expected


@given(st.text(max_size=400))
def test_any_text_has_a_signature(text):
    sketch = signature(text)
    assert len(sketch) in {0, 127}
    assert all(0 <= value < 2**32 for value in sketch)
    assert signature(text) == sketch


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_copies_are_those_that_comparing_all_pairs_within_bands_finds(rng):
    words = REPORT.split()[:18]
    bases = [rng.choices(words, k=rng.choice((4, 9, 24, 26, 60))) for _ in range(4)]
    texts = {}
    for number in range(30):
        told = list(rng.choice(bases))
        for _ in range(rng.randrange(4)):
            told[rng.randrange(len(told))] = rng.choice(words)
        texts[f"d{number:02}"] = " ".join(told)
    sketches = {name: signature(text) for name, text in texts.items()}
    expected, originals = {}, []
    for name in sorted(sketches):
        own = set(bands(sketches[name]))
        near = (other for other in originals if own & set(bands(sketches[other])))
        first = next((other for other in near if is_like(sketches[name], sketches[other])), None)
        if first is None:
            originals.append(name)
        else:
            expected[name] = first
            assert len(own & set(bands(sketches[first]))) >= least_shared(sketches[name])
    assert find_copies(sketches, {name: name for name in sketches}) == expected
    sharing_one = sharing({name: bands(sketch) for name, sketch in sketches.items()})
    assert {*expected, *expected.values()} <= sharing_one
