"""What a page says of itself: title, author, publisher, address, days; in JSON-LD, meta, ``<time>`` and ``<link>``."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

from lxml import etree

from annals.read.days import distinct, machine_day, url_day
from annals.types import DateCandidate

# Names of meta elements: Open Graph and its article extension, Dublin Core, schema.org microdata, Highwire
# (citation_*, Google Scholar), Parse.ly, Sailthru, and plain names that news sites use.
_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "pubdate",
    "publishdate", "publish-date", "publish_date", "published", "publication_date", "parsely-pub-date",
    "sailthru.date", "citation_publication_date", "citation_date", "citation_online_date", "article.published",
)  # fmt: skip
_CHANGED: Final = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "dc.date.modified",
    "revised",
)  # fmt: skip
_TITLES: Final = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "parsely-title",
    "headline",
)
_AUTHORS: Final = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "citation_author",
    "byl",
)
_PUBLISHERS: Final = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher", "application-name")

_PAGE_ADDRESS: Final = re.compile(r"https?://[^/\s]+/[^\s]+", re.IGNORECASE)

_JSON_LENGTH: Final = 2_000_000
_JSON_OBJECTS: Final = 5000
_TIMES: Final = 20
_ARTICLE: Final = re.compile(r"(?:Article|Posting|Report|Statement|Document)\Z")
_WIDER: Final = ("WebPage", "CreativeWork")
_TIME_NAMES: Final = re.compile(
    r"publish|posted|entry-date|post-date|article-date|pubdate|created|dateline", re.IGNORECASE
)
_TIME_CHANGED: Final = re.compile(r"updated|modified", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page says of itself; ``None`` and empty where it is silent. ``titles`` are best first."""

    titles: tuple[str, ...]
    byline: str | None
    publisher: str | None
    url: str | None
    dates: tuple[DateCandidate, ...]
    other_dates: tuple[DateCandidate, ...]


def meta_of(root: etree._Element, url: str | None) -> Meta:
    """Return the metadata of a page; ``url`` is its address where the user gave it."""
    named = _named(root)
    article = next(iter(sorted(_objects(root), key=_rank)), {})
    address = url or _address(root, named)
    dates, changes = _dates(root, named, article, address)
    head = root.find(".//title")
    page_title = _clean(_words(head)) if head is not None else None
    titles = [_text(article.get("headline")), *(named.get(name) for name in _TITLES), page_title]
    authors = [_text(article.get("author")), *(named.get(name) for name in _AUTHORS)]
    publishers = [named.get(_PUBLISHERS[0]), _text(article.get("publisher")), *(named.get(n) for n in _PUBLISHERS[1:])]
    return Meta(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        byline=next((name for name in authors if name and "://" not in name), None),
        publisher=next((name for name in publishers if name), None),
        url=address,
        dates=distinct(dates),
        other_dates=distinct(changes),
    )


def _named(root: etree._Element) -> dict[str, str]:
    """Return the content of meta elements by name, property or itemprop, in lower case; the first of each name."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = _clean(element.get("content"))
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _address(root: etree._Element, named: dict[str, str]) -> str | None:
    """Return the page's own address: its canonical link, else Open Graph's; a bare site is no page's address."""
    for element in root.iter("link"):
        if (element.get("rel") or "").lower() == "canonical" and _is_address(element.get("href")):
            return (element.get("href") or "").strip()
    address = named.get("og:url")
    return address if _is_address(address) else None


def _is_address(value: str | None) -> bool:
    return value is not None and len(value) < 2000 and _PAGE_ADDRESS.match(value.strip()) is not None


def _dates(
    root: etree._Element, named: dict[str, str], article: dict[str, Any], url: str | None
) -> tuple[list[DateCandidate], list[DateCandidate]]:
    """Return the days that metadata and address give for publication, and for later changes."""
    dates: list[DateCandidate] = []
    changes: list[DateCandidate] = []
    for key, into in (("datePublished", dates), ("dateCreated", dates), ("dateModified", changes)):
        _add(into, "json-ld", key, _text(article.get(key)))
    for name in _PUBLISHED:
        _add(dates, "meta", name, named.get(name))
    for name in _CHANGED:
        _add(changes, "meta", name, named.get(name))
    _add_times(root, dates, changes)
    from_url = url_day(url) if url else None
    return dates + ([from_url] if from_url else []), changes


def _add_times(root: etree._Element, dates: list[DateCandidate], changes: list[DateCandidate]) -> None:
    """Add the days of ``<time>`` elements and of elements with itemprop datePublished, marked ones first."""
    marked: list[DateCandidate] = []
    plain: list[DateCandidate] = []
    for element in islice(chain(root.iterfind(".//*[@itemprop='datePublished']"), root.iter("time")), _TIMES):
        if element.tag == "meta" or _in_comments(element):
            continue
        value = element.get("datetime") or element.get("content") or _words(element)[:100]
        names = " ".join(filter(None, (element.get("itemprop"), element.get("class"), element.get("pubdate"))))
        if _TIME_CHANGED.search(names) and not _TIME_NAMES.search(names):
            _add(changes, "time", "time", value)
        else:
            marked_here = bool(_TIME_NAMES.search(names)) or element.get("pubdate") is not None
            _add(marked if marked_here else plain, "time", "time", value)
    dates.extend(marked or plain[:1])


def _in_comments(element: etree._Element) -> bool:
    """Tell whether an element stands in a section of comments, in a list of links or in a foot."""
    for outer in element.iterancestors():
        names = f"{outer.get('class') or ''} {outer.get('id') or ''}".lower()
        if outer.tag in {"aside", "footer", "nav"} or "comment" in names.replace("comments-open", ""):
            return True
    return False


def _words(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _add(into: list[DateCandidate], basis: str, name: str, value: str | None) -> None:
    day = machine_day(value) if value else None
    if day is not None and value is not None:
        into.append(DateCandidate(day, basis, f"{name}: {value[:80]}"))


def _objects(root: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD that describe an article or a page."""
    pending: list[Any] = []
    for element in root.iter("script"):
        text = element.text or ""
        if "ld+json" not in (element.get("type") or "").lower() or len(text) > _JSON_LENGTH:
            continue
        try:
            pending.append(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue
    seen = 0
    while pending and seen < _JSON_OBJECTS:
        value = pending.pop(0)
        seen += 1
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, dict):
            if _rank(value) < 2:
                yield value
            pending.extend(each for key, each in value.items() if key in {"@graph", "mainEntity", "mainEntityOfPage"})


def _rank(described: dict[str, Any]) -> int:
    """Return 0 for an object that is an article, 1 for a page, 2 for anything else."""
    kinds = described.get("@type")
    names = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
    if any(_ARTICLE.search(name) for name in names):
        return 0
    return 1 if any(name in _WIDER for name in names) else 2


def _text(value: object) -> str | None:
    """Return a JSON-LD value as words: a string, the name of an object, the names of several."""
    if isinstance(value, list):
        names = [name for name in (_text(each) for each in value[:10] if not isinstance(each, list)) if name]
        return ", ".join(names) or None
    if isinstance(value, dict):
        value = value.get("name")
    return _clean(value) if isinstance(value, str) else None


def _clean(value: str | None) -> str | None:
    return " ".join(value.split())[:1000] or None if value else None
