"""Figures that were changed after they were first loaded: what they were, what they became, when and by which run."""

from cdp import words
from indicators import figures
from indicators.presenters.page.fetch import Facts


def revision_rows(facts: Facts):
    """Newest change first. What a figure became is what stood next: a later revision, or the figure of today."""
    became, rows = {}, []
    for one in facts.revisions:
        after = became.get(one.observation_id) or facts.now.get(one.observation_id)
        became[one.observation_id] = one
        rows.append(
            {
                "area": one.series.area.name,
                "period": one.period or "Period not stated",
                "was": _said(one, facts.indicator),
                "became": _said(after, facts.indicator) if after else "No longer given",
                "on": words.day(one.known_until),
                "by": one.replaced_by,
            }
        )
    return rows


def _said(figure, indicator):
    return figures.text(figure.value, unit=indicator.unit, qualifier=figure.qualifier, state=figure.state)
