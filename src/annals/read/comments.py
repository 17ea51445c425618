"""Finding where the comments of readers begin.

Once they begin, everything after is theirs: no report goes on under its comments. So the rules ask for
certainty, and for a paragraph of the report before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from annals.read import phrases
from annals.read.look import Look

_OPENER: Final = phrases.compiled(phrases.COMMENT_OPENERS)
_COUNT: Final = phrases.compiled(phrases.COMMENT_COUNTS)
_MARKS: Final = tuple(phrases.compiled((row,)) for row in phrases.COMMENT_MARKS)

_BUTTONS: Final = 3
_NEAR: Final = 6
_ENOUGH_WORDS: Final = 60


@dataclass(frozen=True)
class _Tail:
    """The units of a text with what is known of everything from each of them to the end.

    ``marks`` are the sorts of marks of a comment that a unit is, ``furniture`` tells that it is boilerplate,
    ``appeal`` that it is an appeal to readers; ``names`` and ``informal`` count, from each unit on, the names
    that a text follows, and the texts in an informal tone. ``last_prose`` is the last paragraph's index.
    """

    looks: Sequence[Look]
    marks: Sequence[frozenset[int]]
    furniture: Sequence[bool]
    appeal: Sequence[bool]
    names: Sequence[int]
    informal: Sequence[int]
    last_prose: int


def comments_from(looks: Sequence[Look], furniture: Sequence[bool], appeal: Sequence[bool]) -> int:
    """Return the index of the first unit of the comments, the number of units when there are none.

    ``furniture`` and ``appeal`` tell which units are boilerplate, and which of them appeals to readers. Four
    things open the comments, the first that is found counts: the heading or the form of a comment section;
    a count of comments with the marks of comments soon after; marks of two sorts close together (author,
    time, buttons); and a run of names, each with a text, up to the end, after an appeal to readers or in the
    tone of comments.
    """
    tail = _tail(looks, furniture, appeal)
    words = 0
    for index, look in enumerate(looks):
        if words and any(rule(tail, index, words) for rule in (_opens, _counted, _marked, _named_run)):
            return _with_name(looks, index) if tail.marks[index] else index
        if look.prose and not furniture[index]:
            words += look.words
    return len(looks)


def _tail(looks: Sequence[Look], furniture: Sequence[bool], appeal: Sequence[bool]) -> _Tail:
    pairs = [_pair(looks, index) for index in range(len(looks))]
    some = any(pairs)
    names, informal = [0], [0]
    for look, pair in zip(reversed(looks), reversed(pairs), strict=True):
        names.append(names[-1] + pair)
        informal.append(informal[-1] + (some and not pair and look.informal))
    last = max((index for index, look in enumerate(looks) if look.prose), default=-1)
    return _Tail(looks, [_marks(look) for look in looks], furniture, appeal, names[::-1], informal[::-1], last)


def _marks(look: Look) -> frozenset[int]:
    """Return which sorts of marks of a comment the unit is."""
    if len(look.text) > 100:
        return frozenset()
    found = {sort for sort, pattern in enumerate(_MARKS) if pattern.fullmatch(look.text)}
    return frozenset(found if look.letters else found - {_BUTTONS})


def _opens(tail: _Tail, index: int, words: int) -> bool:
    """Tell whether a comment section's heading or form stands here, after a report or with no more of it after."""
    look = tail.looks[index]
    if len(look.text) > 300 or _OPENER.fullmatch(look.text) is None:
        return False
    return words >= _ENOUGH_WORDS or tail.last_prose <= index or any(tail.marks[index + 1 : index + 1 + _NEAR])


def _counted(tail: _Tail, index: int, words: int) -> bool:
    """Tell whether a count of comments stands here, with marks of comments soon after it or nothing more."""
    look = tail.looks[index]
    if len(look.text) > 200 or _COUNT.fullmatch(look.text) is None:
        return False
    return tail.last_prose <= index or any(tail.marks[index + 1 : index + 1 + _NEAR])


def _marked(tail: _Tail, index: int, words: int) -> bool:
    """Tell whether a mark of a comment stands here and one of another sort near: author and time, time and button."""
    here = tail.marks[index]
    return bool(here) and any(other - here for other in tail.marks[index + 1 : index + 4])


def _named_run(tail: _Tail, index: int, words: int) -> bool:
    """Tell whether a run of names, each followed by a text, begins here and reaches to the end.

    Lists of places with a paragraph each look alike, so one of two things must be added: an appeal to
    readers, with which pages end their reports, just before; or two texts and more that are mostly informal.
    """
    if not _pair(tail.looks, index):
        return False
    names = tail.names[index]
    texts = len(tail.looks) - index - names
    if texts > 4 * names:
        return False
    informal = tail.informal[index]
    if any(tail.appeal[max(0, index - 3) : index]) and (tail.looks[index].bulleted or informal > 0.3 * texts):
        return True
    return names >= 2 and informal > 0.6 * texts


def _with_name(looks: Sequence[Look], index: int) -> int:
    """Return the index of the name that stands before the first mark, if one does."""
    return index - 1 if index and looks[index - 1].name and not looks[index - 1].prose else index


def _pair(looks: Sequence[Look], index: int) -> bool:
    """Tell whether a name stands here on a line of its own with a text that is no name under it."""
    if index + 1 >= len(looks) or not looks[index].name:
        return False
    text = looks[index + 1]
    return not text.name and not text.bulleted and text.words >= 3
