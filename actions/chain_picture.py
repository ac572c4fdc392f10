"""The picture of the whole strategy: recommendations, actions, lead agencies and measures, and what joins them.

A static drawing; what it shows stands in the list beside it too. An end that leads nowhere has a dashed border.
"""

from indicators.charts import markup

WIDTH, BOX, HEIGHT, PITCH, HEAD = 1120, 244, 30, 40, 34
GAP = (WIDTH - 4 * BOX) // 3
LETTERS = 33
MOST = 60  # boxes in a column; more of them nobody reads
HEADINGS = ("Recommendation", "Action", "Lead agency", "Measure")


def draw(chains):
    """The drawing, or "" where a column would be too long to read."""
    columns = columns_of(chains)
    if not any(columns) or max(map(len, columns)) > MOST:
        return ""
    places = {
        (at, key): (at * (BOX + GAP), HEAD + row * PITCH)
        for at, column in enumerate(columns)
        for row, key in enumerate(column)
    }
    joins = joins_of(chains)
    body = [markup.text(at * (BOX + GAP), 14, words, classes="cdp-chart__muted") for at, words in enumerate(HEADINGS)]
    body += [_join(places[start], places[end]) for start, end in joins]
    for (at, key), place in places.items():
        body += _box(columns[at][key], place, is_loose=_is_loose((at, key), joins))
    counted = [f"{words.lower()}: {len(column)}" for words, column in zip(HEADINGS, columns, strict=True)]
    return markup.document(
        "chain-picture",
        WIDTH,
        HEAD + max(map(len, columns)) * PITCH,
        "What joins recommendations, actions, lead agencies and measures",
        f"{'; '.join(counted)}. {len(joins)} lines join them. The list below says the same.",
        markup.joined(body),
        "cdp-picture",
    )


def _is_loose(box, joins):
    """A recommendation without an action; an action without one of what should be on either side."""
    if box[0] == 0:
        return not any(start == box for start, _ in joins)
    if box[0] == 1:
        beside = {start[0] for start, end in joins if end == box} | {end[0] for start, end in joins if start == box}
        return beside != {0, 2, 3}
    return False


def columns_of(chains):
    """{key: words} of each column, in the order in which one meets them."""
    recommendations = {one.pk: str(one) for one in chains.recommendations}
    actions = {step.action.pk: str(step.action) for step in chains.steps}
    agencies = {one.pk: one.name for step in chains.steps for one in step.leads}
    measures = {m.series.indicator_id: m.series.indicator.name for step in chains.steps for m in step.measures}
    return recommendations, actions, agencies, measures


def joins_of(chains):
    """[(from, to)] as (column, key); an action without an agency is joined to its measures past that column."""
    joins = []
    for step in chains.steps:
        action = (1, step.action.pk)
        joins += [((0, one.pk), action) for one in step.recommendations]
        joins += [(action, (2, agency.pk)) for agency in step.leads]
        joins += [(action, (3, key)) for key in dict.fromkeys(m.series.indicator_id for m in step.measures)]
    return joins


def _join(start, end):
    x, y = start[0] + BOX, start[1] + HEIGHT / 2
    to_x, to_y = end[0], end[1] + HEIGHT / 2
    bend = (GAP // 2) + (0 if to_x - x <= GAP else GAP)
    return markup.element(
        "path", class_="cdp-picture__join", d=f"M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"
    )


def _box(words, place, *, is_loose):
    x, y = place
    classes = f"cdp-picture__box{' cdp-picture__box--loose' if is_loose else ''}"
    shown = words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rstrip()}…"
    return [
        markup.element("rect", class_=classes, x=x + 1, y=y, width=BOX - 2, height=HEIGHT, rx=2),
        markup.text(x + 9, y + 20, shown, classes="cdp-picture__words"),
    ]
