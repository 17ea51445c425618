"""Anyone's own extractor, named as ``package.module:function``, and the checks that it is one.

What it returns is checked for its form here, so that a slip in somebody's extractor is told as such and in which
claim; whether its words are in the text is then the law of quotes' to say, as for every extractor.
"""

import importlib
import inspect
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from annals.errors import AnnalsError, UsageError
from annals.ids import stable_id
from annals.types import MEASURES, Claim, Document


class PluginError(AnnalsError):
    """An extractor failed on a document, or returned what are no claims."""


class Plugin:
    """A named extractor: call it with a document and it returns the document's claims, in text order, with ids."""

    def __init__(self, name: str, function: Callable[[Document], object]) -> None:
        self.name = name
        self._function = function

    @classmethod
    def open(cls, name: str) -> "Plugin":
        """Return the extractor that ``name`` names; of a class, an instance made without arguments.

        Raises UsageError when there is no such thing or it cannot be called with a document.
        """
        found = find(name)
        if inspect.isclass(found):
            try:
                found = found()
            except Exception as error:
                raise UsageError(f"{name}: cannot be made without arguments ({_said(error)})") from error
            _check_call(name, found)
        return cls(name, found)

    def __call__(self, document: Document) -> list[Claim]:
        """Return the claims of a document; raises PluginError when the extractor fails or returns something else."""
        try:
            found = self._function(document)
            claims = list(found) if isinstance(found, Iterable) and not isinstance(found, str | bytes | dict) else None
        except (Exception, SystemExit) as error:
            raise PluginError(f"{self.name} failed ({_said(error)})") from error
        if claims is None:
            raise PluginError(f"{self.name} returned {_kind(found)}; an extractor returns a sequence of Claims")
        return with_ids(document, [self._checked(claim, index) for index, claim in enumerate(claims)])

    def _checked(self, claim: object, index: int) -> Claim:
        """Return a claim whose values all have the types of the contract."""
        if not isinstance(claim, Claim):
            raise PluginError(f"{self.name} returned {_kind(claim)} as item {index}; an extractor returns Claims")
        try:
            checked = msgspec.convert(msgspec.to_builtins(claim), Claim)
        except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
            raise PluginError(f"{self.name} returned a claim that is none: {_said(error)}, in item {index}") from error
        strange = [quantity.measure for quantity in checked.quantities if quantity.measure not in MEASURES]
        if strange:
            measures = ", ".join(MEASURES)
            raise PluginError(f"{self.name}: item {index} measures {strange[0]!r}; the measures are {measures}")
        if not 0 <= checked.confidence <= 1:
            raise PluginError(f"{self.name}: item {index} has a confidence that is not between 0 and 1")
        return checked


def find(name: str) -> Any:  # noqa: ANN401 - whatever stands there
    """Return the callable that ``package.module:function`` names.

    Installed packages come before modules of the current folder. Raises UsageError when the name is malformed, the
    module is missing or cannot be imported, or it has nothing callable of that name.
    """
    module_name, _, attribute = name.partition(":")
    if not all(part.isidentifier() for part in (*module_name.split("."), *attribute.split("."))):
        raise UsageError(f"{name!r} names no extractor; write package.module:function, or llm")
    found: Any = _module(name, module_name)
    where = getattr(found, "__file__", None) or "no file"
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise UsageError(f"{name}: there is no {attribute!r} in {module_name} ({where})")
        found = getattr(found, part)
    if not inspect.isclass(found):
        _check_call(name, found)
    return found


def _module(name: str, module_name: str) -> object:
    """Import a module from the installed packages or the current folder."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)  # last, so that a file that happens to lie here hides no package
    importlib.invalidate_caches()
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if module_name == missing or module_name.startswith(f"{missing}."):
            raise UsageError(
                f"{name}: there is no module {missing!r} here or among the installed packages; "
                "install it, or start annals in the folder that holds it"
            ) from error
        raise UsageError(f"{name}: its module needs {missing!r}, which is not installed") from error
    except (Exception, SystemExit) as error:
        raise UsageError(f"{name}: its module cannot be imported ({_said(error)})") from error


def _check_call(name: str, target: object) -> None:
    """Raise UsageError when something cannot be called with one document."""
    if not callable(target):
        raise UsageError(f"{name}: is {_kind(target)} and cannot be called; name a function that takes a Document")
    try:
        signature = inspect.signature(target)
    except (TypeError, ValueError):  # written in C: only a call can tell
        return
    try:
        signature.bind(None)
    except TypeError as error:
        raise UsageError(f"{name}: cannot be called with one Document ({error})") from error
    if inspect.iscoroutinefunction(target):
        raise UsageError(f"{name}: is asynchronous; name a plain function that returns the claims")


def with_ids(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims in text order with ids of their own, each claim once.

    An id follows from the document, the type and where quote and trigger stand; claims that share all of these but
    differ (each side expelled the other) are numbered in the order of their content.
    """
    out: dict[str, Claim] = {}
    nameless = (replace(claim, id="") for claim in claims)
    for claim in sorted(nameless, key=lambda claim: (claim.start, claim.end, claim.type, repr(claim))):
        parts = ("c", document.id, claim.type, claim.trigger_at[0], claim.start, claim.end)
        made, number = stable_id(*parts), 1
        while made in out and replace(out[made], id="") != claim:
            number += 1
            made = stable_id(*parts, number)
        out[made] = replace(claim, id=made)
    return list(out.values())


def _said(error: BaseException) -> str:
    """Return an error in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}".removesuffix(": ")


def _kind(value: object) -> str:
    return "nothing" if value is None else f"a value of type {type(value).__name__}"
