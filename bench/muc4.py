"""Read incident templates (MUC-4) from reports with the package's encoder and a small head on its states.

    python -m bench.muc4 IN.jsonl OUT.jsonl

A row of IN has ``docid`` and ``doctext``; a row of OUT has ``docid`` and ``templates``: incident_type, and for each
of the roles PerpInd, PerpOrg, Target, Victim and Weapon a list of entities, an entity being a list of mentions.
The head is ``bench/heads/incidents.onnx``; its thresholds are on the card beside it.
"""

import json
import sys
from collections.abc import Container, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from annals.errors import SourceError
from annals.extract.encoder import OnnxNetwork
from annals.extract.windows import Window, windows
from annals.read import read_bytes

if not __package__:  # run as a file, which puts this folder on the path and not the project's
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.muc4_groups import ROLES, Joins, Layout, Matrix, Name, groups, likeness, shared_out
from bench.muc4_kinds import Telling, features

KINDS = ("attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage")
ARTICLES = ("a", "an", "the")
HEADS = Path(__file__).with_name("heads")
HIT = (ROLES.index("Target"), ROLES.index("Victim"))
"""The roles that tell incidents apart: one perpetrator or weapon may belong to several."""
LONGEST = 16
"""The longest name, in word pieces."""
FAINT = 0.1
"""A filler less likely than this is forgotten at once."""
FAINT_KIND = 0.02
"""A kind of incident less likely than this is no template's."""
CLOSED = -1e4
"""What is added to the score of a start or an end where no mention can start or end."""

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Joined:
    """A document as the head reads it: the word pieces of all its windows, each piece once.

    ``take`` holds, for each window, the slice of its tokens that counts; ``offsets`` (n, 2) are offsets into
    ``text``; ``starts`` and ``ends`` (n,) are 0 where a mention may start or end, else ``CLOSED``; ``sentences`` are
    the offsets at which sentences begin.
    """

    text: str
    windows: tuple[Window, ...]
    take: tuple[slice, ...]
    offsets: IntArray
    starts: FloatArray
    ends: FloatArray
    sentences: tuple[int, ...]

    def name(self, first: int, last: int) -> str:
        """Return the words from piece ``first`` to piece ``last``."""
        return self.text[int(self.offsets[first, 0]) : int(self.offsets[last, 1])]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the head says of a document, in logits, of its k likeliest mentions.

    ``bounds`` (k, 2) first and last piece; ``roles`` (k, roles); ``told`` (kinds,) whether there is an incident of the
    kind at all.
    """

    bounds: IntArray
    roles: FloatArray
    told: FloatArray


@dataclass(frozen=True, slots=True)
class Limits:
    """Probabilities from which on something is said.

    ``kind`` that an incident is told, ``role`` that a name fills a role, ``apart`` that two of what was hit belong to
    one incident, ``share`` that a perpetrator or weapon belongs to another incident than the likeliest as well.
    """

    kind: float = 0.2
    role: float = 0.3
    apart: float = 0.35
    share: float = 0.5


def fold(text: str) -> str:
    """Return the words by which mentions are compared: no case, no ASCII punctuation, no articles."""
    kept = "".join(c for c in text.lower() if not (c.isascii() and not c.isalnum() and not c.isspace()))
    return " ".join(word for word in kept.split() if word not in ARTICLES)


def join(text: str, name: str, tokenizer: Tokenizer) -> Joined:
    """Return the document in word pieces. Raises SourceError when there is no text in it."""
    document = read_bytes(text.encode(), name=name, source=name)
    cut = tuple(windows(document, tokenizer))
    take = tuple(slice(window.core, len(window.ids) - 1) for window in cut)
    parts = [window.offsets[part] for window, part in zip(cut, take, strict=True)]
    offsets = np.concatenate(parts) if parts else np.zeros((0, 2), dtype=np.int64)
    starts, ends = (np.zeros(len(offsets), dtype=np.float32) for _ in range(2))
    words = document.text
    for i, (a, b) in enumerate(offsets.tolist()):
        # A mention starts and ends with a whole word, and an article at its head is not part of its name.
        whole_left = words[a].isalnum() and not (a and words[a - 1].isalnum())
        whole_right = (words[b - 1].isalnum() or words[b - 1] == ".") and not words[b : b + 1].isalnum()
        if not whole_left or (words[a:b].lower() in ARTICLES and whole_right):
            starts[i] = CLOSED
        if not whole_right:
            ends[i] = CLOSED
    return Joined(words, cut, take, offsets, starts, ends, tuple(sentence.start for sentence in document.sentences))


def sigmoid(x: FloatArray) -> FloatArray:
    """Return the logistic function of logits."""
    out: FloatArray = 1 / (1 + np.exp(-x))
    return out


@dataclass(frozen=True, slots=True)
class Filler:
    """A name found in a role: where it is said best (row of the scores), and how sure it is."""

    name: str
    role: int
    row: int
    sure: float


def places(document: Joined, names: Container[str]) -> dict[str, list[tuple[int, int]]]:
    """Return every folded name with all the places (first and last piece) where it is said in whole words."""
    found: dict[str, list[tuple[int, int]]] = {}
    ends = np.flatnonzero(document.ends == 0)
    for first in np.flatnonzero(document.starts == 0).tolist():
        for last in ends[(ends >= first) & (ends < first + LONGEST)].tolist():
            name = fold(document.name(first, last))
            if name in names:
                found.setdefault(name, []).append((first, last))
    return found


def fillers(document: Joined, scores: Scores) -> list[Filler]:
    """Return the names that may fill a role of some incident, surest first, none overlapping a surer one."""
    sure = sigmoid(scores.roles)
    found: dict[str, Filler] = {}
    taken: list[tuple[int, int]] = []
    order = np.argsort(-sure.max(1), kind="stable")
    for row in order.tolist():
        role = int(sure[row].argmax())
        if sure[row, role] < FAINT:
            break
        first, last = scores.bounds[row].tolist()
        if any(first <= b and a <= last for a, b in taken):
            continue
        taken.append((first, last))
        name = document.name(first, last)
        found.setdefault(fold(name), Filler(name, role, row, float(sure[row, role])))
    found.pop("", None)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Sketch:
    """What may be said of a document.

    ``names`` are the fillers as names with their places; ``same`` (n, n) is how likely two of them fill one template;
    ``told`` (kinds,) are the kinds of incident that there are, in logits.
    """

    document: Joined
    fillers: Sequence[Filler]
    names: Sequence[Name]
    same: Matrix
    told: FloatArray


def sketch(document: Joined, scores: Scores, joins: Joins) -> Sketch:
    """Return what may be said of a document by the head's scores."""
    found = fillers(document, scores)
    said = places(document, {fold(filler.name) for filler in found})
    names = [
        Name(
            frozenset(fold(filler.name).split()),
            filler.role,
            [int(document.offsets[first, 0]) for first, _ in said.get(fold(filler.name), [scores.bounds[filler.row]])],
        )
        for filler in found
    ]
    same = likeness(Layout(document.text, document.sentences), names, joins)
    return Sketch(document, found, names, same, scores.told)


