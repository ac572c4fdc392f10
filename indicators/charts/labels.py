"""The words on a chart: figures at the ends of lines, ticks, flags, what a point says when it is pointed at."""

from indicators import figures
from indicators.charts import layers as kinds
from indicators.charts import scales, styles
from indicators.charts.lines import short_unit

FIGURES = (kinds.Curve, kinds.Bars, kinds.Dots)
MOST_TRIED = 40
MOST_NAMED = {"wide": 16, "middle": 10, "narrow": 4}


def figure(chart, point, *, unit=None):
    """A point's figure as it is printed, with as many decimals as the others have."""
    unit = chart.unit if unit is None else unit
    return point.words or figures.text(point.value, unit=unit, qualifier=point.qualifier, places=chart.decimals)


def end(chart, one):
    """ "Northshire 15%", "Target 60% by March 2028". Figures of areas have as many decimals as each other."""
    own = figures.decimals([one.value])
    said = figures.text(
        one.value,
        unit=short_unit(chart.unit),
        qualifier=one.qualifier,
        places=max(own, chart.decimals) if one.style in styles.LINES else own,
    )
    return " ".join(part for part in (one.name, said, one.note) if part)


def table(chart):
    """The rows of the chart's table in words; `value` keeps the exact number beside what is printed."""
    return [
        {
            "row": row,
            "exact": repr(row.value),
            "said": row.words
            or (
                figures.text(
                    row.value,
                    unit=chart.unit,
                    qualifier=row.qualifier,
                    places=chart.decimals if row.is_figure else figures.decimals([row.value]),
                )
                if row.value is not None or row.is_figure
                else ""
            ),
            "interval": figures.interval(row.lower, row.upper)
            or " and ".join(
                f"{name} {figures.plain(number)}"
                for name, number in (("lower", row.lower), ("upper", row.upper))
                if number is not None
            ),
        }
        for row in chart.rows()
    ]


def description(chart):
    """The text alternative where nobody wrote one: what is drawn, its ends and its extremes."""
    return " ".join([chart.headline + ".", *(_described(chart, layer) for layer in chart.of(*FIGURES))])


def _described(chart, layer):
    points = layer.drawn
    if not points:
        return f"{layer.name}: no figure that can be drawn."
    if isinstance(layer, kinds.Bars):
        said = "; ".join(f"{point.name or point.said} {figure(chart, point)}" for point in points)
        return f"Bars from zero: {said}."
    low, high = (chosen(points, key=lambda point: point.value) for chosen in (min, max))
    count = f"{len(points):,} {'point' if len(points) == 1 else 'points'}"
    ends = [f"{figure(chart, one)} ({one.name or one.said})" for one in (low, high)]
    return f"{layer.name}: {count}, lowest {ends[0]}, highest {ends[1]}."


def tick(chart, number):
    is_last = number == chart.value_ticks.high
    return figures.text(number, unit="%") if chart.unit == "%" and is_last else figures.plain(number)


def hover(chart, layer, point):
    said = figure(chart, point)
    limits = figures.interval(point.lower, point.upper)
    where = f"{point.name or layer.name}, {point.said}: {said}" + (f" (95% interval {limits})" if limits else "")
    return ". ".join(part for part in (where, point.note, point.hollow) if part)


def ends(chart):
    return [one for layer in chart.layers for one in layer.ends]


def named(chart, frame, place, box, size):
    """{point: its scales.Name} where a name has room; the points that matter most are asked first."""
    points = [point for layer in chart.of(kinds.Dots) for point in layer.drawn]
    wanted = [point for point in points if point.is_labelled][:MOST_TRIED]
    spots = [place(point) for point in points]
    labels = [(*place(point), point.name) for point in wanted]
    found = scales.beside(spots, labels, box, size=size, far=scales.FAR if frame != "narrow" else 0)
    placed = [(point, name) for point, name in zip(wanted, found, strict=True) if name]
    return dict(placed[: MOST_NAMED[frame]])
