"""From what a language model wrote to claims: the form is checked here, and every word is looked up in the text.

Offsets come from looking the quoted words up in the sentence that is named; nothing that the model says of a
position, a day or a number's value is used. A claim with words that are not where it says is passed on in a
shape that the law of quotes (``extract.anchor``) rejects, so that it is counted with all others.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

import msgspec

from annals.extract.quantities import bounds
from annals.types import MEASURES, NARRATIVE, ROLES, Claim, Document, Filler, Quantity, Sentence, Status, Time

STARTS: Final = 64
"""Places in an answer at which JSON is looked for; the bound keeps a hostile answer from costing time."""

_BEGIN: Final = re.compile(r"[{\[]")


class Malformed(Exception):  # noqa: N818 - a state of an answer, which is asked for again
    """An answer that is not of the form asked for; the message says in what."""


class _Absent(Exception):  # noqa: N818 - never leaves this module
    """Words that are not where the model says."""


class AnswerFiller(msgspec.Struct, frozen=True):
    """Who or what fills a role, in the model's words."""

    name: str | None = None
    mention: str | None = None


class AnswerTime(msgspec.Struct, frozen=True):
    """The words that say when, and the number of their sentence (``None``: the claim's own)."""

    words: str | None = None
    sentence: int | None = None


class AnswerQuantity(msgspec.Struct, frozen=True):
    """A number's words, what they count, and the number of their sentence (``None``: the claim's own)."""

    measure: str
    words: str
    sentence: int | None = None
    of: str | None = None


class Answer(msgspec.Struct, frozen=True):
    """One claim as the model gave it; what an endpoint without schemas may leave out has a default."""

    type: str
    sentence: int
    quote: str
    trigger: str | None = None
    actor: list[AnswerFiller | str] | None = None
    target: list[AnswerFiller | str] | None = None
    place: list[AnswerFiller | str] | None = None
    origin: list[AnswerFiller | str] | None = None
    instrument: list[AnswerFiller | str] | None = None
    attribution: list[AnswerFiller | str] | None = None
    time: AnswerTime | str | None = None
    quantities: list[AnswerQuantity] | None = None
    status: str | None = None
    ended: bool | None = None


def parse(content: str) -> list[Answer]:
    """Return the claims of an answer, also when prose or a code fence stands around the JSON.

    Raises Malformed, with the reason, when there is no such JSON or a claim is not of the form asked for.
    """
    said = content.rpartition("</think>")[2]  # a reasoning model's drafts are no answer
    found = max(_candidates(said), key=lambda candidate: candidate[0], default=None)
    if found is None:
        raise Malformed('no JSON object with "claims" in it')
    try:
        return msgspec.convert(found[1], list[Answer], strict=False)
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from error


def _candidates(content: str) -> Iterator[tuple[int, list[Any]]]:
    """Yield the lists of claims in a text, with the length of their JSON."""
    decoder = json.JSONDecoder()
    at = 0
    for _ in range(STARTS):
        begin = _BEGIN.search(content, at)
        if begin is None:
            return
        at = begin.end()
        try:
            value, end = decoder.raw_decode(content, begin.start())
        except (ValueError, RecursionError):
            continue
        claims = value.get("claims") if isinstance(value, dict) else _bare(value)
        if isinstance(claims, list):
            yield end - begin.start(), claims
            at = end


def _bare(value: object) -> list[Any] | None:
    """Return a list of claims that stands by itself; a filler list within a broken answer is none."""
    if isinstance(value, list) and value and all(isinstance(item, dict) and "quote" in item for item in value):
        return value
    return None


# ------------------------------------------------------------------------------------- words in the text

Span = tuple[int, int]


def locate(text: str, words: str, start: int, end: int) -> Span | None:
    """Return where ``words`` stand in ``text[start:end]``, ``None`` when they do not.

    Letters must be the same; runs of white space count as one space, because sentences are shown on one line.
    The words must be whole; failing that, words of four letters or more may be the beginning of a word, which
    is then taken whole ("Houthi" for "Houthis"), but "IS" is never found in "ISIS".
    """
    tokens = words.split()
    if not tokens:
        return None
    begun = None
    for match in re.finditer(r"\s+".join(map(re.escape, tokens)), text[start:end]):
        first, last = start + match.start(), start + match.end()
        if _joined(text, first):
            continue
        if not _joined(text, last):
            return first, last
        begun = begun or (first, last)
    if begun is None or len(tokens[-1]) < 4:
        return None
    first, last = begun
    while last < end and text[last].isalnum():
        last += 1
    return first, last


def _joined(text: str, at: int) -> bool:
    """Say whether a position is inside a word; scripts from Armenian on are let pass, as some write no spaces."""
    return 0 < at < len(text) and all(c.isalnum() and ord(c) < 0x530 for c in text[at - 1 : at + 1])


