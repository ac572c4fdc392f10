"""Plotly figures of indicators: data in, figure out. Colours and dashes are those of cdp.css, text holds no HTML."""

from datetime import timedelta

import plotly.graph_objects as go

from indicators import figures
from indicators.charts import lines
from indicators.charts.lines import bar_words, short_unit

NAVY, GREY, TEAL, PURPLE = "#12436d", "#3d3d3d", "#28a197", "#a285d1"
PALE, RULE, INK, WHITE = "#6f8fae", "#e3e8ed", "#0b0c0c", "#ffffff"
WHISKER = "#8a8e91"  # seen on white and on both colours of the bars
STYLES = {
    "area": {"color": NAVY, "dash": "solid", "width": 3, "symbol": "circle"},
    "england": {"color": GREY, "dash": "dash", "width": 2, "symbol": "diamond"},
    "region": {"color": TEAL, "dash": "dot", "width": 2, "symbol": "square"},
    "neighbours": {"color": PURPLE, "dash": "dashdot", "width": 2.5, "symbol": "triangle-up"},
}
# Text needs more contrast than a line: the same hues, darker.
NAMES = {"area": NAVY, "england": GREY, "region": "#0b5c55", "neighbours": "#6b4ba3"}
BAND = "rgba(18, 67, 109, 0.13)"
LETTER = 8.2  # pixels of a letter of the labels, so that the margin holds the longest
MOST_TICKS = 6
THOUSANDS = ","  # as everywhere on the page: 1,500
NEAR_THE_EDGE = 0.75
LABEL_GAP = 0.075  # of the height between two labels


def trend(drawn_lines, *, unit):
    """A line an area with its figures, the first one's 95% interval as a band, names at the ends; y from zero."""
    drawn_lines = [line for line in lines.checked(drawn_lines) if line.drawn]
    places = lines.places(drawn_lines)
    figure = go.Figure()
    if drawn_lines:
        _band(figure, drawn_lines[0])
    for line in reversed(drawn_lines):  # the first line is drawn last and so lies on top
        style, marks = STYLES[line.style], line.drawn
        figure.add_scatter(
            x=[mark.middle for mark in marks],
            y=[mark.value for mark in marks],
            name=line.name,
            mode="lines+markers",
            line={key: style[key] for key in ("color", "dash", "width")},
            marker={"symbol": style["symbol"], "size": 8, "color": style["color"]},
            hoverinfo="text",
            hovertext=[hover(line.name, mark, unit) for mark in marks],
        )
    numbers = _numbers(drawn_lines)
    low, top, step = lines.axis(numbers)
    labels = _labels(drawn_lines, low, top, unit, places)
    figure.update_layout(
        **_base(),
        annotations=labels,
        margin={
            "l": 64,
            "r": int(24 + LETTER * max((len(one["text"]) for one in labels), default=0)),
            "t": 12,
            "b": 44,
        },
        xaxis=_time_axis(drawn_lines),
        yaxis={
            "title": {"text": _axis_title(unit), "standoff": 14},
            # Long figures push the axis to the right instead of running into its title.
            "automargin": True,
            "range": [low, top],
            "dtick": step,
            "tickformat": THOUSANDS,
            "gridcolor": RULE,
            "zerolinecolor": RULE,
        },
    )
    return figure


def bars(area_bars, *, unit, reference=None):
    """A bar an area from zero, highest first, with its interval; an area without a figure keeps its row."""
    ordered = lines.sorted_bars(area_bars)
    places = figures.decimals([bar.mark.value for bar in ordered])
    figure = go.Figure()
    figure.add_bar(
        orientation="h",
        y=[bar.name for bar in ordered],
        x=[bar.mark.value for bar in ordered],
        marker={"color": [NAVY if bar.is_here else PALE for bar in ordered]},
        error_x=_whiskers(ordered),
        hoverinfo="text",
        hovertext=[hover(bar.name, bar.mark, unit) for bar in ordered],
        name="Areas",
    )
    figure.update_layout(
        **_base(),
        height=80 + 34 * len(ordered),
        margin={"l": 8, "r": 24, "t": 36, "b": 44},
        yaxis={
            "autorange": "reversed",
            "automargin": True,
            "tickvals": [bar.name for bar in ordered],
            "ticktext": [f"{bar.name}  {bar_words(bar, unit, places)} " for bar in ordered],
        },
        xaxis={
            "title": {"text": _axis_title(unit)},
            "rangemode": "tozero",
            "tickformat": THOUSANDS,
            "gridcolor": RULE,
            "zerolinecolor": INK,
        },
    )
    if reference:
        _reference(figure, reference, unit, highest=max(_numbers_of(ordered)))
    return figure


