"""The templates: everything that a report says is escaped, and its directions of writing stay within it."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from annals.show import wording
from annals.show.knobs import address

FOLDER: Final = Path(__file__).parent
_FILTERS: Final = (
    "dated", "day", "figure", "headline", "listed", "moment", "month", "number", "plain", "plural", "source_name",
    "web_address", "without_folders",
)  # fmt: skip


@cache
def environment() -> Environment:
    """Return what renders the templates of this package, the same for all who ask."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        finalize=wording.shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Any] = {name: getattr(wording, name) for name in _FILTERS}
    made.filters.update(filters)
    made.globals["days"] = wording.days
    made.globals["address"] = address
    # Pictures are built apart (`make web`); where they are not, the lists say the same.
    made.globals["pictures_built"] = (FOLDER / "static" / "map.js").is_file()
    return made


def prepare() -> None:
    """Compile the templates, so that the first to look waits for none of them."""
    made = environment()
    for name in made.list_templates():
        made.get_template(name)
