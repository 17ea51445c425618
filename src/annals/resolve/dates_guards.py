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
