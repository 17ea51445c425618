"""``annals gazetteer``: the user's own layers of places, and names that a person gives to places."""

from pathlib import Path

import click

import annals
from annals.cli.options import Command, examples, format_option
from annals.cli.output import print_json
from annals.cli.places import HOME, open_gazetteer
from annals.cli.tables import clean
from annals.errors import UsageError
from annals.flow import conclude


@click.group()
def gazetteer() -> None:
    """Add your own places: GeoNames dumps, OCHA's populated places, GeoJSON, CSV; and names that you give to places.

    The packaged gazetteer has settlements of at least 500 people. Layers of yours add what it lacks. Those of one
    record lie beside it (war.annals.gazetteer), those for all your records in the folder that --home or the
    environment variable ANNALS_HOME names. The record is concluded anew when its layers change; nothing has to be
    read again.
    """


def _target_options(command: Command) -> Command:
    """Add ``--record FILE`` and ``--home DIR``, one of which is needed."""
    record = click.option(
        "--record", type=click.Path(dir_okay=False, path_type=Path), envvar="ANNALS_RECORD", show_envvar=True,
        metavar="FILE", help="The record whose layers are meant; they lie beside it.",
    )  # fmt: skip
    home = click.option(
        "--home", type=click.Path(file_okay=False, path_type=Path), envvar=HOME, show_envvar=True, metavar="DIR",
        help="The folder of the layers for all records, instead of a record's own.",
    )  # fmt: skip
    return record(home(command))


def _target(record: Path | None, home: Path | None) -> tuple[Path, Path | None]:
    """Return the file of layers that is meant and, when it is a record's own, that record.

    What the command line names goes before what the environment does, a record before a folder.
    """
    source = click.get_current_context().get_parameter_source
    by_hand = click.core.ParameterSource.COMMANDLINE
    home_first = source("home") is by_hand and source("record") is not by_hand
    if home is not None and (record is None or home_first):
        return annals.layers.file_in(home), None
    if record is None:
        raise UsageError("name the record with --record FILE, or a folder for all records with --home DIR")
    if not record.parent.is_dir():
        raise UsageError(f"{record.parent}: no such folder; make it first")
    return annals.layers.file_beside(record), record


def _conclude(record: Path | None) -> None:
    """Draw a record's conclusions with the layers as they are now; say so for a folder that many may use."""
    if record is None:
        click.echo("records take it up with the next annals read or correction")
    elif record.exists():
        with annals.Record.open(record) as store, open_gazetteer(record) as places:
            conclude(store, places)


@gazetteer.command(
    epilog=examples(
        "annals gazetteer add SD.zip --record war.annals",
        "annals gazetteer add sdn_populated_places.csv --country SD --name OCHA --record war.annals",
        "annals gazetteer add front.geojson --home ~/.annals",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What to call the layer [default: the file's stem].")
@click.option("--country", default="", metavar="CODE", help="The country (SD, SDN, Sudan) of rows that name none.")
@_target_options
def add(*, file: Path, name: str | None, country: str, record: Path | None, home: Path | None) -> None:
    """Add the places of FILE as a layer; the same name again replaces the layer.

    \b
    What a file is is told from its content:
      GeoNames  a country dump of download.geonames.org, SD.zip or SD.txt: settlements, divisions, bases,
                airports, camps, heights, areas
      OCHA      a table of populated places of data.humdata.org, as CSV: p-codes, names, latitude, longitude
      GeoJSON   points are settlements, other geometries areas; properties as the columns below
      CSV       columns name, lat, lon and, if you like, country, kind (town, region, country), alternates
                (parted by |), population

    A place that the packaged gazetteer has at the same spot under the same name keeps its id and gains names.
    Answers name the layer that they come from. Nothing is stored when a row is bad.
    """  # noqa: D301 - click wants the sign itself
    target, of = _target(record, home)
    layer = annals.layers.add_layer(target, file, name=name, country=country)
    known = f", {layer.known:,} of them known before" if layer.known else ""
    click.echo(clean(f"{layer.name}: {layer.places:,} places added ({layer.form}){known}"))
    _conclude(of)


@gazetteer.command(
    "list", epilog=examples("annals gazetteer list --record war.annals", "annals gazetteer list --home ~/.annals")
)
@_target_options
@format_option
def list_(*, record: Path | None, home: Path | None, form: str) -> None:
    """List the layers with their form, number of places and file, and the names that people gave to places."""
    target, _ = _target(record, home)
    found: dict[str, list[dict[str, object]]] = {"layers": [], "aliases": []}
    if target.exists():
        with annals.layers.UserPlaces.open(target) as user:
            found["layers"] = [
                {"name": layer.name, "form": layer.form, "places": layer.places, "known": layer.known,
                 "source": layer.source} for layer in user.layers()
            ]  # fmt: skip
            found["aliases"] = [{"alias": alias, "id": id_, "name": name} for alias, id_, name in user.aliases()]
    if form == "json":
        print_json({"file": str(target), **found})
        return
    if not found["layers"]:
        click.echo(f"{clean(str(target))}: no layers; add one with annals gazetteer add FILE")
    for layer in found["layers"]:
        told = f"{layer['name']}  {layer['form']}  {layer['places']:,} places, {layer['known']:,} known before"
        click.echo(clean(f"{told}  {layer['source']}".rstrip()))
    for alias in found["aliases"]:
        click.echo(clean(f"  {alias['alias']} = {alias['name']} ({alias['id']})"))


@gazetteer.command(epilog=examples("annals gazetteer remove OCHA --record war.annals"))
@click.argument("name")
@_target_options
def remove(*, name: str, record: Path | None, home: Path | None) -> None:
    """Remove the layer, or else the alias, called NAME."""
    target, of = _target(record, home)
    annals.layers.remove_layer(target, name)
    click.echo(clean(f"{name}: removed"))
    _conclude(of)


@gazetteer.command(
    epilog=examples(
        'annals gazetteer alias "Old Ford" geonames:360630 --record war.annals',
        'annals gazetteer alias "Kharkov" Kharkiv --home ~/.annals',
    )
)
@click.argument("alias")
@click.argument("place")
@_target_options
def alias(*, alias: str, place: str, record: Path | None, home: Path | None) -> None:
    """Let ALIAS mean PLACE, given by its id or by a name that only one place bears, and nothing else.

    Case, marks, hyphens and apostrophes of an alias do not matter. It outranks all layers.
    """
    target, of = _target(record, home)
    found = annals.layers.add_alias(target, alias, place)
    click.echo(clean(f"{alias} = {found.name} ({found.id}, {found.kind}, {found.country})"))
    _conclude(of)
