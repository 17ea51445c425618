"""The trained reader: tokeniser, encoder and heads, run with ONNX Runtime on a CPU without a network."""

import time
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import msgspec
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from annals.errors import ModelError
from annals.extract.assemble import Cells, GridScores, claims_of
from annals.extract.decode import FloatArray, Thresholds
from annals.extract.labels import LINKS, TYPES
from annals.extract.rules import with_rules
from annals.extract.windows import IntArray, windows
from annals.types import Claim, Document

FORMAT = 1
"""Version of the labels and inputs that this code reads; weights of another format are refused."""


class Card(msgspec.Struct, frozen=True):
    """``card.json`` beside the weights: what they are and how to use them."""

    format: int
    name: str
    types: tuple[str, ...]
    links: tuple[str, ...]
    thresholds: dict[str, float]
    trained_on: dict[str, object]
    measured: dict[str, float]
    base: str
    licence: str
    calibration: tuple[tuple[float, float], ...] = ()


class OnnxNetwork:
    """The exported network; counts the word pieces read and the seconds spent in its forward passes."""

    def __init__(self, folder: Path, threads: int | None) -> None:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        if threads is not None:
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
        self._tokens = self._session(folder / "tokens.onnx", options)
        self._grid = self._session(folder / "grid.onnx", options)
        self.forward_seconds = 0.0
        self.encoder_seconds = 0.0
        self.pieces = 0

    @staticmethod
    def _session(path: Path, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def _run(self, session: onnxruntime.InferenceSession, inputs: dict[str, object]) -> list[FloatArray]:
        began = time.perf_counter()
        out: list[FloatArray] = session.run(None, inputs)
        self.forward_seconds += time.perf_counter() - began
        return out

    def tokens(self, ids: IntArray, shapes: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return states (tokens, size), trigger logits (tokens, types), tag logits (tokens, layers, 3)."""
        self.pieces += len(ids)
        before = self.forward_seconds
        states, trigger, tags = self._run(self._tokens, {"ids": ids[None], "shapes": shapes[None]})
        self.encoder_seconds += self.forward_seconds - before
        return states[0], trigger[0], tags[0]

    def grid(self, states: FloatArray, cells: Cells) -> GridScores:
        """Return link, type, status, ended, measure and antecedent logits of triggers by mentions."""
        inputs = {name: getattr(cells, name) for name in Cells.__slots__} | {"states": states}
        links, kind, status, ended, measures, refer = self._run(self._grid, inputs)
        return links, kind, status, ended, measures, refer


class Encoder:
    """The reader as an extractor: call it with a document and it returns the document's claims.

    It is deterministic: the same document gives the same claims whatever was read before.
    """

    def __init__(self, network: OnnxNetwork, tokenizer: Tokenizer, card: Card) -> None:
        self.network = network
        self._tokenizer = tokenizer
        self._limits = Thresholds(**card.thresholds)
        self.card = card

    @classmethod
    def load(cls, path: str | Path | None = None, *, threads: int | None = None) -> "Encoder":
        """Load the weights in ``path``, by default those that come with the package.

        ``threads`` limits the cores used (default: all). Raises ModelError when files are missing or damaged,
        or when the weights are of another format.
        """
        folder = Path(path) if path is not None else Path(str(files("annals"))) / "model"
        try:
            card = msgspec.json.decode((folder / "card.json").read_bytes(), type=Card)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except FileNotFoundError as error:
            raise ModelError(f"{error.filename}: the reader's weights are not there; reinstall annals") from error
        except Exception as error:
            raise ModelError(
                f"{folder}: the reader's card or tokeniser is damaged ({error}); reinstall annals"
            ) from error
        if card.format != FORMAT or card.types != TYPES or card.links != LINKS:
            raise ModelError(
                f"{folder}: these weights are of another version of annals; train or install matching ones"
            )
        tokenizer.no_padding()
        tokenizer.no_truncation()
        try:
            network = OnnxNetwork(folder, threads)
        except Exception as error:
            raise ModelError(f"{folder}: the reader's weights cannot be loaded ({error}); reinstall annals") from error
        return cls(network, tokenizer, card)

    def __call__(self, document: Document) -> list[Claim]:
        """Return the claims of a document in text order: anchored, not yet resolved.

        A time has its words and where they stand, but no days; a filler's name is its mention, or its
        antecedent where the reader is sure of one.
        """
        found = claims_of(document, windows(document, self._tokenizer), self.network, self._limits)
        return [self._calibrated(claim) for claim in with_rules(document, found)]

    def _calibrated(self, claim: Claim) -> Claim:
        """Return a claim whose confidence is the share of claims with such a score that are right.

        The card's knots (score, share) were fitted to development documents; between them the share is linear.
        """
        if not self.card.calibration:
            return claim
        scores, shares = zip(*self.card.calibration, strict=True)
        return replace(claim, confidence=round(float(np.interp(claim.confidence, scores, shares)), 4))

    @property
    def forward_seconds(self) -> float:
        """Seconds spent in the network's forward passes so far."""
        return self.network.forward_seconds

    @property
    def encoder_seconds(self) -> float:
        """Seconds of these that the encoder took by itself, without the grid."""
        return self.network.encoder_seconds

    @property
    def pieces(self) -> int:
        """Word pieces read so far."""
        return self.network.pieces
