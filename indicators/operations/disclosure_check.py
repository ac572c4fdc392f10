"""The check before publishing: what would be shown below a threshold, or could be had back from what is shown."""

import math
from collections import Counter
from dataclasses import dataclass

from indicators.models import Area, Indicator, Observation, Scope, ValueType
from indicators.operations.disclosure_figures import load_table
from indicators.rules import disclosure_shown as shown
from indicators.rules.disclosure_texts import small_counts
from indicators.statistics.disclosure import lowest_shown, totals_of
from indicators.statistics.recovery import recoverable

# For numbers of people in a service that no rule binds yet; advice, nothing is refused for it.
USUAL_THRESHOLD = 5


@dataclass(frozen=True)
class Finding:
    """A figure of which a reader would learn a small number. One that is only advice stops nobody from publishing."""

    kind: str  # "small", "subtraction", "printed" or "no_rule"
    figure: str
    place: str
    sentence: str

    @property
    def is_advice(self):
        return self.kind == "no_rule"

    def __str__(self):
        return f"{self.figure} ({self.place}): {self.sentence}"


class PublishingRefused(Exception):
    """What would be published shows small numbers. `findings` says which."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__("\n".join(map(str, findings)))

    @property
    def in_short(self):
        """For a page: the first, how many more, and what to do."""
        more = f", and {len(self.findings) - 1} more" if len(self.findings) > 1 else ""
        return (
            f"Not published: small numbers would be shown. {self.findings[0]}{more}. "
            "manage.py check_disclosure lists them; load_partnership --publish --accept-small-numbers publishes them."
        )


def refuse_small_numbers(findings, *, accepted=""):
    """Raise PublishingRefused, unless somebody says why the small numbers may be read or all is advice."""
    serious = [finding for finding in findings if not finding.is_advice]
    if serious and not accepted.strip():
        raise PublishingRefused(serious)


def check_disclosure(*, partnership=None):
    """Findings of everything that is loaded, or of what one partnership's documents print."""
    indicators = Indicator.objects.select_related("disclosure_rule").order_by("code")
    own = {} if partnership is None else {"source__document__partnership": partnership}
    bound = indicators.filter(disclosure_rule__isnull=False)
    if own:
        bound = bound.filter(pk__in=Observation.objects.filter(**own).values("series__indicator"))
    found = [finding for indicator in bound for finding in _of_indicator(indicator, own)]
    return found + _without_a_rule(own)


def _of_indicator(indicator, own):
    rule = indicator.disclosure_rule
    threshold = lowest_shown(threshold=rule.threshold, rounding_base=rule.rounding_base)
    rows, _, table = load_table(indicator)
    if shown.guards_counts(rule, indicator.value_type):
        for cell in table.cells:
            if cell.is_shown and cell.is_small(threshold):
                for figure in table.figures_of[cell.key]:
                    if figure.shows(cell.key[1]) and _is_own(rows[figure.id], own):
                        yield _small(rows[figure.id], cell, threshold)
        for key in had_back(table, threshold):
            if not own or any(_is_own(row, own) for row in rows.values()):
                yield _had_back(key, indicator, table, rows)
    for row in rows.values():
        if _is_own(row, own) and (numbers := _in_words(row, threshold)):
            yield Finding("printed", str(row.series), _place(row), f"The text gives {_list(numbers)}.")


def had_back(table, threshold):
    """Keys of the hidden cells of a table that a reader can work out from its shown ones."""
    known = {cell.key: cell.count for cell in table.cells if cell.is_shown and not math.isnan(cell.count)}
    totals = {key for relation in table.relations for key in totals_of(dict(relation))}
    hidden, ranges = [], {}
    for cell in table.cells:
        if cell.key not in known and (cell.is_withheld_at_source or not math.isnan(cell.count)):
            is_small = cell.is_small(threshold)
            is_published = cell.key in table.figures_of
            if is_published or is_small:
                hidden.append(cell.key)
            if is_published and cell.count > 0:
                told = is_small and cell.smallest is None and threshold > 2 and cell.key not in totals
                ranges[cell.key] = (1, threshold - 1) if told else (1, math.inf)
    found = recoverable(known, table.relations, ranges=ranges)
    return [key for key in hidden if key in found]


def _small(row, cell, threshold):
    what = f"{cell.count:g} is" if cell.smallest in (None, cell.count) else f"{cell.smallest:g} others are"
    return Finding("small", _figure(row), _place(row), f"{what} below the threshold of {threshold}.")


def _had_back(key, indicator, table, rows):
    slot, figures = key[0], table.figures_of.get(key, [])
    if figures:
        row = rows[figures[0].id]
        return Finding("subtraction", _figure(row), _place(row), "It can be had back by subtraction.")
    area = Area.objects.get(pk=slot.area)
    name = f"{indicator.name}, {area.name}, {slot.sex}, {slot.start} to {slot.end}"
    return Finding("subtraction", name, "published nowhere", "A small number is what is left of a total.")


def _in_words(row, threshold):
    """Small numbers in the printed text and the note that are not the figure itself, which is listed already."""
    said = small_counts(row.printed, below=threshold) + small_counts(row.note, below=threshold)
    return [number for number in said if number not in (row.count, row.value)]


def _without_a_rule(own):
    counts = Observation.objects.filter(
        series__indicator__disclosure_rule__isnull=True,
        series__indicator__value_type=ValueType.COUNT,
        series__indicator__scope=Scope.SERVICE,
        value__gt=0,
        value__lt=USUAL_THRESHOLD,
        **own,
    )
    return [
        Finding(
            "no_rule", _figure(row), _place(row),
            f"{row.value:g} is shown and no rule binds the indicator. If it counts people, give it one.",
        )
        for row in counts.select_related("series__indicator", "series__area", "source").order_by("series", "pk")
    ]  # fmt: skip


def small_without_a_rule(differences):
    """The same advice of figures that are not published yet: a sentence for each indicator."""
    found = Counter(each.indicator for each in differences if _is_small_without_a_rule(each))
    return [
        f"{number:,} of {indicator.code} {'is' if number == 1 else 'are'} below {USUAL_THRESHOLD} and no rule binds "
        "the indicator. If it counts people, give it one first."
        for indicator, number in sorted(found.items(), key=lambda pair: pair[0].code)
    ]


def _is_small_without_a_rule(each):
    indicator = each.indicator
    is_bound = indicator.disclosure_rule_id is not None
    counts = indicator.value_type == ValueType.COUNT and indicator.scope == Scope.SERVICE
    return counts and not is_bound and each.now is not None and 0 < each.now < USUAL_THRESHOLD


def _is_own(row, own):
    return not own or bool(row.source.document and row.source.document.partnership in own.values())


def _figure(row):
    return ", ".join(filter(None, [str(row.series), row.period]))


def _place(row):
    return ", ".join(filter(None, [row.source.name, row.place]))


def _list(numbers):
    return ", ".join(f"{number:g}" for number in numbers)
