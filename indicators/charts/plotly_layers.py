"""The layers of an upright chart as traces and shapes of Plotly."""

from indicators.charts import labels, styles
from indicators.charts import layers as kinds
from indicators.charts.styles import SHAPES, STYLES

RIMS = {"circle-dot": 2, "circle-open": 2, "line-ew-open": 2}  # pixels


def add(figure, layer, chart):
    ADDED[type(layer)](figure, layer, chart)


def line_of(style):
    look = STYLES[style]
    return {"color": look.colour, "dash": look.dash or "solid", "width": look.width}


def marker_of(points, style):
    """Symbols, colours and sizes point by point; a hollow mark keeps its symbol and loses its filling."""
    looks = [SHAPES[point.shape or style] for point in points]
    return {
        "symbol": [look.symbol for look in looks],
        "size": [look.size for look in looks],
        "color": [
            styles.WHITE if point.hollow else look.colour for point, look in zip(points, looks, strict=True)
        ],
        "line": {
            # The dot of a "circle-dot" takes the colour of the outline, and so has a hollow one's rim.
            "color": [
                look.colour if point.hollow else look.outline or look.colour
                for point, look in zip(points, looks, strict=True)
            ],
            "width": [_rim(point, look) for point, look in zip(points, looks, strict=True)],
        },
        "opacity": 1,
    }  # fmt: skip


def whiskers(figure, points, *, is_in_rows=False):
    """Intervals over bars, on a white line so that they are seen on every colour: a trace of its own for each."""
    known = [point for point in points if _has_interval(point)]
    for layer, colour, thickness in (("halo", styles.WHITE, 4.5), ("whiskers", styles.INK, 1.5)):
        if not known:
            return
        places, values = [point.place for point in known], [point.value for point in known]
        errors = _errors(known) | {"color": colour, "thickness": thickness, "width": 5 if layer == "whiskers" else 6}
        figure.add_scatter(
            x=values if is_in_rows else places,
            y=places if is_in_rows else values,
            **{"error_x" if is_in_rows else "error_y": errors},
            name="Intervals",
            meta={"layer": layer},
            mode="markers",
            marker={"size": 0.1, "opacity": 0},
            hoverinfo="skip",
        )


def _errors(points):
    if not any(_has_interval(point) for point in points):
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [point.upper - point.value if _has_interval(point) else 0 for point in points],
        "arrayminus": [point.value - point.lower if _has_interval(point) else 0 for point in points],
        "color": styles.INK,
        "thickness": 1.5,
    }


def _has_interval(point):
    return point.value is not None and point.lower is not None and point.upper is not None


def _rim(point, look):
    return RIMS.get(look.symbol, 2 if point.hollow else 1)


def hovers(chart, layer, points):
    return [labels.hover(chart, layer, point) for point in points]


def _curve(figure, layer, chart):
    if layer.banded:
        back = layer.banded[::-1]
        figure.add_scatter(
            x=[point.place for point in [*layer.banded, *back]],
            y=[point.upper for point in layer.banded] + [point.lower for point in back],
            name=layer.band,
            meta={"layer": "band", "of": layer.name},
            fill="toself",
            fillcolor=styles.BAND,
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=[point.place for point in layer.drawn],
        y=[point.value for point in layer.drawn],
        name=layer.name,
        meta={"layer": "curve"},
        mode="lines+markers",
        line=line_of(layer.style),
        marker=marker_of(layer.drawn, layer.style),
        hoverinfo="text",
        hovertext=hovers(chart, layer, layer.drawn),
    )


def _dots(figure, layer, chart):
    points = sorted(layer.drawn, key=lambda point: (point.is_strong, point.is_labelled))
    figure.add_scatter(
        x=[point.place for point in points],
        y=[point.value for point in points],
        error_y=_errors(points),
        name=layer.name,
        meta={"layer": "dots"},
        mode="markers",
        marker=marker_of(points, layer.style),
        hoverinfo="text",
        hovertext=hovers(chart, layer, points),
    )


def _bars(figure, layer, chart):
    points = [(point, layer.width_of(number)) for number, point in enumerate(layer.points) if point.value is not None]
    drawn = [point for point, _ in points]
    figure.add_bar(
        x=[point.place for point in drawn],
        y=[point.value for point in drawn],
        width=[width * 0.94 for _, width in points],
        name=layer.name,
        meta={"layer": "bars"},
        marker={"color": [styles.TONES["here" if point.is_strong else "other"] for point in drawn]},
        hoverinfo="text",
        hovertext=hovers(chart, layer, drawn),
    )
    whiskers(figure, drawn)


def _band(figure, layer, chart):
    for side in ("lower", "upper"):
        points = [point for point in layer.points if getattr(point, side) is not None]
        figure.add_scatter(
            x=[point.place for point in points],
            y=[getattr(point, side) for point in points],
            name=layer.name,
            meta={"layer": "limits", "side": side},
            mode="lines",
            line=line_of(layer.style),
            hoverinfo="skip",
        )


def _steps(figure, layer, chart):
    """A stretch a tread, with a gap between: the limits were worked out anew and nothing led from one to the other."""
    figure.add_scatter(
        x=[place for step in layer.steps for place in (step.start, step.end, None)],
        y=[value for step in layer.steps for value in (step.value, step.value, None)],
        name=layer.name,
        meta={"layer": "steps"},
        mode="lines",
        line=line_of(layer.style),
        hoverinfo="name+y",
    )


def _straight(figure, layer, chart):
    figure.add_scatter(
        x=[point.place for point in layer.points],
        y=[point.value for point in layer.points],
        name=layer.name,
        meta={"layer": "straight"},
        mode="lines+markers",
        line=line_of(layer.style),
        marker={"size": 6, "color": STYLES[layer.style].colour},
        hoverinfo="text",
        hovertext=hovers(chart, layer, layer.points),
    )


def _level(figure, layer, chart):
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=layer.value, y1=layer.value, line=line_of(layer.style),
        name=layer.name, layer="above" if chart.of(kinds.Bars) else "below",
    )  # fmt: skip


def _upright(figure, layer, chart):
    figure.add_shape(
        type="line", yref="paper", y0=0, y1=1, x0=layer.place, x1=layer.place, line=line_of(layer.style),
        name=layer.name,
    )  # fmt: skip


def _span(figure, layer, chart):
    figure.add_shape(
        type="rect", yref="paper", y0=0, y1=1, x0=layer.start, x1=layer.end, line={"width": 0},
        fillcolor=styles.SPAN, name=layer.name, layer="below",
    )  # fmt: skip


ADDED = {
    kinds.Curve: _curve,
    kinds.Dots: _dots,
    kinds.Bars: _bars,
    kinds.Band: _band,
    kinds.Steps: _steps,
    kinds.Straight: _straight,
    kinds.Level: _level,
    kinds.Upright: _upright,
    kinds.Span: _span,
}
