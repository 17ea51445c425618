"""The kind of an actor as ACLED's ``inter`` codes have it, from its PLOVER codes and its words.

The numbers are those of ACLED's codebook: 1 state forces, 2 rebel groups, 3 political militias, 4 identity
militias, 5 rioters, 6 protesters, 7 civilians, 8 external and other forces.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.names import fold
from annals.resolve.actors_codes import ActorCode, code
from annals.resolve.actors_country import Places
from annals.types import Actor

INTER: Final = {
    1: "State Forces",
    2: "Rebel Groups",
    3: "Political Militias",
    4: "Identity Militias",
    5: "Rioters",
    6: "Protesters",
    7: "Civilians",
    8: "External/Other Forces",
}
"""ACLED's kinds of actors by number."""

_STATE: Final = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})
_MILITIA: Final = frozenset({"PRM", "UAF", "CRM"})
_BORDERLESS: Final = frozenset({"IGO", "NGO", "IMG"})
_RIOTERS: Final = frozenset({"rioter", "rioters", "mob", "mobs", "looters", "rioting", "lynch"})
_PROTESTERS: Final = frozenset({
    "protester", "protesters", "protestor", "protestors", "demonstrator", "demonstrators", "marchers", "demonstration",
    "protest", "strikers", "picketers", "rallygoers",
})  # fmt: skip
_IDENTITY: Final = frozenset({
    "tribal", "tribe", "tribes", "tribesmen", "clan", "clans", "communal", "ethnic", "herder", "herders", "pastoralist",
    "pastoralists", "settlers", "vigilante", "vigilantes", "dozo", "fulani", "caste",
})  # fmt: skip
"""Words of militias along lines of community, ethnicity, religion or livelihood, as the codebook describes them."""
_MILITIAS: Final = frozenset({"militia", "militias", "militiaman", "militiamen", "gunmen", "fighters"})
_PRIVATE: Final = frozenset({"mercenary", "mercenaries", "contractors", "contractor"})


@dataclass(frozen=True, slots=True)
class Coding:
    """Everything that is coded of an actor: PLOVER's country and sectors, ACLED's kind or ``None``, and why."""

    country: str
    sectors: tuple[str, ...]
    inter: int | None
    reasons: tuple[str, ...]

    @property
    def cameo(self) -> str:
        """The country and sectors in one word, as CAMEO writes an actor: ``USAMIL``."""
        return self.country + "".join(self.sectors[:2])


def inter(phrase: str, found: ActorCode, *, at: str = "") -> int | None:
    """Return ACLED's number for an actor that ``phrase`` names and ``found`` codes; ``None`` when nothing tells.

    ``at`` is the ISO 3166-1 alpha-3 code of the country of the event: the forces of another state are external
    (8) there, and so are an organisation of states' everywhere.
    """
    words = set(fold(phrase).split())
    first = found.sectors[0] if found.sectors else ""
    if words & _RIOTERS:
        return 5
    if words & _PROTESTERS:
        return 6
    if (
        first in {"UAF", "PRM", "CVL"}
        and words & _IDENTITY
        and (first != "CVL" or words & {"militia", "militias", "militiamen"})
    ):
        return 4
    if words & _PRIVATE or found.country == "IGO":
        return 8
    if first in _STATE or (not first and found.country not in {"", *_BORDERLESS}):
        return 8 if at and found.country and found.country != at else 1
    if first == "REB":
        return 2
    if first in _MILITIA:
        return 3
    return 7 if first and first != "UNK" else None


def code_actor(actor: Actor, *, gazetteer: Places | None = None, day: date | None = None, at: str = "") -> Coding:
    """Return the codes of an actor, from its main name first, then from its others in order.

    What one name does not tell another may: the country of an abbreviation, the sector of a name. A group's or a
    person's name is not looked for among places. ``at`` as in ``inter``.
    """
    places = gazetteer if actor.kind in {"state", "unnamed", "organisation"} else None
    names = dict.fromkeys((actor.name, *(name.name for name in actor.names)))
    codes = [(name, code(name, gazetteer=places, day=day)) for name in names]
    country = next((found.country for _, found in codes if found.country), "")
    sectors = next((found.sectors for _, found in codes if found.sectors), ())
    merged = ActorCode(country, sectors, tuple(dict.fromkeys(_reasons(found for _, found in codes))))
    text = next((name for name, found in codes if found.sectors), actor.name)
    kind = inter(text, merged, at=at)
    return Coding(country, sectors, kind, merged.reasons)


def _reasons(codes: Iterable[ActorCode]) -> Iterable[str]:
    """Yield the reasons of the names that told something new."""
    country = sectors = False
    for found in codes:
        news = (bool(found.country) and not country) or (bool(found.sectors) and not sectors)
        if news:
            yield from found.reasons
        country, sectors = country or bool(found.country), sectors or bool(found.sectors)
