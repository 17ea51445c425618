"""Profile pages as Markdown or HTML: the same sentences, tables and footnotes in both."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Final

from annals.ask.profile import Grid, Line, Profile, Section
from annals.ask.wording import day_words
from annals.types import Evidence

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~#])")
_BLANK: Final = re.compile(r"\s+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _flat(text: str) -> str:
    """Return text in one line without control characters."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _BLANK.sub(" ", text)).strip()


def _about(page: Profile) -> str:
    known = f" Only what was published by {day_words(page.known_by)} was used." if page.known_by else ""
    left = f" {page.undated} documents without a day of publication were left out." if page.undated else ""
    return f"Put together from the record alone; every sentence names its sources.{known}{left}"


def source(note: Evidence) -> str:
    """Return where a quote stands: publisher, document, day, and whom it cites."""
    parts = [note.publisher or "", note.document, day_words(note.published) if note.published else "no day told"]
    cited = f", citing {', '.join(note.attribution)}" if note.attribution else ""
    return _flat(", ".join(part for part in parts if part) + cited)


# ------------------------------------------------------------------------------------------- Markdown


def markdown(page: Profile) -> str:
    """Return a profile as Markdown (with footnotes ``[^1]``, as GitHub, Pandoc and others read them)."""
    parts = [f"# {_escaped(page.name)}", f"*{_escaped(_about(page))}*"]
    for section in page.sections:
        parts += _section(section)
    parts.append("\n".join(f"[^{n}]: {_cited(note)}" for n, note in enumerate(page.notes, 1)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {section.heading}"] if section.heading else []
    if section.lines:
        parts.append("\n".join(_escaped(line.text) + _marks(line.notes) for line in section.lines))
    for grid in section.grids:
        rows = ["| " + " | ".join(map(_escaped, grid.heads)) + " |", "|" + " --- |" * len(grid.heads)]
        for cells, notes in grid.rows:
            told = [_escaped(cell) for cell in cells]
            rows.append("| " + " | ".join([*told[:-1], told[-1] + _marks(notes)]) + " |")
        parts.append("\n".join(rows))
    return parts


def _cited(note: Evidence) -> str:
    return f"“{_escaped(note.quote)}” {_escaped(source(note))}"


def _marks(notes: Sequence[int]) -> str:
    return "".join(f"[^{number}]" for number in notes)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _flat(text))


# ----------------------------------------------------------------------------------------------- HTML

_STYLE: Final = (
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 Georgia,serif;color:#222;background:#fff}"
    "h1,h2{line-height:1.2}table{border-collapse:collapse}th,td{text-align:left;padding:.25rem .8rem .25rem 0;"
    "border-bottom:1px solid #ccc;vertical-align:top}sup{line-height:0}sup a{text-decoration:none}"
    "ol{font-size:.875rem}.about{color:#555}"
)


def html(page: Profile) -> str:
    """Return a profile as a whole HTML page without scripts or outside parts."""
    parts = [f"<h1>{text(page.name)}</h1>", f'<p class="about">{text(_about(page))}</p>']
    parts += [_html_section(section) for section in page.sections]
    notes = "\n".join(
        f'<li id="note-{n}">“{text(note.quote)}” {text(source(note))}</li>' for n, note in enumerate(page.notes, 1)
    )
    if notes:
        parts.append(f"<h2>Sources</h2>\n<ol>\n{notes}\n</ol>")
    return whole_page(page.name, parts)


def whole_page(title: str, parts: Iterable[str]) -> str:
    """Return an HTML page with this title and these parts of its body, which are HTML already."""
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html_section(section: Section) -> str:
    parts = [f"<h2>{text(section.heading)}</h2>"] if section.heading else []
    if section.lines:
        parts.append("<p>" + "\n".join(map(_html_line, section.lines)) + "</p>")
    parts += [_html_grid(grid) for grid in section.grids]
    return "\n".join(parts)


def _html_line(line: Line) -> str:
    return text(line.text) + _links(line.notes)


def _html_grid(grid: Grid) -> str:
    heads = "".join(f'<th scope="col">{text(head)}</th>' for head in grid.heads)
    rows = []
    for cells, notes in grid.rows:
        told = [text(cell) for cell in cells]
        told[-1] += _links(notes)
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in told) + "</tr>")
    body = "\n".join(rows)
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _links(notes: Sequence[int]) -> str:
    if not notes:
        return ""
    return "<sup>" + " ".join(f'<a href="#note-{number}">{number}</a>' for number in notes) + "</sup>"


def text(plain: str) -> str:
    """Return plain text as HTML, in one line."""
    return escape(_flat(plain))


PAGES: Final[Mapping[str, Callable[[Profile], str]]] = {"markdown": markdown, "html": html}
"""What writes a profile, by the name of the format."""
