"""From a page's markup to units of text, each with the zone of the page that it stands in.

The tree is walked once, without recursion, in document order. An element begins a unit when it is laid out
as a block; what stands inside one line is joined. A zone (comments, boilerplate, caption) holds for all that
is inside the element that opens it.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from lxml import etree

from annals.errors import SourceError
from annals.read.limits import Limits
from annals.types import BlockKind

_SKIPPED: Final = frozenset(
    ("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
     "map", "select", "option", "datalist", "textarea", "input", "head", "title", "meta", "link", "base", "progress")
)  # fmt: skip
_INLINE: Final = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
     "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
     "sup", "time", "tt", "u", "var", "wbr", "img", "picture", "source")
)  # fmt: skip
_CELLS: Final = frozenset(("td", "th"))
_FURNITURE_TAGS: Final = frozenset(("nav", "footer", "aside", "form", "button", "dialog", "menu"))
_FURNITURE_ROLES: Final = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar")
)
_ROOTS: Final = frozenset(("html", "body", "main", "article"))

# Class and id names of comment sections: WordPress ("commentlist", "respond"), Disqus, Drupal, schema.org and
# the many themes that follow them.
_COMMENTS: Final = re.compile(
    r"(?:(?:wp|post|entry|article|user|users|reader|readers|blog|fb|block|section|js|c)[-_]+)?"
    r"(?:comments?|commentlist|replies|respond|responses)"
    r"(?:[-_]+(?:list|body|content|text|area|section|wrap|wrapper|container|thread|item|author|meta|form|box|respond|"
    r"holder|feed|block|main|inner|page|template|default|odd|even|depth|\d+))*"
    r"|disqus(?:[-_]\w+)*|livefyre(?:[-_]\w+)*|coral(?:[-_]talk|[-_]stream)\w*|commento|isso-thread|hyvor-talk-view|"
    r"facebook-comments?|usercomments?|commentlist"
)
_COMMENT_TYPES: Final = re.compile(r"schema\.org/(?:User)?Comments?\b")

# Words in class and id names of what surrounds an article, from HTML5's own vocabulary, Bootstrap, WordPress,
# MediaWiki ("navbox", "catlinks", "mw-editsection", "reflist") and the lists of ad and cookie blockers.
_FURNITURE: Final = frozenset(
    ("nav", "navbar", "navigation", "menu", "submenu", "breadcrumb", "breadcrumbs", "sidebar", "footer", "masthead",
     "toolbar", "topbar", "share", "sharing", "sharedaddy", "social", "addtoany", "addthis", "related", "recommended",
     "recommendations", "newsletter", "subscribe", "subscription", "signup", "advert", "adverts", "advertisement",
     "ads", "ad", "adsbygoogle", "sponsor", "sponsored", "promo", "promoted", "popup", "modal", "cookie", "cookies",
     "consent", "gdpr", "paywall", "donate", "donation", "donations", "tagcloud", "tags", "pagination", "pager",
     "widget", "widgets", "outbrain", "taboola", "trending", "popular", "byline", "dateline", "postmeta", "navbox",
     "catlinks", "printfooter", "noprint", "reflist", "references", "toc", "editsection", "hatnote", "siteSub",
     "skip", "screenreader", "teaser", "teasers", "carousel", "login", "search", "copyright")
)  # fmt: skip
_FURNITURE_PAIRS: Final = frozenset(
    ("author bio", "author box", "author info", "entry meta", "post meta", "article meta", "entry footer",
     "post footer", "site header", "page header", "read more", "more stories", "also like", "mailing list",
     "post tags", "skip link", "reader text", "follow us", "latest news", "top stories")
)  # fmt: skip
_OPEN: Final = frozenset(
    ("has", "with", "no", "without", "free", "open", "enabled", "disabled", "active", "layout", "is")
)
_CAPTIONS: Final = frozenset(("caption", "figcaption", "credit"))
_WORDS: Final = re.compile(r"[a-z]+|[A-Z][a-z]*|\d+")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES: Final = re.compile(r"[^\S\n]+")


@dataclass(slots=True)
class Piece:
    """A unit of a page before the text is put together.

    ``zone`` is what the markup says it is, ``node`` the number of the element it stands in (elements are
    numbered in document order), ``linked`` how many of its characters are link text.
    """

    text: str
    zone: BlockKind | None
    node: int
    tag: str
    linked: int

    @property
    def prose(self) -> bool:
        """It is running text: long enough and mostly not links."""
        return len(self.text) >= 60 and self.linked < 0.4 * len(self.text)


@dataclass(slots=True)
class Tree:
    """A page's pieces, with the structure that is needed to find the main text.

    ``parents`` and ``ends`` give for each element the number of its parent and of the last element inside it;
    ``articles`` are the elements that say of themselves that they hold an article.
    """

    pieces: list[Piece] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)


def parse(text: str, source: str, limits: Limits) -> etree._Element:
    """Return the root of a page; raises ``SourceError`` when it is nested beyond the limit or holds nothing."""
    raw = text.replace("\0", "\ufffd").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise SourceError(source, "is a page without content; there is nothing to read")
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log) or (
        _depth(root, limits.html_depth) > limits.html_depth
    ):
        raise SourceError(
            source,
            f"nests its elements more than {limits.html_depth:,} deep, which no browser shows; save it as plain text",
        )
    return root


def walk(root: etree._Element, *, by_names: bool = True) -> Tree:
    """Return the pieces of a page; ``by_names`` tells whether names of classes and ids open zones."""
    walker = _Walker(by_names)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            walker.start(element)
        else:
            walker.end(element)
    walker.flush()
    return walker.tree


class _Walker:
    """Collects pieces while the tree is walked."""

    def __init__(self, by_names: bool) -> None:
        self.tree = Tree()
        self.by_names = by_names
        self.buffer: list[str] = []
        self.linked = 0
        self.skipping = 0
        self.in_link = 0
        self.in_pre = 0
        self.path: list[int] = []
        self.zones: list[BlockKind | None] = [None]
        self.block_tags: list[str] = ["body"]

    def start(self, element: etree._Element) -> None:
        """Enter an element: open its zone, end the unit before it if it is a block, take its text."""
        tag = element.tag if isinstance(element.tag, str) else ""
        number = len(self.tree.parents)
        self.tree.parents.append(self.path[-1] if self.path else -1)
        self.tree.ends.append(number)
        if self.skipping or tag in _SKIPPED or _invisible(element):
            self.skipping += 1
            self.path.append(number)
            return
        inline = tag in _INLINE
        zone = _zone(element, tag, self.by_names, self.zones[-1])
        if tag == "br":
            self.buffer.append("\n")
        elif (not inline and tag not in _CELLS) or zone != self.zones[-1]:
            self.flush()
        self.path.append(number)
        self.zones.append(zone)
        if not inline:
            self.block_tags.append(tag)
        if tag == "article" or "articleBody" in (element.get("itemprop") or ""):
            self.tree.articles.append(number)
        self.in_link += tag == "a"
        self.in_pre += tag == "pre"
        self.take(element.text)

    def end(self, element: etree._Element) -> None:
        """Leave an element: end its unit if it is a block, take the text after it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        number = self.path[-1]
        self.tree.ends[number] = len(self.tree.parents) - 1
        if self.skipping:
            self.skipping -= 1
            self.path.pop()
            if not self.skipping:
                self.take(element.tail)
            return
        inline = tag in _INLINE
        if tag in _CELLS:
            self.buffer.append(" | ")
        elif tag != "br" and (not inline or self.zones[-1] != self.zones[-2]):
            self.flush()
        self.path.pop()
        self.zones.pop()
        if not inline:
            self.block_tags.pop()
        self.in_link -= tag == "a"
        self.in_pre -= tag == "pre"
        self.take(element.tail)

    def take(self, text: str | None) -> None:
        """Add text to the unit that is open."""
        if not text:
            return
        self.buffer.append(text if self.in_pre else text.replace("\n", " "))
        if self.in_link:
            self.linked += len(text.strip())

    def flush(self) -> None:
        """End the open unit; blank lines, as two line breaks make, divide it."""
        if not self.buffer:
            return
        joined = "".join(self.buffer)
        self.buffer.clear()
        linked, self.linked = self.linked, 0
        if not joined or joined.isspace():
            return
        lines = [_SPACES.sub(" ", line).strip().removesuffix(" |") for line in joined.split("\n")]
        for part in "\n".join(lines).strip("\n").split("\n\n"):
            cleaned = part.strip()
            if cleaned and cleaned != "|":
                node = self.path[-1] if self.path else 0
                self.tree.pieces.append(
                    Piece(cleaned, self.zones[-1], node, self.block_tags[-1], min(linked, len(cleaned)))
                )


