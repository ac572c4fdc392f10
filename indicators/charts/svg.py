"""Static drawings of charts, for readers without JavaScript and for paper.

Each is one <svg role="img"> with a title and a description. A chart is drawn three times, wide, middle and narrow,
and the style sheet shows the one that fits. Every mark has its exact numbers in data-value, data-lower and data-upper.
"""

from indicators.charts import labels, markup, styles, svg_layers, svg_rows
from indicators.charts.chart import at
from indicators.charts.plan import INSET, MIDDLE, NARROW, WIDE, Plan


def draw(chart):
    frames = (WIDE, MIDDLE, NARROW)
    drawings = [svg_rows.draw(chart, frame) if chart.is_in_rows else upright(chart, frame) for frame in frames]
    return markup.joined(drawings, between="\n")


def sample(kind):
    """What the key shows for a kind of mark: a stretch of a line, a band or a sign."""
    if kind in ("band", "span"):
        body = markup.element("rect", class_=f"cdp-chart__{kind}", width=34, height=12)
    elif kind == "hollow":
        body = markup.sign("area", 17, 6, is_hollow=True)
    elif kind in styles.STYLES and kind not in styles.LINES:
        body = markup.stroke(kind, "M0 6h34")
    elif kind in styles.LINES:
        body = markup.joined([markup.stroke(kind, "M0 6h34"), markup.sign(kind, 17, 6)])
    else:
        body = markup.sign(kind, 17, 7)
    return markup.element(
        "svg", body, class_="cdp-key__sample", width=34, height=14, viewBox="0 0 34 14", aria_hidden="true",
        focusable="false",
    )  # fmt: skip


def upright(chart, frame):
    plan = Plan(chart, frame)
    body = [*_grid(plan), *_place_ticks(plan)]
    for layer in svg_layers.from_back_to_front(chart):
        body += svg_layers.draw(layer, plan)
    body += [*_flags(plan), *_ends(plan), *svg_layers.names(plan)]
    return markup.document(
        f"{chart.uid}-{frame.name}",
        frame.width,
        plan.height,
        chart.title,
        chart.desc or labels.description(chart),
        markup.joined(body),
        f"cdp-chart--{frame.name}",
    )


def _grid(plan):
    if plan.unit_title:
        yield markup.text(0, plan.frame.size, plan.unit_title, classes="cdp-chart__muted")
    for number in plan.ticks.numbers:
        y = plan.y(number)
        kind = "zero" if number == 0 else "grid"
        yield markup.element(
            "line", class_=f"cdp-chart__{kind}", x1=plan.left, x2=plan.right, y1=y, y2=y, data_tick=number
        )
        yield markup.text(plan.left - 8, y + 5, labels.tick(plan.chart, number), anchor="end")


def _place_ticks(plan):
    for x, words in plan.place_ticks:
        yield markup.text(x, plan.base + 24, words, anchor="middle")
    for number, words in enumerate(plan.x_title):
        y = plan.base + 24 + plan.frame.line * (number + 1) + 2
        yield markup.text(plan.x_title_at, y, words, anchor="middle", classes="cdp-chart__muted")


def _flags(plan):
    for upright, flag in plan.flags[0]:
        x = plan.x(at(upright.place))
        yield from markup.lines_of_text(
            x + 6 if flag.anchor == "start" else x - 6,
            plan.title_height + flag.top + plan.frame.size,
            flag.lines,
            height=plan.frame.line,
            anchor=flag.anchor,
            classes="cdp-chart__over",
        )


def _ends(plan):
    """The names of lines with their newest figures, each led to where its line ends."""
    edge = plan.right - INSET
    for (one, lines), middle in zip(plan.ends, plan.end_heights, strict=True):
        from_x = plan.x(at(one.place)) if one.place is not None else plan.right
        start = (round(min(from_x + 7, plan.right), 1), plan.y(one.value))
        yield markup.stroke("leader", markup.path([start, (edge + plan.frame.leader - 5, middle)]))
        first = middle - (len(lines) - 1) / 2 * plan.frame.line + plan.frame.size * 0.36
        strong = " cdp-chart__strong" if one.is_strong else ""
        yield from markup.lines_of_text(
            edge + plan.frame.leader,
            first,
            lines,
            height=plan.frame.line,
            classes=f"cdp-chart__name--{one.style}{strong}",
        )