def _believed(told: Sketch, least: float) -> list[int]:
    """Return the fillers that are sure enough, without victims whose name is part of another such victim's."""
    sure = [i for i, filler in enumerate(told.fillers) if filler.sure >= least]
    victims = [told.names[i].words for i in sure if ROLES[told.names[i].role] == "Victim"]
    return [i for i in sure if told.names[i].words not in victims or not any(told.names[i].words < v for v in victims)]


def decode(told: Sketch, limits: Limits, telling: Telling) -> list[dict[str, Any]]:
    """Return the templates of a document: one for each group of what was hit, and one for each other kind told."""
    sure = sigmoid(told.told)
    kinds = np.flatnonzero(sure >= limits.kind)
    if not len(kinds):
        return []
    believed = _believed(told, limits.role)
    hit = [i for i in believed if told.fillers[i].role in HIT] or believed
    cores = groups(hit, told.same, limits.apart)
    others = shared_out([i for i in believed if i not in hit], cores, told.same, limits.share)
    likely = np.where(sure >= FAINT_KIND, np.log(sure), -np.inf)
    out: list[tuple[int, list[int]]] = []
    for core, more in zip(cores, others, strict=True):
        found = features(told.document.text, told.document.sentences, [told.names[i] for i in core + more])
        out.append((int((likely + telling.scores(found)).argmax()), core + more))
    bare = [(int(kind), []) for kind in kinds if kind not in {kind for kind, _ in out}]
    return [template(kind, [told.fillers[i] for i in group]) for kind, group in [*out, *bare]]


def template(kind: int, group: Sequence[Filler]) -> dict[str, Any]:
    """Return one template in the form that is written."""
    told: dict[str, Any] = {"incident_type": KINDS[kind]}
    for role, label in enumerate(ROLES):
        told[label] = [[filler.name] for filler in group if filler.role == role]
    return told


class Reader:
    """The package's encoder with the head for incidents: call it with a text and it returns the templates.

    ``threads`` limits the cores used (default: all). Raises FileNotFoundError when weights are missing.
    """

    def __init__(self, folder: Path = HEADS, threads: int | None = None) -> None:
        model = Path(str(files("annals"))) / "model"
        for path in (
            model / "tokens.onnx",
            *(folder / name for name in ("incidents.onnx", "incidents.json", "kinds.json")),
        ):
            if not path.exists():
                raise FileNotFoundError(f"{path}: no weights there; python -m train.incidents --export writes them")
        self._tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._network = OnnxNetwork(model, threads)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        if threads is not None:
            options.intra_op_num_threads = threads
        self._head = onnxruntime.InferenceSession(
            str(folder / "incidents.onnx"), options, providers=["CPUExecutionProvider"]
        )
        card = json.loads((folder / "incidents.json").read_text(encoding="utf-8"))
        self.limits = Limits(**card["limits"])
        self.joins = Joins(tuple(card["joins"]["weights"].values()), card["joins"]["base"])
        self.telling = Telling.load(folder / "kinds.json")

    def scores(self, document: Joined) -> Scores:
        """Return what the head says of a document that has words."""
        states = [
            self._network.tokens(window.ids, window.shapes)[0][part]
            for window, part in zip(document.windows, document.take, strict=True)
        ]
        inputs = {"states": np.concatenate(states), "starts": document.starts, "ends": document.ends}
        return Scores(*self._head.run(None, inputs))

    def __call__(self, text: str, name: str) -> list[dict[str, Any]]:
        """Return the templates of a text, none for one without words."""
        try:
            document = join(text, name, self._tokenizer)
        except SourceError:
            return []
        if not len(document.offsets):
            return []
        return decode(sketch(document, self.scores(document), self.joins), self.limits, self.telling)


def main() -> int:
    """Read the rows of IN and write their templates to OUT; return 2 when the call is wrong, 1 when a file is."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    source, target = (Path(argument) for argument in sys.argv[1:])
    try:
        reader = Reader()
        rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
        with target.open("w", encoding="utf-8") as out:
            for row in rows:
                told = {"docid": row["docid"], "templates": reader(row["doctext"], row["docid"])}
                out.write(json.dumps(told, ensure_ascii=False) + "\n")
    except (OSError, json.JSONDecodeError, KeyError) as error:
        print(f"{source}: {error}; a row needs docid and doctext", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
