"""Bars below each other as a Plotly figure. Rows have numbers, so that two areas of one name keep a row each."""

from indicators.charts import labels, plotly_layers, scales, styles
from indicators.charts import layers as kinds
from indicators.charts.chart import axis_title

THOUSANDS = ","
ROOM = 900  # pixels for which the flags are placed
FLAG, ROW = 22, 34
STANDING = 15  # the size of the words on the right


def draw(chart, figure):
    points = [point for layer in chart.of(kinds.Bars) for point in layer.points]
    for layer in chart.of(kinds.Bars):
        _bars(figure, layer, chart)
    for level in chart.of(kinds.Level):
        figure.add_shape(
            type="line", yref="paper", y0=0, y1=1, x0=level.value, x1=level.value,
            line=plotly_layers.line_of(level.style), name=level.name,
        )  # fmt: skip
    flags = _flags(chart)
    rows = 1 + max((flag["row"] for flag in flags), default=-1)
    for flag in flags:
        # The line goes on to its words in the upper rows.
        figure.add_shape(
            type="line", yref="paper", ysizemode="pixel", yanchor=1, y0=0, y1=FLAG * (rows - flag["row"]) - 4,
            x0=flag["level"].value, x1=flag["level"].value, line=plotly_layers.line_of(flag["level"].style),
        )  # fmt: skip
    standings = [one for point in points if point.shape and point.value is not None for one in _standing(point)]
    reasons = [_reason(point) for point in points if point.value is None]
    ticks = chart.value_ticks
    figure.update_layout(
        template="none",
        showlegend=False,
        hovermode="closest",
        paper_bgcolor=styles.WHITE,
        plot_bgcolor=styles.WHITE,
        height=60 + FLAG * rows + ROW * len(points),
        annotations=[*(_flag_words(flag, rows) for flag in flags), *standings, *reasons],
        margin={"l": 8, "r": _right(points), "t": 14 + FLAG * rows, "b": 44},
        yaxis={
            "range": [len(points) - 0.5, -0.5],
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
            "tickvals": list(range(len(points))),
            "ticktext": [
                f"{point.name}  {labels.figure(chart, point)} " if point.value is not None else f"{point.name} "
                for point in points
            ],
        },
        xaxis={
            "title": {"text": axis_title(chart.unit), "font": {"size": 14, "color": styles.SOFT}},
            "range": [ticks.low, ticks.high],
            "dtick": ticks.step,
            "tickformat": THOUSANDS,
            "gridcolor": styles.RULE,
            "zerolinecolor": styles.INK,
        },
    )


def _reason(point):
    """Why a row has no bar, where the bar would begin."""
    return {
        "xref": "x",
        "yref": "y",
        "x": 0,
        "y": point.place,
        "xanchor": "left",
        "xshift": 6,
        "text": f"{point.words}: {point.note}" if point.note else point.words,
        "font": {"color": styles.SOFT},
        "bgcolor": styles.WHITE,
        "showarrow": False,
    }


def _bars(figure, layer, chart):
    figure.add_bar(
        orientation="h",
        y=[point.place for point in layer.points],
        x=[point.value for point in layer.points],
        width=0.62,
        name=layer.name,
        meta={"layer": "rows"},
        marker={"color": [styles.TONES["here" if point.is_strong else "other"] for point in layer.points]},
        hoverinfo="text",
        hovertext=plotly_layers.hovers(chart, layer, layer.points),
    )
    plotly_layers.whiskers(figure, layer.points, is_in_rows=True)


SIGNS = {"better": "●", "worse": "◆", "similar": "○", "higher": "▲", "lower": "▼", "not_compared": "–"}


def _standing(point):
    """The standing in shape and word at the end of the row."""
    for shift, words, colour in (
        (14, SIGNS.get(point.shape, ""), styles.SHAPES[point.shape].colour),
        (32, point.note, styles.INK),
    ):
        yield {
            "xref": "paper",
            "yref": "y",
            "x": 1,
            "y": point.place,
            "xanchor": "left",
            "xshift": shift,
            "text": words,
            "font": {"color": colour},
            "showarrow": False,
        }


def _right(points):
    longest = max((scales.width(point.note, STANDING) for point in points if point.shape), default=0)
    return round(longest + 52) if longest else 24


def _flags(chart):
    ticks = chart.value_ticks
    place = scales.scale(ticks.low, ticks.high, 0, ROOM)
    levels = chart.of(kinds.Level)
    words = [labels.end(chart, level.ends[0]) for level in levels]
    items = [(place(level.value), said) for level, said in zip(levels, words, strict=True)]
    placed, _ = scales.flags(items, -ROOM, ROOM, STANDING)
    return [
        {"level": level, "words": said, "row": flag.row, "anchor": flag.anchor}
        for level, said, flag in zip(levels, words, placed, strict=True)
    ]


def _flag_words(flag, rows):
    is_right = flag["anchor"] == "start"
    return {
        "xref": "x",
        "yref": "paper",
        "x": flag["level"].value,
        "y": 1,
        "yshift": FLAG * (rows - 1 - flag["row"]),
        "text": flag["words"],
        "font": {"color": styles.STYLES[flag["level"].style].ink},
        "showarrow": False,
        "xanchor": "left" if is_right else "right",
        "yanchor": "bottom",
        "xshift": 3 if is_right else -3,
        "bgcolor": styles.WHITE,
    }
