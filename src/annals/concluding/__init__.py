"""Concluding: what all documents say together, from the stored claims alone.

Claims are facts about documents, conclusions can always be drawn again: copies, actors, events, relations and
disagreements. ``conclude`` draws only those anew on which a document that came or went, a correction or a judgement
bears; the result is the one that concluding from scratch gives, in whatever order the documents came, but for the ids
of events, which stay.
"""

from annals.concluding.part import conclude_part
from annals.concluding.whole import conclude_all
from annals.record import Pending, Record, Totals
from annals.resolve.places import Gazetteer

__all__ = ["conclude"]


def conclude(record: Record, gazetteer: Gazetteer, *, anew: bool | None = None) -> Totals:
    """Conclude from all current claims what has changed since the last time, store it, and return the totals.

    Nothing is done when no document was added since the last time, whoever added it, and the user's layers of
    places are the same: a run that was killed before it concluded is made good by the next one. ``anew`` says whether
    to conclude from scratch; by default that is done where much has changed. It is always done where a list of actors
    or the layers of places changed.
    """
    if record.stale or record.gazetteer != gazetteer.stamp or anew:
        pending = record.pending()
        must = pending.other or record.gazetteer != gazetteer.stamp
        if must or (_is_much(pending) if anew is None else anew):
            conclude_all(record, gazetteer)
        elif not conclude_part(record, gazetteer):  # another process was faster
            return conclude(record, gazetteer)
    return record.totals()


def _is_much(pending: Pending) -> bool:
    """Tell whether concluding from scratch costs no more than following what changed."""
    notes = len(pending.corrected) + len(pending.decided) + len(pending.judged)
    return 4 * (len(pending.added) + len(pending.withdrawn)) + notes > pending.held