class Anchor:
    """Turns answers about one document into claims; ``sentences`` are those that the model was shown, by number."""

    def __init__(self, document: Document, sentences: Mapping[int, Sentence]) -> None:
        self._document = document
        self._text = document.text
        self._sentences = sentences

    def claims(self, answers: Sequence[Answer]) -> list[Claim]:
        """Return a claim for each answer, in order: lawful if all its words were found, else one that is rejected.

        The ids are left empty.
        """
        out = []
        for answer in answers:
            try:
                out.append(self._claim(answer))
            except _Absent:
                out.append(self._unlawful(answer))
        return out

    def _unlawful(self, answer: Answer) -> Claim:
        """Return a claim at no place in the text, which the law of quotes rejects."""
        return Claim(
            id="",
            document=self._document.id,
            segment="body",
            type=answer.type,
            quote=answer.quote,
            start=0,
            end=0,
            trigger=answer.trigger or "",
            trigger_at=(0, 0),
        )

    def _claim(self, answer: Answer) -> Claim:
        """Return the claim; raises _Absent when its quote, trigger, time or a number is not in the sentence named."""
        sentence = self._sentences.get(answer.sentence)
        if sentence is None:
            raise _Absent
        start, end = self._in(answer.quote, answer.sentence)
        trigger = locate(self._text, answer.trigger, start, end) if answer.trigger else (start, end)
        if trigger is None:  # the quote was taken too short
            trigger = self._in(answer.trigger or "", answer.sentence)
            start, end = min(start, trigger[0]), max(end, trigger[1])
        segment = self._document.blocks[sentence.block].kind
        fillers: dict[str, Any] = {
            role: self._fillers(getattr(answer, role) or (), (start, end), sentence) for role in ROLES
        }
        return Claim(
            id="",
            document=self._document.id,
            segment="body" if segment == "caption" else segment,
            type=answer.type,
            quote=self._text[start:end],
            start=start,
            end=end,
            trigger=self._text[slice(*trigger)],
            trigger_at=trigger,
            time=self._time(answer),
            quantities=tuple(self._quantities(answer)),
            status=cast("Status", answer.status or "asserted"),  # another one is rejected by the law
            ended=bool(answer.ended),
            **fillers,
        )

    def _in(self, words: str, number: int) -> Span:
        """Return where words stand in the sentence of a number; raises _Absent when they do not."""
        sentence = self._sentences.get(number)
        at = locate(self._text, words, sentence.start, sentence.end) if sentence else None
        if at is None:
            raise _Absent
        return at

    def _time(self, answer: Answer) -> Time | None:
        """Return the words of the time, whose days are left to the resolver."""
        given = AnswerTime(answer.time) if isinstance(answer.time, str) else answer.time
        if given is None or not given.words:
            return None
        at = self._in(given.words, answer.sentence if given.sentence is None else given.sentence)
        return Time(None, None, self._text[slice(*at)], at)

    def _quantities(self, answer: Answer) -> Iterator[Quantity]:
        """Yield the quantities with the values that their words have; "many" and the like are no quantity."""
        for given in answer.quantities or ():
            if given.measure not in MEASURES:
                raise _Absent
            number = answer.sentence if given.sentence is None else given.sentence
            at = self._in(given.words, number)
            words = self._text[slice(*at)]
            limits = bounds(words)
            if limits is not None:
                of = self._text[slice(*self._in(given.of, number))] if given.of else None
                yield Quantity(given.measure, *limits, of, words, at)

    def _near(self, words: str, quote: Span, sentence: Sentence) -> Span | None:
        """Return where words stand in the quote, else in its sentence."""
        return locate(self._text, words, *quote) or locate(self._text, words, sentence.start, sentence.end)

    def _fillers(self, given: Sequence[AnswerFiller | str], quote: Span, sentence: Sentence) -> tuple[Filler, ...]:
        """Return the fillers of a role, each name once."""
        out: dict[str, Filler] = {}
        for item in given:
            filler = AnswerFiller(item, None) if isinstance(item, str) else item
            found = self._filler(filler, quote, sentence)
            if found is not None:
                out.setdefault(found.name, found)
        return tuple(out.values())

    def _filler(self, given: AnswerFiller, quote: Span, sentence: Sentence) -> Filler | None:
        """Return a filler; one whose words are not in the text keeps them without a place, and so breaks the law."""
        said = (given.name or "").strip()
        mention = (given.mention or "").strip()
        if not said and not mention:
            return None
        if not mention:
            at = self._near(said, quote, sentence)
            name = self._named(said)
            if at is None:
                return Filler(name) if name else Filler(said, said)
            return Filler(name or said, self._text[slice(*at)], *at)
        at = self._near(mention, quote, sentence)
        if at is None:
            return Filler(said or mention, mention)
        words = self._text[slice(*at)]
        return Filler((self._named(said) if said else None) or words, words, *at)

    def _named(self, name: str) -> str | None:
        """Return a name as the report writes it, ``None`` when it is not in the report's own text."""
        for block in self._document.blocks:
            at = locate(self._text, name, block.start, block.end) if block.kind in NARRATIVE else None
            if at is not None:
                return self._text[slice(*at)]
        return None
