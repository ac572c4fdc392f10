"""What a figure says, in sentences: the message of a page or a chart, made from the data each time. Pure."""

from indicators import figures
from indicators.charts import lines

TREND_CLAUSES = {
    "getting_better": {"increasing": "rising, which is better", "decreasing": "falling, which is better"},
    "getting_worse": {"increasing": "rising, which is worse", "decreasing": "falling, which is worse"},
}
PLAIN_TRENDS = {
    "increasing": "rising",
    "decreasing": "falling",
    "no_significant_change": "with no significant change",
}
STANDINGS = {
    "better": "better than England",
    "worse": "worse than England",
    "higher": "higher than England",
    "lower": "lower than England",
    "similar": "similar to England",
}
NOT_A_PLACE = "local:area-not-stated"


def unit(indicator):
    """The unit in the title of a chart, where no figure stands before it."""
    return {"%": "per cent"}.get(indicator.unit, indicator.unit)


def headline(*, name, area, code, value, trend="", verdict="", standing=""):
    """ "Early exits from treatment: 46.3% in Northshire, falling, which is worse, and worse than England"."""
    where = "area not stated" if code == NOT_A_PLACE else f"in {area}"
    said = f"{name}: {value}, {where}" if code == NOT_A_PLACE else f"{name}: {value} {where}"
    clauses = [clause for clause in (trend_clause(trend, verdict), STANDINGS.get(standing, "")) if clause]
    if len(clauses) == 2 and "," not in clauses[0]:
        return f"{said}, {clauses[0]} and {clauses[1]}"
    return ", ".join([said, *clauses[:1], *(f"and {clause}" for clause in clauses[1:])])


def trend_clause(trend, verdict):
    return TREND_CLAUSES.get(verdict, {}).get(trend) or PLAIN_TRENDS.get(trend, "")


def course(line, *, unit):
    """The message of a trend chart: from where to where, without a judgement that only a test could give."""
    marks = [mark for mark in line.drawn if mark.is_for_comparison]
    if len(marks) < 2:
        return f"The source says that figures of {line.name} are not for comparison"
    places = lines.places([line])
    first, last = (
        figures.text(mark.value, unit=unit, qualifier=mark.qualifier, places=places) for mark in (marks[0], marks[-1])
    )
    if first == last:
        return f"{line.name} stood at {first} in {marks[0].period} and again in {marks[-1].period}"
    return f"{line.name} went from {first} in {marks[0].period} to {last} in {marks[-1].period}"


def places_of(bars, *, unit):
    """The message of a bar chart: where the area in focus stands by size, or who is highest and lowest."""
    known = [bar for bar in lines.sorted_bars(bars) if bar.mark.value is not None]
    ordered = [bar for bar in known if bar.mark.is_for_comparison]
    if not ordered or any(bar.is_here and not bar.mark.is_for_comparison for bar in known):
        return "The source says that this area’s figure is not for comparison"
    here = next((bar for bar in ordered if bar.is_here), None)
    if here is None:
        high, low = ordered[0], ordered[-1]
        return f"{high.name} has the highest figure and {low.name} the lowest"
    higher = sum(bar.mark.value > here.mark.value for bar in ordered)
    lower = sum(bar.mark.value < here.mark.value for bar in ordered)
    first = f"{_count(higher, 'No area', ' area', ' areas')} higher than {here.name}"
    return f"{first} and {_count(lower, 'none', '', '')} lower"


def described(line, *, unit):
    """The text alternative of a line: its ends and its extremes; the table has the rest."""
    marks = line.drawn
    if not marks:
        return f"{line.name} has no figure that can be drawn."
    places = lines.places([line])
    said = {mark: figures.text(mark.value, unit=unit, qualifier=mark.qualifier, places=places) for mark in marks}
    if len(marks) == 1:
        return f"{line.name}: {said[marks[0]]} in {marks[0].period}."
    highest = max(marks, key=lambda mark: mark.value)
    return (
        f"{line.name}: {said[marks[0]]} in {marks[0].period}, {said[marks[-1]]} in {marks[-1].period}; "
        f"highest {said[highest]} in {highest.period}."
    )


def _count(number, none, one, many):
    """ "3 areas are", "1 is", "none is"."""
    if number == 0:
        return f"{none} is"
    return f"1{one} is" if number == 1 else f"{number:,}{many} are"
