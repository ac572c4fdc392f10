"""Periods: the stretch of time that a figure is about. It has a start and an end and is shown as "2023/24"."""

from indicators.periods.kinds import Kind, whole_months
from indicators.periods.period import Age, Period, PeriodHasNoBounds, age, age_in_words
from indicators.periods.texts import PeriodNotUnderstood

__all__ = ["Age", "Kind", "Period", "PeriodHasNoBounds", "PeriodNotUnderstood", "age", "age_in_words", "whole_months"]
