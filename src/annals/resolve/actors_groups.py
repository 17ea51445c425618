"""Names joined into actors: disjoint sets that never grow across names that are told apart."""

from collections import defaultdict
from collections.abc import Mapping

from annals.resolve.actors_joins import SENSE, Key, Units, form, plain
from annals.types import NameJoin


class Groups:
    """Names in disjoint sets, with the joins that made them.

    ``judged`` holds what people say is apart, which nothing overrules; ``apart`` what claims say, which a stated
    renaming or a judgement overrules; ``entries`` the entries of reference lists that a name is of: names of two
    entries of one list are joined by a judgement or a stated renaming only.
    """

    def __init__(
        self,
        units: Units,
        apart: Mapping[Key, set[Key]],
        judged: Mapping[Key, set[Key]],
        entries: Mapping[Key, frozenset[tuple[str, str]]],
    ) -> None:
        self.members: dict[Key, set[Key]] = {key: {key} for key in units}
        self.joins: dict[Key, list[NameJoin]] = defaultdict(list)
        self._units = units
        self._root: dict[Key, Key] = {key: key for key in units}
        self._apart = apart
        self._judged = judged
        self._entries = entries
        self._free: set[Key] = set()

    def judge(self, one: Key, other: Key, reason: str) -> None:
        """Join two names because a person says so; only what people say is apart stays so."""
        if not self._across(one, other, self._judged):
            self._unite(one, other, 1.0, reason)

    def join(self, one: Key, other: Key, *, score: float, reason: str, stated: bool) -> None:
        """Join two names' sets unless members of theirs are told apart; ``stated`` overrules what claims tell apart."""
        if self._across(one, other, self._judged) or (not stated and self._across(one, other, self._apart)):
            return
        if self._two_senses(one, other, stated=stated) or (not stated and self._two_entries(one, other)):
            return
        self._unite(one, other, score, reason)

    def of(self, root: Key) -> tuple[NameJoin, ...]:
        """Return the joins of the set with this root, the surest first."""
        return tuple(sorted(set(self.joins[root]), key=lambda join: (-join.score, join.one, join.other, join.reason)))

    def _across(self, one: Key, other: Key, apart: Mapping[Key, set[Key]]) -> bool:
        first, second = self.members[self._root[one]], self.members[self._root[other]]
        if len(first) > len(second):
            first, second = second, first
        return any(apart.get(key, set()) & second for key in first)

    def _two_senses(self, one: Key, other: Key, *, stated: bool) -> bool:
        """Tell whether a join would bring two actors of one name together, or one with who is somewhere else."""
        first, second = self.members[self._root[one]], self.members[self._root[other]]
        senses = {key[1].partition(SENSE)[2] for key in (*first, *second)} - {""}
        if len(senses) > 1:
            return True
        if not senses or stated:
            return False
        places = [{c for key in side for c in self._units[key].where} for side in (first, second)]
        return bool(places[0] and places[1]) and not places[0] & places[1]

    def _two_entries(self, one: Key, other: Key) -> bool:
        """Tell whether a join would bring two entries of one reference list together."""
        sides: list[dict[str, set[str]]] = []
        for side in (one, other):
            by_list: dict[str, set[str]] = defaultdict(set)
            for key in self.members[self._root[side]]:
                for name, entry in self._entries.get(key, frozenset()):
                    by_list[name].add(entry)
            sides.append(by_list)
        first, second = sides
        return any(not first[name] & second[name] for name in first.keys() & second.keys())

    def _unite(self, one: Key, other: Key, score: float, reason: str) -> None:
        first, second = self._root[one], self._root[other]
        if first == second:
            return
        keep, drop = sorted((first, second), key=lambda root: (-len(self.members[root]), root))
        for key in self.members.pop(drop):
            self._root[key] = keep
            self.members[keep].add(key)
        names = sorted(form(self._units[key]) if key in self._units else plain(key) for key in (one, other))
        self.joins[keep] += [*self.joins.pop(drop, []), NameJoin(names[0], names[1], score, reason)]
