"""Relations as clauses: "X is part of Y", "X was allied with Y", "Z has been its spokesman"."""

from collections.abc import Sequence
from typing import Final, Literal

from annals.ask.answers import Tie
from annals.ask.wording import agreeing, the
from annals.resolve import actors_words as words

Tense = Literal["now", "past", "since"]
"""What holds, what held, and what has held since."""
_TENSES: Final[tuple[Tense, ...]] = ("now", "past", "since")
_BE: Final = ("is", "was", "has been")


def clause(tie: Tie, who: str, tense: Tense, triggers: Sequence[str]) -> str:
    """Return a relation of an actor, here called ``who``, as a clause.

    ``triggers`` are the words by which reports tell it: of somebody who speaks for a group they give the office.
    """
    other, at = the(tie.other.name), _TENSES.index(tense)
    office = _office(triggers) if tie.type == "leadership" else None
    if office is not None and tie.role == "actor":
        return f"{who} {agreeing(_BE[at], who)} {office} of {other}"
    if office is not None:
        whose = "its" if who == "it" else f"{who}’" if who.endswith("s") else f"{who}’s"
        return f"{other} {_BE[at]} {whose} {office}"
    forms = _FORMS.get((tie.type, tie.role), (tie.phrase, tie.phrase, tie.phrase))
    return f"{who} {agreeing(forms[at], who)} {other}"


def _office(triggers: Sequence[str]) -> str | None:
    """Return the office that all these words name ("spokesman"), ``None`` where any tells of leading otherwise."""
    offices = {words.strip(trigger) for trigger in triggers}
    if len(offices) != 1:
        return None
    (office,) = offices
    found = words.head(office)
    if found is None or found[1].kind != "person" or found[1].plural or words.has_name(office):
        return None
    return office if " " in office else office.lower()


_FORMS: Final = {
    ("membership", "actor"): ("is part of", "was part of", "has been part of"),
    ("membership", "target"): ("has as a member", "had as a member", "has had as a member"),
    ("leadership", "actor"): ("leads", "led", "has led"),
    ("leadership", "target"): ("is led by", "was led by", "has been led by"),
    ("alliance", "actor"): ("is allied with", "was allied with", "has been allied with"),
    ("alliance", "target"): ("is allied with", "was allied with", "has been allied with"),
    ("rivalry", "actor"): ("is hostile to", "was hostile to", "has been hostile to"),
    ("rivalry", "target"): ("is hostile to", "was hostile to", "has been hostile to"),
    ("support", "actor"): ("supports", "supported", "has supported"),
    ("support", "target"): ("is supported by", "was supported by", "has been supported by"),
    ("pledge", "actor"): ("is pledged to", "was pledged to", "has been pledged to"),
    ("pledge", "target"): ("has the pledge of", "had the pledge of", "has had the pledge of"),
    ("designation", "actor"): ("lists", "listed", "has listed"),
    ("designation", "target"): ("is listed by", "was listed by", "has been listed by"),
}  # fmt: skip
"""For each relation and role: present, past, and perfect."""
