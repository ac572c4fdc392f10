"""Small drawings of the board pages."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

CELL = 20


@register.simple_tag
def coverage_cells(metrics, found):
    """A cell a metric: filled with a local figure, open where none is loaded, pale where none is published."""
    cells = []
    for place, metric in enumerate(metrics):
        kind = "here" if metric.pk in found else "gap" if metric.is_local else "national"
        left = place * CELL + 1
        cells.append((kind, left, kind, left + 8.5, metric.code.lstrip("HS")))
    here = ", ".join(metric.code for metric in metrics if metric.pk in found) or "none"
    width = len(metrics) * CELL
    return format_html(
        '<svg class="cdp-chart cdp-chart--cells" viewBox="0 0 {width} 19" width="{width}" height="19" role="img" '
        'aria-label="With a local figure: {here}.">{cells}</svg>',
        width=width,
        here=here,
        cells=format_html_join(
            "",
            '<rect class="cdp-cell--{}" x="{}" y="1" width="17" height="17"/>'
            '<text class="cdp-cell__text--{}" x="{}" y="13.5" text-anchor="middle">{}</text>',
            cells,
        ),
    )
