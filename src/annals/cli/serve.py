"""``annals serve``: the page."""

import secrets
import sys
import webbrowser
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

import annals
from annals.cli.options import examples, record_option
from annals.errors import UsageError

PORT = 8321


@click.command(
    epilog=examples(
        "annals serve --record war.annals --open",
        'annals serve --record war.annals --port 9000 --by "Amina K."',
        "annals serve --record war.annals --host 0.0.0.0 --token $(openssl rand -hex 16)",
    )
)
@record_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="The port; 0 takes a free one."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; any but this machine's own needs --token.",
)
@click.option(
    "--token", envvar="ANNALS_TOKEN", show_envvar=True, metavar="TEXT",
    help="What a visitor must show (12 characters or more): in the link that is printed, or typed in.",
)  # fmt: skip
@click.option(
    "--by",
    envvar="ANNALS_PERSON",
    show_envvar=True,
    default="",
    metavar="NAME",
    help="Your name in the forms for corrections.",
)
@click.option("--open", "browse", is_flag=True, help="Open the page in the browser.")
def serve(*, record: Path, port: int, host: str, token: str | None, by: str, browse: bool) -> int:
    """Open a page on a record: see it, read the evidence, correct it, add reports.

    The page runs on this machine and loads nothing from anywhere else. All that a view shows is in its address, so
    that a link to it can be sent to whoever runs the same record. Reports that are added are read by a process of its
    own, so that the page never waits. Corrections are those of `annals correct`, with your name, the time and your
    reason.

    By default only this machine can reach it. With --host others can, and each must know the token. What passes
    between them is not encrypted: on a network that you do not trust, use a tunnel (ssh -L 8321:localhost:8321)
    or a proxy that speaks HTTPS. Ctrl-C ends it.
    """
    from annals.show import server  # noqa: PLC0415 - no other command needs a web server

    with annals.Record.open(record):
        pass  # a file that is no record is told before anything is opened
    settings = server.Settings(
        record=record.resolve(), mapper=partial(annals.local.mapper, jobs=1), now=partial(datetime.now, UTC),
        secret=secrets.token_bytes(32), host=host, token=token, person=by,
    )  # fmt: skip

    def ready(address: str) -> None:
        click.echo(f"annals: {record.name} is at {address} (Ctrl-C ends it)", err=True)
        if browse and not webbrowser.open(address):
            click.echo("annals: no browser could be opened; open the address yourself", err=True)

    try:
        server.run(settings, port, ready)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host}, port {port}: {error.strerror or error}; choose another --port"
        ) from error
    sys.stderr.flush()
    return 0