def _depth(root: etree._Element, limit: int) -> int:
    """Return how deep the elements of a tree are nested, counting no further than just beyond ``limit``."""
    depth = deepest = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        if deepest > limit:
            break
    return deepest


def _invisible(element: etree._Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN.search(style) is not None)


def _zone(element: etree._Element, tag: str, by_names: bool, outer: BlockKind | None) -> BlockKind | None:
    """Return the zone that holds inside an element; comments stay comments whatever is inside."""
    if outer in {"comment", "boilerplate"} and not by_names:
        return outer
    if outer == "comment" or tag in _ROOTS:
        return outer
    attributes = element.attrib
    if not attributes and tag not in _FURNITURE_TAGS and tag != "figcaption":
        return outer
    named = _named_zone(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:400]) if by_names else None
    if named == "comment":
        return "comment"
    if _COMMENT_TYPES.search(attributes.get("itemtype") or "") or attributes.get("itemprop") == "comment":
        return "comment"
    if outer == "boilerplate":
        return outer
    if tag in _FURNITURE_TAGS or attributes.get("role") in _FURNITURE_ROLES or named == "boilerplate":
        return "boilerplate"
    return "caption" if tag == "figcaption" or named == "caption" else outer


@lru_cache(maxsize=4096)
def _named_zone(names: str) -> BlockKind | None:
    """Return the zone that an element's class and id names open."""
    each = names.split()
    if any(_COMMENTS.fullmatch(name.lower()) for name in each):
        return "comment"
    if any(map(_furnished, each)):
        return "boilerplate"
    return "caption" if any(not _CAPTIONS.isdisjoint(_words(name)) for name in each) else None


def _furnished(name: str) -> bool:
    """Tell whether a class or id name says that its element is furniture of the page."""
    words = _words(name)
    if len(words) > 6 or any(word in _OPEN for word in words):
        return False
    return any(word in _FURNITURE for word in words) or any(
        f"{one} {two}" in _FURNITURE_PAIRS for one, two in pairwise(words)
    )


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]
