"""Footnotes: each sentence that a page rests on gets a number where it is first cited."""

from collections.abc import Iterable

from annals.types import Evidence


class Notes:
    """Numbers the evidence of one page in the order in which it is cited."""

    def __init__(self) -> None:
        self._numbers: dict[Evidence, int] = {}

    def of(self, evidence: Iterable[Evidence], most: int = 6) -> tuple[int, ...]:
        """Return the numbers of these sources, at most so many, one for each document first."""
        chosen: dict[str, Evidence] = {}
        items = tuple(evidence)
        for item in items:
            chosen.setdefault(item.document, item)
        picked = list(dict.fromkeys((*chosen.values(), *items)))[:most]
        return tuple(sorted(self._numbers.setdefault(item, len(self._numbers) + 1) for item in picked))

    @property
    def listed(self) -> tuple[tuple[int, Evidence], ...]:
        """Every footnote with its number, in order."""
        return tuple((number, item) for item, number in self._numbers.items())
