"""Writes figures as Fingertips publishes them: 27 columns, UTF-8, CRLF. Pure."""

import csv
import io

from cdp.sample.figures import ENGLAND, REGION
from indicators.statistics.comparison import Polarity, Standing, compare

COLUMNS = (
    "Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex", "Age",
    "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit",
    "Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend",
    "Compared to England value or percentiles", "Compared to Region value or percentiles", "Time period Sortable",
    "New data", "Compared to goal", "Time period range",
)  # fmt: skip


def as_csv(figures, *, places, kinds) -> str:
    """The text of a file in the layout of a Fingertips download, 27 columns, CRLF."""
    figures = list(figures)
    by_code = {place.code: place for place in places}
    known = {(figure.indicator, figure.period, figure.area): figure.value for figure in figures if not figure.category}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for figure in figures:
        place, kind = by_code[figure.area], kinds[figure.indicator]
        parent = by_code.get(place.parent)
        against = [
            _compared(
                figure, kind, known.get((figure.indicator, figure.period, area)), is_itself=figure.area == ENGLAND
            )
            for area in (ENGLAND, REGION)
        ]
        writer.writerow(
            [
                kind.number, kind.name, place.parent, parent.name if parent else "", place.code, place.name, place.kind,
                figure.sex, figure.age, figure.category_type, figure.category, figure.period, *map(_printed, (
                    figure.value, figure.lower_95, figure.upper_95, figure.lower_998, figure.upper_998, figure.count,
                    figure.denominator,
                )),
                figure.note, "", *against, f"{figure.first_year}0000", "", "", f"{figure.span}y",
            ]
        )  # fmt: skip
    return text.getvalue()


def _printed(number):
    return "" if number is None else f"{number:.8f}".rstrip("0").rstrip(".")


def _compared(figure, kind, other, *, is_itself):
    standing = compare(
        lower=figure.lower_95,
        upper=figure.upper_95,
        comparator=None if is_itself else other,
        polarity=Polarity(kind.polarity),
    )
    return "Not compared" if standing == Standing.NOT_COMPARED else standing.value.capitalize()
