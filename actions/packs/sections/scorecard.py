"""The measures of the strategy in two bands that are never mixed: population outcomes, and what services do."""

from actions import measures
from actions.models.pack import Audience
from actions.packs import cells
from cdp import words
from cdp.papers.content import Bullets, Section, Table, Text
from indicators import figures

POPULATION, SERVICE = "Population outcomes", "Service measures"
ABOUT = {
    POPULATION: "What happens to residents. It belongs to the whole partnership.",
    SERVICE: "What services do. An action can be held to it.",
}
COLUMNS = (
    cells.text("measure", "Measure"),
    cells.text("period", "Period"),
    cells.number("value", "Figure"),
    cells.number("lower", "95% interval, from"),
    cells.number("upper", "95% interval, to"),
    cells.number("england", "England"),
    cells.text("against", "Against England"),
    cells.text("trend", "Trend"),
    cells.text("age", "Age"),
)
TARGET_COLUMNS = (
    cells.text("measure", "Measure"),
    cells.text("target", "Target"),
    cells.text("verdict", "How it stands"),
    cells.text("course", "In detail"),
)


def population(context):
    return _section(context, "population", POPULATION, is_service=False)


def service(context):
    return _section(context, "service", SERVICE, is_service=True)


def _section(context, key, title, *, is_service):
    lines = [line for line in context.board.measures if line.is_service is is_service]
    if not lines:
        return Section(key, title, (Text((f"The strategy has no {title.lower().rstrip('s')}.",)),))
    names = names_of(lines)
    sources = {line.row.indicator.source_body or "The partnership’s own figures": None for line in lines if line.row}
    blocks = [
        Text((ABOUT[title],)),
        Table(
            f"scorecard-{key}",
            title,
            COLUMNS,
            tuple(_row(line, name) for line, name in zip(lines, names, strict=True)),
            identity=("measure",),
            source="; ".join(sources),
        ),
    ]
    if aimed := [(line, name) for line, name in zip(lines, names, strict=True) if line.target_text]:
        rows = tuple((name, line.target_text, measures.SHOWN[line.verdict][1], line.course) for line, name in aimed)
        blocks.append(Table(f"targets-{key}", "Against their targets", TARGET_COLUMNS, rows, identity=("measure",)))
    if said := tuple(_meanings(zip(lines, names, strict=True), is_public=context.pack.audience == Audience.PUBLIC)):
        blocks.append(Bullets(said, "What they mean"))
    return Section(key, title, tuple(blocks))


def _meanings(named, *, is_public):
    """Everybody is told what holds; the board also by whom it was written, and what holds no longer."""
    for line, name in named:
        if line.said and not is_public:
            yield f"{name}: {_sentence(line.said)}"
        elif line.said and not line.said.fault:
            yield f"{name}: {line.said.text}"


def _sentence(said):
    by = f" ({said.commentary.written_by.name}, {words.day(said.commentary.written_at)})"
    return f"{said.text}{by}" + (f" This no longer holds: {said.fault}" if said.fault else "")


def names_of(lines):
    """The measure with its unit, where figures do not show it, and with its area where there are several."""
    areas = {line.measure.series.area_id for line in lines}
    return [_name(line.measure.series, len(areas) > 1) for line in lines]


def _name(series, has_area):
    indicator = series.indicator
    area = f", {series.area.name}" if has_area else ""
    unit = "" if indicator.unit == "%" or indicator.unit.startswith("£") else f" ({indicator.unit})"
    return f"{indicator.name}{area}{unit}"


def _row(line, name):
    row = line.row
    if row is None:
        nothing = cells.figure(None, "No figure", mark="x")
        return (name, "", nothing, None, None, None, "Not compared", "Not enough data", "")
    reading = row.reading
    return (
        name,
        row.period,
        cells.reading(row),
        _limit(reading, reading.lower_95),
        _limit(reading, reading.upper_95),
        _england(row),
        cells.status(row.england.shown) if row.england.is_compared else "Not compared",
        " ".join(filter(None, (row.trend_word, f"({row.trend_note})" if row.trend_note else ""))),
        row.age,
    )


def _england(row):
    figure = row.england.figure.removesuffix(f" {row.indicator.unit}")
    return cells.figure(row.reading.england_value, figure) if figure else None


def _limit(reading, value):
    """Both ends with as many decimals, as the page writes the interval."""
    if value is None:
        return None
    return cells.figure(value, figures.plain(value, figures.decimals([reading.lower_95, reading.upper_95])))
