"""A language model behind an OpenAI-compatible endpoint as an extractor, under the same law of quotes as any other.

The model is shown numbered sentences and says which words make claims (``llm_prompt``); every word of its answer is
looked up in the text (``llm_answer``); days, places and numbers' values are found by the same code as for the reader
that comes along. Answers are kept (``llm_cache``), so that a second run costs nothing.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from annals.extract import llm_prompt as prompt
from annals.extract.llm_answer import Anchor, Answer, Malformed, parse
from annals.extract.llm_cache import Cache
from annals.extract.llm_client import AnswerError, Client, Endpoint
from annals.extract.plugin import with_ids
from annals.types import Claim, Document

ANSWERS: Final = 3
"""How many answers to one question are tried to be read."""

_QUOTED: Final = 4_000


class LanguageModel:
    """A model behind an endpoint: call it with a document and it returns the document's claims.

    As far as the endpoint is deterministic so is this: it is asked with temperature 0 and seed 0. Claims are not
    resolved; those with words that are not in the text come along in a shape that the law of quotes rejects.
    """

    def __init__(self, client: Client, cache: Cache) -> None:
        self._client = client
        self._cache = cache
        self._counts: Counter[str] = Counter()

    @classmethod
    def open(cls, endpoint: Endpoint, cache: Path) -> "LanguageModel":
        """Return the model behind ``endpoint``, its answers kept in the folder ``cache``; nothing is sent yet.

        Raises UsageError when the folder cannot be written.
        """
        return cls(Client(endpoint), Cache.open(cache))

    def __call__(self, document: Document) -> list[Claim]:
        """Return the claims of a document in text order.

        Raises EndpointError when the endpoint cannot be used at all, AnswerError when it has no usable
        answer for this document.
        """
        return with_ids(document, [claim for part in prompt.parts(document) for claim in self._claims(document, part)])

    def take_counts(self) -> Mapping[str, int]:
        """Return what was counted since this was last asked.

        ``questions`` sent and answered, ``remembered`` answers, ``prompt_tokens`` and ``completion_tokens`` as the
        endpoint reports them.
        """
        counts, self._counts = self._counts, Counter()
        return counts

    def _claims(self, document: Document, part: prompt.Part) -> list[Claim]:
        """Return the claims of one part; a part whose answer grows too long is asked about in halves."""
        answers = self._answers(document, part)
        if answers is None:
            halves = prompt.halves(part)
            if halves is None:
                raise self._failed("its answer about a single sentence is cut off; allow it more tokens")
            return [claim for half in halves for claim in self._claims(document, half)]
        # What is said of context belongs to the part before, which was asked about it.
        context = {number for number, _ in part.context}
        return Anchor(document, dict((*part.context, *part.core))).claims(
            [answer for answer in answers if answer.sentence not in context]
        )

    def _answers(self, document: Document, part: prompt.Part) -> list[Answer] | None:
        """Return what the model answers about a part, ``None`` when the answer was cut off."""
        endpoint = self._client.endpoint
        messages = prompt.messages(document, part)
        key = Cache.key(endpoint.address, endpoint.model, prompt.VERSION, messages)
        kept = self._remembered(key)
        if kept is not None:
            return kept
        asked = messages
        reason = ""
        for _ in range(ANSWERS):
            reply = self._client.ask(asked, prompt.SCHEMA)
            self._counts.update(
                questions=1, prompt_tokens=reply.prompt_tokens, completion_tokens=reply.completion_tokens
            )
            if reply.cut:
                return None
            try:
                answers = parse(reply.content)
            except Malformed as error:
                reason = str(error)
                complaint = f"This could not be read: {reason}. Answer again, with the JSON object alone."
                asked = [
                    *messages,
                    {"role": "assistant", "content": reply.content[:_QUOTED]},
                    {"role": "user", "content": complaint},
                ]
            else:
                self._cache.put(
                    key, reply.content, endpoint=endpoint.address, model=endpoint.model, version=prompt.VERSION,
                    prompt_tokens=reply.prompt_tokens, completion_tokens=reply.completion_tokens,
                )  # fmt: skip
                return answers
        raise self._failed(f"none of its {ANSWERS} answers could be read ({reason}); try another model")

    def _remembered(self, key: str) -> list[Answer] | None:
        """Return the kept answer to a question, ``None`` when there is none that can be read."""
        content = self._cache.get(key)
        if content is None:
            return None
        try:
            answers = parse(content)
        except Malformed:
            return None
        self._counts.update(remembered=1)
        return answers

    def _failed(self, what: str) -> AnswerError:
        return AnswerError(f"{self._client.endpoint.address}: {self._client.endpoint.model}: {what}")
