"""The layers of an upright drawing, each as SVG."""

from indicators.charts import labels, markup
from indicators.charts import layers as kinds
from indicators.charts.chart import at

# What lies below what; within a kind the first layer lies on top.
BACK_TO_FRONT = (
    kinds.Span,
    kinds.Band,
    kinds.Bars,
    kinds.Level,
    kinds.Steps,
    kinds.Straight,
    kinds.Upright,
    kinds.Curve,
    kinds.Dots,
)


def from_back_to_front(chart):
    return [layer for kind in BACK_TO_FRONT for layer in reversed(chart.of(kind))]


def draw(layer, plan):
    return list(DRAWN[type(layer)](layer, plan))


def _span(layer, plan):
    start, end = plan.x(at(layer.start)), plan.x(at(layer.end))
    yield markup.element(
        "rect", class_="cdp-chart__span", x=start, y=plan.head, width=round(end - start, 2),
        height=round(plan.base - plan.head, 2), data_name=layer.name, data_place=at(layer.start),
        data_to=at(layer.end),
    )  # fmt: skip


def _band(layer, plan):
    for side in ("lower", "upper"):
        points = [point for point in layer.points if getattr(point, side) is not None]
        if points:
            spots = [(plan.x(at(point.place)), plan.y(getattr(point, side))) for point in points]
            told = " ".join(repr(getattr(point, side)) for point in points)
            yield markup.stroke(layer.style, markup.path(spots), data_name=layer.name, **{f"data_{side}s": told})


def _bars(layer, plan):
    for number, point in enumerate(layer.points):
        if point.value is None:
            continue
        half = layer.width_of(number) / 2
        start, end = plan.x(at(point.place) - half), plan.x(at(point.place) + half)
        top, foot = sorted((plan.y(point.value), plan.y(0)))
        yield markup.element(
            "rect", class_=f"cdp-bar--{'here' if point.is_strong else 'other'}", x=round(start + 2, 2), y=top,
            width=round(max(end - start - 4, 1), 2), height=round(foot - top, 2), data_name=point.name or layer.name,
            **markup.numbers(point, at(point.place)),
        )  # fmt: skip
        yield from _whisker(point, plan)


def _whisker(point, plan):
    if point.lower is not None and point.upper is not None:
        yield markup.whisker(plan.y(point.lower), plan.y(point.upper), plan.x(at(point.place)), upright=True)


def _level(layer, plan):
    y = plan.y(layer.value)
    yield markup.stroke(layer.style, f"M{plan.left} {y}H{plan.right}", data_name=layer.name, data_value=layer.value)


def _steps(layer, plan):
    for step in layer.steps:
        start, end, y = plan.x(at(step.start)), plan.x(at(step.end)), plan.y(step.value)
        yield markup.stroke(layer.style, f"M{start} {y}H{end}", data_name=layer.name, data_value=step.value)


def _straight(layer, plan):
    yield markup.stroke(layer.style, markup.path([plan.spot(point) for point in layer.points]))
    for point in layer.points:
        x, y = plan.spot(point)
        yield markup.element(
            "circle", class_=f"cdp-chart__end--{layer.style}", cx=x, cy=y, r=3, data_name=layer.name,
            **markup.numbers(point, at(point.place)),
        )  # fmt: skip


def _upright(layer, plan):
    x = plan.x(at(layer.place))
    flag = next(flag for one, flag in plan.flags[0] if one is layer)
    top = round(plan.title_height + flag.top + 3, 1)
    yield markup.stroke(layer.style, f"M{x} {top}V{plan.base}", data_name=layer.name, data_place=at(layer.place))


def _curve(layer, plan):
    if layer.banded:
        edge = [(plan.x(at(point.place)), plan.y(point.upper)) for point in layer.banded]
        edge += [(plan.x(at(point.place)), plan.y(point.lower)) for point in reversed(layer.banded)]
        yield markup.element("path", class_="cdp-chart__band", d=markup.path(edge, closed=True))
    if len(layer.drawn) > 1:
        yield markup.stroke(layer.style, markup.path([plan.spot(point) for point in layer.drawn]))
    yield from _signs(layer, plan)


def _dots(layer, plan):
    for point in layer.drawn:
        yield from _whisker(point, plan)
    yield from _signs(layer, plan)


def _signs(layer, plan):
    # Points of the area in focus and those that stand out are drawn last and so lie on top.
    for point in sorted(layer.drawn, key=lambda point: (point.is_strong, point.is_labelled)):
        yield markup.sign(
            point.shape or layer.style,
            *plan.spot(point),
            is_hollow=bool(point.hollow),
            scale=plan.frame.signs,
            data_name=point.name or layer.name,
            **markup.numbers(point, at(point.place)),
        )


def names(plan):
    """The names beside points, where they have room."""
    size = plan.frame.size
    box = (plan.left, plan.head - 12, plan.right + 4, plan.base)
    for point, name in labels.named(plan.chart, plan.frame.name, plan.spot, box, size).items():
        x, y = plan.spot(point)
        if name.is_led:
            foot = y + name.down + (4 if name.down < 0 else -size)
            yield markup.stroke("leader", markup.path([(x, y), (round(x + name.right, 1), round(foot, 1))]))
        strong = " cdp-chart__strong" if point.is_strong else ""
        yield markup.text(
            x + name.right, y + name.down, point.name, anchor=name.anchor, classes=f"cdp-chart__over{strong}"
        )


DRAWN = {
    kinds.Span: _span,
    kinds.Band: _band,
    kinds.Bars: _bars,
    kinds.Level: _level,
    kinds.Steps: _steps,
    kinds.Straight: _straight,
    kinds.Upright: _upright,
    kinds.Curve: _curve,
    kinds.Dots: _dots,
}
