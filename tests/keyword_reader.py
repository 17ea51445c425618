"""A reader for tests: three verbs, no model. It is a module of its own so that worker processes can import it."""

import os
import re
import signal
import time

from annals.engine.local import Tools
from annals.ids import stable_id
from annals.resolve.places import Gazetteer
from annals.types import NARRATIVE, Claim, Filler, Time

VERBS = {"captured": "capture", "attacked": "attack", "joined": "joining"}
NAME = r"[A-Z][\w'’-]*(?: (?:[A-Z][\w'’-]*|of|\d+))*"
PATTERN = re.compile(
    rf"(?P<actor>{NAME}) (?P<verb>{'|'.join(VERBS)}) (?P<object>{NAME})(?: on (?P<day>\d\d? \w+ \d{{4}}))?"
)


def keyword_reader(document):
    """Return a claim for each "X captured|attacked|joined Y (on DAY)" in the narrative blocks."""
    claims = []
    for sentence in document.sentences:
        block = document.blocks[sentence.block]
        if block.kind not in NARRATIVE:
            continue
        for found in PATTERN.finditer(document.text, sentence.start, sentence.end):
            kind = VERBS[found["verb"]]
            role = "place" if kind == "capture" else "target"
            claims.append(
                Claim(
                    id=stable_id("c", document.id, found.start(), kind),
                    document=document.id,
                    segment="title" if block.kind == "title" else "body",
                    type=kind,
                    quote=found[0],
                    start=found.start(),
                    end=found.end(),
                    trigger=found["verb"],
                    trigger_at=found.span("verb"),
                    actor=(Filler(found["actor"], found["actor"], *found.span("actor")),),
                    time=Time(None, None, found["day"], found.span("day")) if found["day"] else None,
                    **{role: (Filler(found["object"], found["object"], *found.span("object")),)},
                )
            )
    return claims


def load(threads):
    """Return the tools of a worker process."""
    return Tools(keyword_reader, Gazetteer.open())


def fragile_reader(document):
    """Fail on one kind of document, kill the whole process on another."""
    if "Errorville" in document.text:
        raise ValueError("a reader's bug")
    if "Crashville" in document.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return keyword_reader(document)


def load_fragile(threads):
    """Return tools whose reader fails and crashes."""
    return Tools(fragile_reader, Gazetteer.open())


def slow_reader(document):
    """Take a moment for each document, so that a test can interrupt the run."""
    time.sleep(0.05)
    return keyword_reader(document)
