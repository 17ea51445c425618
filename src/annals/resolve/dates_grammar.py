"""The grammar's machinery: rules over kinds of tokens, applied level by level (a finite-state cascade).

A rule's pattern is written in kinds ("d=DAYNUM OF? m=MON") and compiled to a regular expression over a
string with one character a token. On each level the longest match at a place wins, the earlier rule on a
tie; what matched becomes one token of the kind that the rule gives, for the levels above. Patterns repeat
nothing without bound, so the time is linear in the text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from annals.resolve.dates_lexer import Token
from annals.resolve.dates_reading import Context, Reading

CLASSES: Final[Mapping[str, str]] = {
    "DAYNUM": "N12 N31 O31",
    "MON": "MONTH MAY MAYLOW MABB",
    "YR": "Y SY",
    "WD": "WEEKDAY WDABB",
    "INT": "N12 N31 N99 N999",
    "COUNT": "N12 N31 N99 N999 N4 Y FIGURE NW ONE A",
    "ANYUNIT": "UNIT UNITS SUB SUBS",
    "DAYUNIT": "UNIT UNITS",
    "ORD": "O31 ORDN ORDW",
    "DASH": "HYPH",
    "FM": "FMONTH FDMONTH",
    "ANYDATE": "DATE THATUNIT THEUNIT LASTUNIT",
    "ADATE": "DATE THATUNIT LASTUNIT",
}
"""Names for several kinds at once."""


@dataclass(frozen=True, slots=True)
class Node:
    """A stretch that a rule matched: its tokens, and those that the pattern names."""

    rule: "Rule"
    tokens: tuple[Token, ...]
    named: Mapping[str, Token]

    @property
    def start(self) -> int:
        """Where the words begin."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.tokens[-1].end

    def has(self, name: str) -> bool:
        """Tell whether the optional part of that name is there."""
        return name in self.named

    def number(self, name: str) -> int:
        """Return the number that the named token means."""
        value = self.named[name].value
        return value if isinstance(value, int) else int(re.sub(r"\D", "", str(value)) or 0)

    def word(self, name: str) -> str:
        """Return the value of the named token as a word, empty when it is not there."""
        return str(self.named[name].value) if name in self.named else ""

    def node(self, name: str) -> "Node":
        """Return the stretch that a lower level made of the named token."""
        value = self.named[name].value
        if not isinstance(value, Node):
            raise TypeError(f"{name} of {self.rule.name} is no stretch of a lower level")
        return value

    def read(self, context: Context) -> Reading | None:
        """Return what the words mean in the context."""
        return self.rule.read(self, context)


Reader = Callable[[Node, Context], Reading | None]
Guard = Callable[[Node, str], bool]
"""Tells from the text around a stretch whether it is one of time at all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern, what it gives and how it is read; the reader's docstring explains it.

    ``given_only`` rules hold only for words that someone else marked as time ("22", "the past"); for such
    words guards are not asked, but those of ``always``.
    """

    name: str
    pattern: str
    read: Reader
    gives: str = "DATE"
    guard: Guard | None = None
    given_only: bool = False
    always: bool = False


Level = Mapping[str, Sequence[tuple[Rule, re.Pattern[str]]]]
"""The rules of a level by the kinds that they may begin with, in the order of the table."""


def first_kinds(pattern: str) -> list[str]:
    """Return the kinds that a stretch of that pattern may begin with, sorted."""
    kinds, _ = _first_of(re.findall(r"\b[A-Z]\w*|[()?|]", pattern))
    return sorted({kind for name in kinds for kind in CLASSES.get(name, name).split()})


def _first_of(signs: list[str]) -> tuple[set[str], bool]:
    """Read alternatives up to a closing bracket: what they may begin with, and whether they may be empty."""
    first: set[str] = set()
    empty, open_still = False, True
    while signs:
        sign = signs.pop(0)
        if sign in {")", "|"}:
            empty, open_still = empty or open_still, True
            if sign == ")":
                return first, empty
            continue
        inner, skips = _first_of(signs) if sign == "(" else ({sign}, False)
        if signs and signs[0] == "?":
            signs.pop(0)
            skips = True
        if open_still:
            first |= inner
        open_still = open_still and skips
    return first, empty or open_still


