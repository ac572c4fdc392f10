"""Which of a series' figures stand: those that may be seen together, and of those one a period."""

import numpy as np

from indicators.rules.readings.figures import PUBLIC


def standing(figures):
    """One figure a period, each series' figures side by side, the oldest first.

    Where several sources hold one period, the best source's stands. A figure that is still open, or undated, is the
    newest only where nothing is dated.
    """
    figures = seen_together(figures)
    return figures if _is_in_order(figures) else figures.take(_chosen(figures))


def seen_together(figures):
    """The figures that one reading may be made of, so that whoever may see one of them may see all.

    The public ones. Without any, those of one unpublished partnership: that of the best source, then the first made.
    """
    is_public = figures.unpublished == PUBLIC
    if is_public.all():
        return figures
    has_public = np.zeros(figures.series.max() + 1, dtype=bool)
    has_public[figures.series[is_public]] = True
    order = np.lexsort((figures.unpublished, figures.rank, figures.series))
    best = order[np.flatnonzero(is_new(figures.series[order]))]
    owner = np.full(has_public.size, PUBLIC, dtype=figures.unpublished.dtype)
    owner[figures.series[best]] = figures.unpublished[best]
    owner[has_public] = PUBLIC
    return figures.take(figures.unpublished == owner[figures.series])


def by_period(figures):
    """(order, is the first): the figures by series and age, those of one period together and the one that stands first.

    The words tell periods apart only where the dates cannot.
    """
    words = np.where(figures.is_dated, -1, figures.label)
    order = np.lexsort((precedence(figures), words, figures.start, figures.end, figures.series))
    keys = (figures.series, figures.end, figures.start, words)
    return order, is_new(*(key[order] for key in keys))


def precedence(figures):
    """The smallest stands: by the source's rank, then the newest refresh, then what was read first."""
    places = np.empty(len(figures), dtype=np.int64)
    places[np.lexsort((figures.id, -figures.refresh, -figures.refreshed, figures.rank))] = np.arange(len(figures))
    return places


def is_new(*sorted_keys):
    """Where a run of equal keys begins."""
    new = np.ones(len(sorted_keys[0]), dtype=bool)
    if new.size:
        new[1:] = False
        for key in sorted_keys:
            new[1:] |= key[1:] != key[:-1]
    return new


def _chosen(figures):
    order, is_first = by_period(figures)
    chosen = order[is_first]
    # Two undated figures have no order of their own: the better source's counts as the newer.
    better_last = -precedence(figures)[chosen]
    return chosen[np.lexsort((better_last, figures.start[chosen], figures.end[chosen], figures.series[chosen]))]


def _is_in_order(figures):
    """Whether there is one figure a period already, and each is newer than the one before."""
    series, end, start = figures.series, figures.end, figures.start
    newer = (end[1:] > end[:-1]) | ((end[1:] == end[:-1]) & (start[1:] > start[:-1]))
    return bool(((series[1:] > series[:-1]) | ((series[1:] == series[:-1]) & newer)).all())
