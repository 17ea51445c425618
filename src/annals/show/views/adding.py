"""Adding reports: files or pasted text go to the process that reads; a page tells how far it is."""

import hashlib
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

from starlette.responses import Response

from annals import when
from annals.errors import UsageError
from annals.show.jobs import Task
from annals.show.page import Form, Page

_UNSAFE: Final = re.compile(r"[^\w.,() -]+")
_NAME: Final = 120


def add(page: Page) -> Response:
    """Show the form, and what was added since the program started."""
    settings = page.house.settings
    return page.render(
        "add.html", listed=page.house.jobs.listed(), most=settings.upload_bytes, most_files=settings.upload_files
    )


def upload(page: Page, form: Form) -> str:
    """Take in files or text, and have them read."""
    folder = Path(tempfile.mkdtemp(prefix="annals-"))
    try:
        count = _keep(folder, form)
        published = form.text("published")
        first, last = when.parse(published) if published else (None, None)
        if published and (first is None or first != last):
            raise UsageError(f"{published!r} is more than a day; write it as 2017-02-09")
        task = Task(folder, page.house.settings.now(), form.text("publisher") or None, first)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    title = "Reading one report" if count == 1 else f"Reading {count} files"
    return f"/job/{page.house.jobs.submit(title, task, total=count).id}"


def _keep(folder: Path, form: Form) -> int:
    """Write what was sent into a folder, under names that harm nothing; return how many files it is."""
    taken: set[str] = set()
    for upload_ in form.files:
        if not upload_.filename:
            continue  # a form's empty field
        with (folder / _free(file_name(upload_.filename), taken)).open("wb") as out:
            shutil.copyfileobj(upload_.file, out)
    text = form.text("text")
    if text:
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
        name = _free(file_name(f"{form.text('name') or f'pasted-{digest}'}.txt"), taken)
        (folder / name).write_text(text, encoding="utf-8", errors="replace")
    if not taken:
        raise UsageError("nothing was sent; choose a file or paste the text of a report")
    return len(taken)


def file_name(name: str) -> str:
    """Return the last part of a name, fit for any disk, and never hidden."""
    last = re.split(r"[/\\]", name)[-1]
    plain = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:_NAME]}{dot}{suffix[:20]}" if stem else plain[:_NAME] or "report"


def _free(name: str, taken: set[str]) -> str:
    """Return a name that is not taken, and take it."""
    stem, dot, suffix = name.rpartition(".")
    found, number = name, 2
    while found.lower() in taken:
        found = f"{stem or name}-{number}{dot}{suffix if stem else ''}"
        number += 1
    taken.add(found.lower())
    return found


def job(page: Page) -> Response:
    """Show how far a job is; the page asks again by itself until it is over."""
    found = page.house.jobs.get(page.id)
    if found is None:
        return page.missing("job")
    ids = {result.name: page.desk.documents_named(result.name)[:1] for result in found.results}
    return page.render("job.html", job=found, ids=ids)


def conclude(page: Page, form: Form) -> str:
    """Have the conclusions drawn anew."""
    job_ = page.house.jobs.submit("Drawing the conclusions anew", Task(None, page.house.settings.now()))
    return f"/job/{job_.id}"
