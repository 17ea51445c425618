"""A page that runs, a browser that looks at it; skipped where either is missing."""

import shutil
import threading
import time
from contextlib import closing
from importlib.util import find_spec

import pytest

if find_spec("playwright") is None:
    collect_ignore_glob = ["test_*.py"]

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
WIDTHS = {"wide": 1440, "narrow": 390}


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a page on a record of the samples, a hostile report among them."""
    import uvicorn
    from show_world import make_record, settings_for

    from annals.show import Jobs, make_app
    from annals.show.server import listen

    path = tmp_path_factory.mktemp("site") / "war.annals"
    make_record(path, hostile=True)
    settings = settings_for(path, person="Ada")
    with listen("127.0.0.1", 0) as bound, closing(Jobs(path, settings.mapper, apart=False)) as jobs:
        server = uvicorn.Server(uvicorn.Config(make_app(settings, jobs), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(params=WIDTHS)
def tab(request, browser, site):
    """A tab at one of the widths; it fails the test where anything leaves the host or the console complains."""
    context = browser.new_context(viewport={"width": WIDTHS[request.param], "height": 900}, base_url=site)
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    opened.width = request.param
    faults = []
    opened.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}") or dialog.dismiss())
    opened.on(
        "request", lambda sent: None if sent.url.startswith((site, "data:", "blob:")) else faults.append(sent.url)
    )
    yield opened
    context.close()
    assert not faults