def hover(name, mark, unit):
    said = figures.text(mark.value, unit=unit, qualifier=mark.qualifier, state=mark.state)
    limits = figures.interval(mark.lower, mark.upper)
    return f"{name}, {mark.period}: {said}" + (f" (95% interval {limits})" if limits else "")


def _base():
    return {
        "template": "none",
        "showlegend": False,
        "hovermode": "closest",
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
    }


def _band(figure, line):
    marks = [mark for mark in line.drawn if mark.lower is not None]
    if len(marks) < 2:
        return
    back = marks[::-1]
    figure.add_scatter(
        x=[mark.middle for mark in marks + back],
        y=[mark.upper for mark in marks] + [mark.lower for mark in back],
        name=f"95% interval of {line.name}",
        fill="toself",
        fillcolor=BAND,
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _labels(drawn_lines, low, top, unit, places):
    ends = [line.drawn[-1] for line in drawn_lines]
    at = lines.apart([mark.value for mark in ends], LABEL_GAP * (top - low), low, top)
    last = max((mark.middle for line in drawn_lines for mark in line.drawn), default=None)
    return [
        {
            "xref": "x",
            "yref": "y",
            "x": last,
            "y": height,
            "text": f"{line.name} {figures.text(mark.value, unit=short_unit(unit), places=places)}",
            "font": {"color": NAMES[line.style]},
            "showarrow": False,
            "xanchor": "left",
            "xshift": 12,
            "align": "left",
        }
        for line, mark, height in zip(drawn_lines, ends, at, strict=True)
    ]


def _axis_title(unit):
    return "Per cent" if unit == "%" else unit[:1].upper() + unit[1:]


def _time_axis(drawn_lines):
    marks = sorted({(mark.middle, mark.period) for line in drawn_lines for mark in line.drawn})
    periods = dict(lines.thinned(list(dict(marks).items()), MOST_TICKS))
    days = [day for day, _ in marks]
    edge = max((days[-1] - days[0]) / 40, timedelta(days=60)) if days else None
    return {
        # Given, because Plotly would stretch the axis until the names at the ends of the lines lie inside it too.
        "range": [days[0] - edge, days[-1] + edge] if days else None,
        "tickangle": 0,
        "tickvals": list(periods),
        "ticktext": list(periods.values()),
        "showgrid": False,
        "ticks": "outside",
        "tickcolor": RULE,
    }


def _numbers(drawn_lines):
    return [number for line in drawn_lines for mark in line.drawn for number in (mark.value, mark.upper, mark.lower)]


def _numbers_of(ordered):
    return [number for bar in ordered for number in (bar.mark.value, bar.mark.upper) if number is not None] or [0]


def _whiskers(ordered):
    marks = [bar.mark for bar in ordered]
    if not any(mark.lower is not None and mark.value is not None for mark in marks):
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [_gap(mark.upper, mark.value) for mark in marks],
        "arrayminus": [_gap(mark.value, mark.lower) for mark in marks],
        "color": WHISKER,
        "thickness": 1.5,
    }


def _gap(more, less):
    return max(more - less, 0) if more is not None and less is not None else 0


def _reference(figure, reference, unit, *, highest):
    """A line across the bars. Its words stand over it, or end at it where they would leave the chart on the right."""
    figure.add_vline(x=reference.mark.value, line={"color": GREY, "dash": "dash", "width": 2})
    figure.add_annotation(
        x=reference.mark.value,
        xref="x",
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right" if reference.mark.value > highest * NEAR_THE_EDGE else "center",
        text=f"{reference.name} {bar_words(reference, unit)}",
        showarrow=False,
    )