class Grammar:
    """The compiled levels."""

    def __init__(self, levels: Sequence[Sequence[Rule]]) -> None:
        self._codes: dict[str, str] = {}
        self._levels = [self._by_first_kind(level) for level in levels]
        starts = "".join(self._code(kind) for kind in _CONTENT)
        self._content = re.compile(f"[{starts}]")

    def _by_first_kind(self, level: Sequence[Rule]) -> Level:
        index: dict[str, list[tuple[Rule, re.Pattern[str]]]] = {}
        for rule in level:
            compiled = rule, self._compile(rule.pattern)
            for kind in first_kinds(rule.pattern):
                index.setdefault(self._code(kind), []).append(compiled)
        return index

    def parse(self, run: Sequence[Token], text: str, given: bool = False) -> list[Node]:
        """Return the stretches of time of a run, in text order, as large as the rules make them."""
        tokens = list(run)
        kinds = "".join(self._code(token.kind) for token in tokens)
        if not self._content.search(kinds):
            return []
        for level in self._levels:
            tokens, kinds = self._apply(level, tokens, kinds, text, given)
        return [token.value for token in tokens if isinstance(token.value, Node)]

    def _apply(self, level: Level, tokens: list[Token], kinds: str, text: str, given: bool) -> tuple[list[Token], str]:
        out: list[Token] = []
        codes: list[str] = []
        place = 0
        while place < len(tokens):
            rules = level.get(kinds[place])
            node = _longest(rules, (tokens, kinds), place, text, given=given) if rules else None
            if node is None:
                out.append(tokens[place])
                codes.append(kinds[place])
                place += 1
            else:
                out.append(Token(node.rule.gives, node.start, node.end, node))
                codes.append(self._code(node.rule.gives))
                place += len(node.tokens)
        return out, "".join(codes)

    def _code(self, kind: str) -> str:
        return self._codes.setdefault(kind, chr(0x4E00 + len(self._codes)))

    def _compile(self, pattern: str) -> re.Pattern[str]:
        def one(match: re.Match[str]) -> str:
            kinds = "".join(self._code(kind) for kind in CLASSES.get(match[2], match[2]).split())
            code = f"[{kinds}]" if len(kinds) > 1 else kinds
            return f"(?P<{match[1][:-1]}>{code})" if match[1] else code

        return re.compile(re.sub(r"([a-z]\w*=)?\b([A-Z]\w*)", one, pattern.replace("(", "(?:")).replace(" ", ""))


_CONTENT: Final = [
    "N12",
    "N31",
    "N999",
    "Y",
    "SY",
    "O31",
    "ORDW",
    "ORDN",
    "ISO",
    "NUMERIC",
    "DECADE",
    "MONTH",
    "MAY",
    "MAYLOW",
    "MABB",
    "FMONTH",
    "FDMONTH",
    "WEEKDAY",
    "WEEKDAYS",
    "WDABB",
    "UNIT",
    "UNITS",
    "SUB",
    "SUBS",
    "PART",
    "SEASON",
    "NAMED",
    "NOW",
    "TODAY",
    "YESTERDAY",
    "TOMORROW",
    "TONIGHT",
    "OVERNIGHT",
    "RECENTLY",
    "RECENT",
    "CURRENTLY",
    "CURRENT",
    "FORMER",
    "FORMERLY",
    "FUTURE",
    "PRESENT",
    "SET",
    "CLOCK",
    "TIME",
    "WEEKEND",
    "QUARTER",
    "QN",
    "MODERN",
    "LAST",
    "SUBSEQUENTLY",
    "SOON",
    "PERIOD",
    "DATE",
    "LATER",
    "EARLIER",
    "N99",
]


def _longest(
    rules: Sequence[tuple[Rule, re.Pattern[str]]], row: tuple[list[Token], str], place: int, text: str, *, given: bool
) -> Node | None:
    tokens, kinds = row
    best: Node | None = None
    size = 0
    for rule, pattern in rules:
        if rule.given_only and not given:
            continue
        match = pattern.match(kinds, place)
        if match is None or match.end() - place <= size:
            continue
        named = {name: tokens[match.start(name)] for name, found in match.groupdict().items() if found is not None}
        node = Node(rule, tuple(tokens[place : match.end()]), named)
        if rule.guard is None or (given and not rule.always) or rule.guard(node, text):
            best, size = node, match.end() - place
    return best
