"""Figures that a source gives for a time after an area was abolished: pure.

Sources fill the rows of an abolished area with noughts. Such a nought says that nobody counts there any more, so it is
no value. Another figure is kept as printed: somebody worked it out for the old ground.
"""

NO_VALUE = "The source gives 0; the area had been abolished by then."


def is_after_the_end(*, end, valid_to):
    """Whether a period that ends on `end` ends after the area's last day; False where either is not known."""
    return end is not None and valid_to is not None and end > valid_to


def is_no_value(value, *, end, valid_to):
    """Whether it is a nought of an area that was abolished by the end of the period."""
    return value == 0 and is_after_the_end(end=end, valid_to=valid_to)
