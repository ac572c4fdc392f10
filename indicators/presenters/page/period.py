"""In which period, and at which level, the areas of a page are set side by side. Pure."""

from collections import Counter


def days_and_level(selection, readings):
    """Days and level of the bars; the focus's own where another area of its level has the same days."""
    areas_with = Counter(
        ((reading.period_start, reading.period_end), reading.area.level)
        for reading in readings.values()
        if reading.period_start and reading.period_end and reading.value is not None
    )
    focus = readings.get(selection.focus.pk)
    if focus and focus.period_start and focus.period_end:
        own = ((focus.period_start, focus.period_end), focus.area.level)
        if areas_with[own] > 1:
            return own
    most = max(areas_with.items(), key=lambda item: (item[1], item[0][0]), default=(None, 0))
    return most[0] if most[1] > 1 else (None, None)
