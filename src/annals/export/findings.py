"""Disagreements and slips as an HTML page: what each check looks for, what it found, both sides' words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from annals.ask import Dispute
from annals.check import CHECKS
from annals.export.pages import source, text, whole_page
from annals.types import Evidence

_GRAVITY: Final = {1: "grave", 2: "notable", 3: "slight"}


def findings_html(found: Sequence[Dispute]) -> str:
    """Return a page of disagreements, worst first, by the check that found them, with its explanation."""
    by_check: dict[str, list[Dispute]] = defaultdict(list)
    for dispute in found:
        by_check[dispute.disagreement.check].append(dispute)
    parts = ["<h1>Disagreements</h1>", f'<p class="about">{_summary(by_check)}</p>']
    for check, severity in sorted(CHECKS.items(), key=lambda pair: pair[1]):
        disputes = by_check.get(check.__name__, [])
        if disputes:
            explained = " ".join((check.__doc__ or "").split())
            parts.append(f"<h2>{text(check.__name__.replace('_', ' ').capitalize())} ({_GRAVITY[severity]})</h2>")
            parts.append(f'<p class="about">{text(explained)}</p>')
            parts += map(_dispute, disputes)
    known = {check.__name__ for check in CHECKS}
    for name in sorted(set(by_check) - known):  # found by a check that this version no longer has
        parts.append(f"<h2>{text(name.replace('_', ' ').capitalize())}</h2>")
        parts += map(_dispute, by_check[name])
    return whole_page("Disagreements", parts)


def _summary(by_check: dict[str, list[Dispute]]) -> str:
    count = sum(map(len, by_check.values()))
    if not count:
        return "The sources do not disagree, as far as the checks can tell."
    return f"{count} found by {len(by_check)} checks."


def _dispute(dispute: Dispute) -> str:
    found = dispute.disagreement
    sides = _side(dispute.one_side) + (_side(dispute.other_side, "against") if dispute.other_side else "")
    closed = dispute.settled
    if closed is not None:
        told = f"Settled by {closed.person} on {closed.recorded[:10]}: {closed.reason}"
        sides += f'<p class="about">{text(told)}</p>\n'
    return f'<section id="{text(found.id)}">\n<p>{text(found.message)}</p>\n{sides}</section>'


def _side(evidence: Iterable[Evidence], word: str = "") -> str:
    items = "".join(f"<li>“{text(item.quote)}” {text(source(item))}</li>\n" for item in evidence)
    return (f"<p>{word}</p>\n" if word else "") + f"<ul>\n{items}</ul>\n"
