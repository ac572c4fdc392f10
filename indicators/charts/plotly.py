"""Charts as Plotly figures. Colours, dashes and symbols are those of the drawing; text holds no HTML but <br>.

Traces and shapes carry the name of their layer, so that the numbers of a figure can be compared with the table's.
"""

from datetime import date

import plotly.graph_objects as go

from indicators.charts import labels, plotly_layers, plotly_rows, scales, styles
from indicators.charts import layers as kinds
from indicators.charts.plan import Frame, Plan
from indicators.charts.svg_layers import from_back_to_front

THOUSANDS = ","  # as everywhere on the page: 1,500
# The room that Plotly's chart is planned for; the browser stretches it to the page.
NOMINAL = Frame("wide", 900, 360, 15, 220, 25)
ROW = 22  # of the flags
UNIT = 22  # of the words over the axis
ALONE = 60  # days on both sides of a single mark


def draw(chart):
    figure = go.Figure()
    if chart.is_in_rows:
        plotly_rows.draw(chart, figure)
        return figure
    plan = Plan(chart, NOMINAL)
    for layer in from_back_to_front(chart):
        plotly_layers.add(figure, layer, chart)
    rows = 1 + max((flag.row for _, flag in plan.flags[0]), default=-1)
    top = 14 + (UNIT if plan.unit_title else 0)
    figure.update_layout(
        **base(),
        bargap=0,
        annotations=[*_unit(plan, rows), *_ends(plan), *_flags(plan, rows), *_names(plan)],
        margin={
            "l": 24,
            "r": NOMINAL.width - plan.right + 4,
            "t": top + ROW * rows,
            "b": 44 + (24 if chart.x.title else 0),
        },
        xaxis=_places(plan),
        yaxis={
            # Long figures push the axis to the right.
            "automargin": True,
            "range": [plan.ticks.low, plan.ticks.high],
            "tick0": plan.ticks.low,
            "dtick": plan.ticks.step,
            "tickformat": THOUSANDS,
            "ticksuffix": "%" if chart.unit == "%" else "",
            "showticksuffix": "last",
            "gridcolor": styles.RULE,
            "zerolinecolor": styles.MID if chart.of(kinds.Bars) else styles.RULE,
        },
    )
    figure.update_layout(shapes=[*figure.layout.shapes, *_leaders(plan), *_stubs(plan, rows)])
    if rows or len(plan.ends) > 5:
        figure.update_layout(height=round(plan.base - plan.head + 100 + figure.layout.margin.t))
    return figure


def _unit(plan, rows):
    """The unit over the axis, level: nobody has to turn the head."""
    if plan.unit_title:
        yield {
            "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "xshift": -20,
            "yshift": 8 + ROW * rows, "text": plan.unit_title, "font": {"color": styles.SOFT}, "showarrow": False,
        }  # fmt: skip


def base():
    return {
        "template": "none",
        "showlegend": False,
        "hovermode": "closest",
        "paper_bgcolor": styles.WHITE,
        "plot_bgcolor": styles.WHITE,
    }


def _range(chart):
    """The ends of the places. Given, or Plotly would stretch the axis to take in the names at the ends of the lines."""
    low, high = chart.extent
    edge = (high - low) / 40
    is_time = chart.x.kind == "time"
    edge = edge or (ALONE if is_time else 0.5)
    return _place(low - edge, is_time), _place(high + edge, is_time)


def _places(plan):
    chart = plan.chart
    is_time = chart.x.kind == "time"
    ticks = scales.fitting(chart.place_ticks, plan.x, plan.frame.size, gap=24)
    return {
        "range": _range(chart),
        "title": {"text": chart.x.title, "standoff": 12, "font": {"size": 14, "color": styles.SOFT}},
        "tickangle": 0,
        "tickvals": [_place(number, is_time) for number, _ in ticks],
        "ticktext": [words for _, words in ticks],
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": styles.RULE,
    }


def _place(number, is_time):
    """A day for an axis of time; past the ends of the calendar the last one that it has."""
    if not is_time:
        return number
    return date.fromordinal(min(max(round(number), 1), date.max.toordinal()))


def _heights(plan):
    """Where the names at the ends of the lines stand, as parts of the height."""
    return [(plan.base - middle) / (plan.base - plan.head) for middle in plan.end_heights]


def _ends(plan):
    """Names at the ends of the lines, moved apart as in the drawing."""
    for (one, lines), height in zip(plan.ends, _heights(plan), strict=True):
        yield {
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": height,
            "text": "<br>".join(lines),
            "font": {"color": styles.STYLES[one.style].ink, "weight": "bold" if one.is_strong else "normal"},
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": 12,
            "align": "left",
        }


def _leaders(plan):
    """Thin lines from where a line ends to its name."""
    low, high = plan.ticks.low, plan.ticks.high
    _, right = _range(plan.chart)
    for (one, _), height in zip(plan.ends, _heights(plan), strict=True):
        if one.place is not None:
            yield {
                "type": "line", "xref": "x", "yref": "y", "layer": "below", "line": {"color": styles.LEAD, "width": 1},
                "x0": one.place, "y0": one.value, "x1": right, "y1": low + height * (high - low),
            }  # fmt: skip


def _stubs(plan, rows):
    """Upright lines on to their words in the upper rows."""
    for upright, flag in plan.flags[0]:
        yield {
            "type": "line", "yref": "paper", "ysizemode": "pixel", "yanchor": 1, "x0": upright.place,
            "x1": upright.place, "y0": 0, "y1": ROW * (rows - flag.row) - 4,
            "line": plotly_layers.line_of(upright.style),
        }  # fmt: skip


def _flags(plan, rows):
    for upright, flag in plan.flags[0]:
        yield {
            "xref": "x",
            "yref": "paper",
            "x": upright.place,
            "y": 1,
            "yshift": ROW * (rows - 1 - flag.row),
            "text": " ".join(flag.lines),
            "showarrow": False,
            "xanchor": "left" if flag.anchor == "start" else "right",
            "yanchor": "bottom",
            "xshift": 3 if flag.anchor == "start" else -3,
            "bgcolor": styles.WHITE,
        }


def _names(plan):
    box = (plan.left, plan.head - 12, plan.right, plan.base)
    for point, name in labels.named(plan.chart, "wide", plan.spot, box, plan.frame.size).items():
        yield {
            "xref": "x",
            "yref": "y",
            "x": point.place,
            "y": point.value,
            "text": point.name,
            "font": {"weight": "bold" if point.is_strong else "normal"},
            "xanchor": {"start": "left", "middle": "center", "end": "right"}[name.anchor],
            "yanchor": "bottom" if name.anchor == "middle" and name.down < 0 else "middle",
            **(
                {
                    "showarrow": True,
                    "arrowhead": 0,
                    "arrowwidth": 1,
                    "arrowcolor": styles.LEAD,
                    "ax": name.right,
                    "ay": name.down,
                }
                if name.is_led
                else {"showarrow": False, "xshift": name.right, "yshift": -name.down if name.anchor == "middle" else 0}
            ),
        }
