"""Guards of the relative rules: whether words around a stretch say that it counts from something else."""

import re
from typing import Final

from annals.resolve.dates_grammar import Node
from annals.resolve.dates_reading import Context, Reading

_EVENT: Final = re.compile(r"\s+(?!and\b|but\b|when\b|that\b)\w")


def no_event(node: Node, text: str) -> bool:
    """Tell whether "after" or "before" ends the expression, so that it counts from what was told last."""
    if node.tokens[-1].kind not in {"BEFORE", "AFTER", "FOLLOWING"}:
        return True
    return not _EVENT.match(text, node.end)


def no_number(node: Node, text: str) -> bool:
    """Tell whether a month stands without the day or year that would make it a date of its own."""
    return not re.match(r"\.?\s+\d", text[node.end : node.end + 4])


def event_bound(node: Node, context: Context) -> Reading | None:
    """Leave unresolved what is counted from an event whose day is not known here."""
    return Reading(value="", narrated=False)


_DAY_FOLLOWS: Final = re.compile(
    r"\s+(?:on\s+|from\s+|between\s+|of\s+)?(?:the\s+)?(?:\d{1,2}\b(?!:)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d)"
)


def no_day_follows(node: Node, text: str) -> bool:
    """Tell whether no day follows, which would be the night's own."""
    return not _DAY_FOLLOWS.match(text, node.end)


_ON: Final = re.compile(r"\b(?:on|by|until|till|since|from|to|before|after)\s+$", re.IGNORECASE)
_BEGINS: Final = re.compile(r"\b(?:On|By|Until|Since|From|Before|After)\s+$")
_PART_OF: Final = re.compile(r"\b(?:night|morning|evening|afternoon|dawn|noon|midnight|hours|events)\s+of\s+$")
_CLAUSE: Final = re.compile(
    r"\s*(?:[,.;:)\]–—-]|$|(?:a|after|all|an|and|as|at|before|both|but|by|despite|during|for|from|had|he|her|his|in|into|it"
    r"|its|near|not|of|onwards?|over|she|some|that|the|their|they|this|through|to|under|until|was|we|were|when|where"
    r"|which|while|who|with|without)\b)"
)
_COUNTED: Final = re.compile(
    r"[\s-]+(?:\w+[\s-]+){0,2}?(?:anniversary|birthday|century|congress|day|floor|hour|meridian|month|night|parallel|session"
    r"|storey|time|week|year|army|battalion|brigade|company|corps|detachment|division|fleet|flotilla|front|group|infantry"
    r"|platoon|regiment|squadron|wing|airborne|armou?red|mechani[sz]ed|motori[sz]ed|amendment|article|street|avenue)\b",
    re.IGNORECASE,
)


def day_of_month(node: Node, text: str) -> bool:
    """Tell whether an ordinal ("the 23rd") is a day: not where it counts a noun, such as a floor or a division."""
    before = text[max(0, node.start - 24) : node.start]
    part = bool(_PART_OF.search(before))
    if not part and not _ON.search(before):
        return False
    if _CLAUSE.match(text, node.end):
        return True
    # At the head of a sentence, or after a part of a day, its subject may follow at once.
    return (part or bool(_BEGINS.search(before))) and not _COUNTED.match(text, node.end)
