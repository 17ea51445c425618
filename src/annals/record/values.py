"""Values of a claim's fields as people write them, on the command line and in forms."""

import re
from collections.abc import Sequence
from typing import Final

from annals import when
from annals.errors import UsageError
from annals.types import CLAIM_TYPES, MEASURES, ROLES, STATUSES

_QUANTITY: Final = re.compile(r"(\w+)\s+(\d[\d,]*)?\s*(-)?\s*(\d[\d,]*)?(?:\s+(\S.*))?", re.DOTALL)
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}


def edited_value(field: str, values: Sequence[str]) -> object:
    """Return the value that words of a person give to a field; see ``Correction.value``.

    Raises ``UsageError`` that says how the field is written.
    """
    if field in ROLES:
        return list(values)
    if field == "quantities":
        return [_quantity(value) for value in values]
    if field == "time" and not values:
        return None
    if len(values) != 1:
        raise UsageError(f"{field} takes one value, not {len(values)}")
    (value,) = values
    if field == "time":
        start, end = when.parse(value)
        return [start.isoformat() if start else None, end.isoformat() if end else None]
    if field == "ended":
        if value.lower() not in _YES:
            raise UsageError(f"ended is yes or no, not {value!r}")
        return _YES[value.lower()]
    allowed = CLAIM_TYPES if field == "type" else STATUSES
    if value not in allowed:
        raise UsageError(f"{value!r} is no {field}; choose one of {', '.join(allowed)}")
    return value


def _quantity(text: str) -> list[object]:
    """Return ``[measure, least, most, of]``."""
    match = _QUANTITY.fullmatch(text.strip())
    if match is None or match[1] not in MEASURES or not (match[2] or match[4]):
        raise UsageError(
            f"cannot read {text!r} as a quantity; write a measure ({', '.join(MEASURES)}), a number (41, 30-40, "
            "20-, -50) and of whom, such as 'killed 41 civilians'"
        )
    least, most = (int(number.replace(",", "")) if number else None for number in (match[2], match[4]))
    if match[3] is None:
        most = least
    return [match[1], least, most, match[5]]
