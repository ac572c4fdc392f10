"""An area that goes on under another code: what is held under the code of before joins the area of today.

The raw files of each run still say which code the source gave.
"""

from dataclasses import dataclass, field

from django.db import transaction

from cdp.words import plural
from indicators.models import Alias, Area, Footprint, Neighbour, NeighbourGroup, Observation, Series
from indicators.models.series import SupersededObservation
from indicators.operations.headlines import mark_headlines

GROUP = ("indicator_id", "sex", "age", "category_type", "category")
FIGURE = ("period", "period_start", "period_end", "source_id", "variant")


@dataclass
class Joined:
    """What moved: the ids of series that hold other figures than before, and in sentences what could not."""

    series_ids: set = field(default_factory=set)
    sentences: list = field(default_factory=list)


@transaction.atomic
def join_renumbered() -> Joined:
    """Bring the figures, footprints, neighbours and other names of renumbered areas under their present codes.

    May be run at any time: what is joined already has nothing left to move. The readings are the caller's to make
    anew, for `series_ids`.
    """
    present = Area.objects.renumbered()
    joined = Joined()
    areas = Area.objects.in_bulk({*present, *present.values()})
    _join_series(present, areas, joined)
    for old, new in present.items():
        Alias.objects.filter(area=old).update(area=new)
        _join_links(old, new)
    return joined


def _join_series(present, areas, joined):
    held = {(one.area_id, *_group(one)): one for one in Series.objects.filter(area__in={*present, *present.values()})}
    indicators = set()
    for (area, *group), series in list(held.items()):
        if area not in present:
            continue
        twin = held.get((present[area], *group))
        if twin is None:
            Series.objects.filter(pk=series.pk).update(area=present[area], is_headline=False)
            held[present[area], *group] = series
            joined.series_ids.add(series.pk)
        elif not (moved := _move_figures(series, twin)):
            continue
        else:
            joined.series_ids |= {series.pk, twin.pk}
            if moved.left:
                joined.sentences.append(
                    f"{plural(moved.left, 'figure')} of {areas[area]} under both {areas[area].code} and "
                    f"{areas[present[area]].code}; kept under both."
                )
        indicators.add(series.indicator_id)
    mark_headlines(indicator_ids=indicators)


@dataclass(frozen=True)
class Moved:
    number: int
    left: int

    def __bool__(self):
        return bool(self.number)


def _move_figures(series, twin):
    """The old series' figures to its twin, but for those that the twin has from the same source."""
    taken = set(Observation.objects.filter(series=twin).values_list(*FIGURE))
    own = list(Observation.objects.filter(series=series).values_list("pk", *FIGURE))
    moving = [pk for pk, *key in own if tuple(key) not in taken]
    Observation.objects.filter(pk__in=moving).update(series=twin)
    SupersededObservation.objects.filter(series=series, observation_id__in=moving).update(series=twin)
    return Moved(len(moving), len(own) - len(moving))


def _group(series):
    return tuple(getattr(series, name) for name in GROUP)


def _join_links(old, new):
    """Where the present area has a place already, the old one's stays as it is: it says nothing else."""
    Footprint.objects.filter(area=old).exclude(partnership__footprint__area=new).update(area=new)
    Neighbour.objects.filter(area=old).exclude(group__neighbours__area=new).exclude(group__area=new).update(area=new)
    if not NeighbourGroup.objects.filter(area=new).exists():
        NeighbourGroup.objects.filter(area=old).update(area=new)
