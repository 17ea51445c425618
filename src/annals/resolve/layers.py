"""What a user does to the gazetteer: add a layer from a file, remove one, give a place another name."""

import sqlite3
from contextlib import closing
from pathlib import Path

from annals.errors import UsageError
from annals.resolve.places_files import read_places
from annals.resolve.places_gazetteer import PACKAGED, Gazetteer
from annals.resolve.places_keys import fold
from annals.resolve.places_linking import Linker, country_code
from annals.resolve.places_user import Layer, UserPlaces, file_beside, file_in
from annals.types import Place

__all__ = ["Layer", "UserPlaces", "add_alias", "add_layer", "file_beside", "file_in", "remove_layer"]


def add_layer(target: Path, file: Path, *, name: str | None = None, country: str = "") -> Layer:
    """Add the places of ``file`` to the user's file ``target``, as a layer that replaces an earlier one of its name.

    ``name`` is by default the file's stem; ``country`` (code or name) holds for rows that name none. Raises
    ``SourceError`` for a file that cannot be read, ``UsageError`` for a country that is none, a name that cannot be a
    layer's, or a target that cannot be written. Nothing is stored then.
    """
    code = country_code(country)
    if country and not code:
        raise UsageError(f"{country!r} is no country; write its ISO 3166 code, such as SD, or its name")
    form, places = read_places(file)
    fresh = not target.exists()
    try:
        with (
            closing(sqlite3.connect(f"{PACKAGED.as_uri()}?mode=ro&immutable=1", uri=True)) as packaged,
            UserPlaces.open(target, create=True) as user,
        ):
            return user.add(name or file.stem, form, str(file), map(Linker(packaged, form, code), places))
    except BaseException:
        if fresh:
            target.unlink(missing_ok=True)  # no empty file stays behind a refusal
        raise


def remove_layer(target: Path, name: str) -> None:
    """Remove a layer, or an alias, of that name. Raises ``UsageError`` when there is neither."""
    with UserPlaces.open(target) as user:
        held = [layer.name for layer in user.layers()] + [alias for alias, _, _ in user.aliases()]
    with UserPlaces.open(target, create=True) as user:
        if not user.remove(name):
            raise UsageError(f"{target}: has no layer or alias {name!r}; it has {', '.join(held[:20]) or 'none'}")


def add_alias(target: Path, alias: str, place: str) -> Place:
    """Let a name mean one place from now on; return the place. ``place`` is its id, or a name that only one bears.

    Raises ``UsageError`` when the gazetteer has no such place, or several.
    """
    files = [target] if target.exists() else []
    with Gazetteer.open(user=files) as gazetteer:
        found = _place(gazetteer, place)
    with UserPlaces.open(target, create=True) as user:
        user.add_alias(alias, found)
    return found


def _place(gazetteer: Gazetteer, text: str) -> Place:
    """Return the place that an id or a name means."""
    known = gazetteer.get(text.strip())
    if known is not None:
        return known
    found = [entry.place for entry in gazetteer.named(text)]
    exact = [place for place in found if fold(place.name) == fold(text)] or found
    if len(exact) == 1:
        return exact[0]
    near = exact or [entry.place for entry in gazetteer.proposed(text)]
    told = "; ".join(f"{place.id} ({place.name}, {place.kind}, {place.country})" for place in near[:5])
    if not exact:
        raise UsageError(f"no place is called {text!r}{'; near names: ' + told if told else ''}; give an id")
    raise UsageError(f"{text!r} fits {len(exact)} places; give the id of one: {told}")
