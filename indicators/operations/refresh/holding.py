"""What makes a run wait for a person, in sentences for that person."""

from cdp.words import plural
from indicators.models import Publishing

# Single figures of small areas jump for honest reasons; many at once are a fault of the source, or of ours.
MOST_MOVED_PERCENT = 5
MOST_REJECTED_PERCENT = 50


def reasons_to_hold(source, comparison, notes, *, taken_back=""):
    """Sentences; none where the run may be published at once."""
    found = []
    if not (comparison.added or comparison.changed or comparison.gone):
        return found
    if taken_back:
        found.append(taken_back)
    if source.publishing == Publishing.AFTER_REVIEW:
        found.append("This source is published after a review.")
    if source.publishing == Publishing.UNLESS_UNUSUAL:
        found += _what_is_unusual(source, comparison, notes)
    return found


def _what_is_unusual(source, comparison, notes):
    met = comparison.staged - comparison.added
    if met and comparison.moved * 100 > MOST_MOVED_PERCENT * met:
        yield (
            f"{plural(comparison.moved, 'figure')} of {met:,} that stood before would move by more than "
            f"{source.move_limit:g}%."
        )
    standing = met + comparison.gone
    if comparison.gone * 100 > source.gone_limit * standing:
        yield f"{comparison.gone:,} of {plural(standing, 'figure')} that stand are no longer in the source."
    if notes.rejected * 100 > MOST_REJECTED_PERCENT * notes.rows_read:
        yield f"{notes.rejected:,} of {plural(notes.rows_read, 'row')} were rejected."


def reasons_to_hold_reference(source, result):
    """The same for areas and neighbours, of which nothing is ever taken out."""
    if not (result.added or result.changed):
        return []
    if source.publishing == Publishing.AFTER_REVIEW:
        return ["This source is published after a review."]
    return []
