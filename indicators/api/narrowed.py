"""Figures of some series only: the series are found first, in order, and then the figures of a few of them at a time.

Figures are ordered by their series. Joined in one query, PostgreSQL may read series or figures from the beginning until
it comes to the first that is wanted: it cannot know that those of an indicator lie together, at the end perhaps.
"""

from django.db.models import F
from django.db.models.expressions import OrderBy

FIRST, MOST, FEW = "series_id", 10_000, 2_000
# A series has some ten figures. What has fewer of those that are wanted takes another round.
SERIES_OF_A_PAGE = 4
GROWTH = 4


def of_series(figures, series):
    """The figures of these series alone. What is done with them at once may go by the series; see `within`."""
    chosen = figures.filter(series__in=series)
    chosen.all_figures, chosen.their_series = figures, series
    return chosen


def within(figures):
    """(figures, the only series that are wanted) or (figures, None) where all are."""
    return getattr(figures, "all_figures", figures), getattr(figures, "their_series", None)


def first(figures, series, number, at):
    """The first so many of these figures, which are in order and begin behind the position, as a list."""
    if at.ordering[0] != FIRST:
        return list(_in_another_order(figures, series)[:number])
    found = []
    behind = at.position and at.position[0]
    for some in batches(series, size=1 + number // SERIES_OF_A_PAGE, behind=behind, backwards=at.backwards):
        found += figures.filter(series_id__in=some)[: number - len(found)]
        if len(found) == number:
            break
    return found


def parts(figures, series, *, size):
    """All of these figures, which are in order, by and by; of all series where that is None."""
    if series is None:
        yield figures
    elif _goes_by_series(figures):
        for some in batches(series, size=size, most=size):
            yield figures.filter(series_id__in=some)
    else:
        yield _in_another_order(figures, series)


def batches(series, *, size, most=MOST, behind=None, backwards=False):
    """The ids of the series in order, from this one on: a few, and then more and more at a time."""
    side, step = ("lte", "-pk") if backwards else ("gte", "pk")
    is_full = True
    while is_full:
        left = series if behind is None else series.filter(**{f"pk__{side}": behind})
        some = list(left.order_by(step).values_list("pk", flat=True)[:size])
        if some:
            yield some
            behind = some[-1] + (-1 if backwards else 1)
        is_full = len(some) == size
        size = min(size * GROWTH, most)


def _goes_by_series(figures):
    return getattr(figures.query.order_by[0], "expression", F("")).name == FIRST


def _in_another_order(figures, series):
    """Few are put in order; of many, the next one is soon found on the way through all."""
    few = list(series.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(few) > FEW:
        return figures.filter(series__in=series)
    # Else the way through all might be taken for these, too, with ten million figures before the first of them.
    return figures.filter(series_id__in=few).order_by(*map(_put, figures.query.order_by))


def _put(one):
    return OrderBy(one.expression + 0, descending=one.descending)
