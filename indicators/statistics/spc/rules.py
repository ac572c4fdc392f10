"""The signals of Making Data Count, each over one baseline as an array."""

import numpy as np

from indicators.statistics.spc.terms import Cause

LIMIT_RANGES = 2.66
RUN_LENGTH = 7
TREND_LENGTH = 7
# A difference this small beside the values is what is left of rounding, not a side of the mean.
ROUNDING = 1e-12


def causes_of(values, bounds, run_length, trend_length):
    """The cause of each value of one baseline, the first that holds."""
    if bounds.lower is None:
        return [Cause.COMMON] * values.size
    slack = ROUNDING * np.abs(values).max()
    from_mean = values - bounds.mean
    sides = np.where(np.abs(from_mean) <= slack, 0, np.sign(from_mean)).astype(int)
    reach = LIMIT_RANGES * bounds.average_range
    outside = np.abs(from_mean) > reach + slack
    close = ~outside & (np.abs(from_mean) > reach * 2 / 3 + slack)
    rising, falling = (
        members(np.where(trend_ends(values, length=trend_length) == way, 1, 0), length=trend_length) for way in (1, -1)
    )
    in_three = part_of_two_in_three(two_in_three(close, sides), close)
    in_run = members(run_ends(sides, length=run_length), length=run_length)
    above = sides > 0
    found = {
        Cause.ABOVE_LIMITS: outside & above,
        Cause.BELOW_LIMITS: outside & ~above,
        Cause.RISING: rising,
        Cause.FALLING: falling,
        Cause.TWO_IN_THREE_ABOVE: in_three & above,
        Cause.TWO_IN_THREE_BELOW: in_three & ~above,
        Cause.RUN_ABOVE: in_run & above,
        Cause.RUN_BELOW: in_run & ~above,
    }
    names = list(Cause)
    places = np.select(list(found.values()), range(len(found)), names.index(Cause.COMMON))
    return [names[place] for place in places]


def run_ends(sides, *, length=RUN_LENGTH):
    """Where a run on one side of the mean is complete: the side (1 or −1) there, else 0.

    `sides` are 1 above, −1 below and 0 on the mean; a value on the mean ends a run. An int array of the same length.
    """
    sides = np.asarray(sides, dtype=int)
    ends = np.zeros(sides.size, dtype=int)
    if sides.size >= length:
        windows = np.lib.stride_tricks.sliding_window_view(sides, length)
        ends[length - 1 :] = np.where((windows == windows[:, :1]).all(axis=1), windows[:, 0], 0)
    return ends


def trend_ends(values, *, length=TREND_LENGTH):
    """Where so many values rising (1) or falling (−1) in a row are complete, else 0; equal neighbours end a trend."""
    values = np.asarray(values, dtype=float)
    ends = np.zeros(values.size, dtype=int)
    if values.size >= length:
        ends[1:] = run_ends(np.sign(np.diff(values)), length=length - 1)
    return ends


def members(ends, *, length=RUN_LENGTH):
    """All points of the runs or trends that end where `ends` is not 0: a boolean array."""
    ends = np.asarray(ends, dtype=int) != 0
    padded = np.concatenate([ends, np.zeros(length - 1, dtype=bool)])
    return np.lib.stride_tricks.sliding_window_view(padded, length).any(axis=1) if ends.size else ends


def two_in_three(close, sides):
    """Points within three in a row on one side of the mean of which at least two are close to a limit: booleans."""
    close, sides = np.asarray(close, dtype=bool), np.asarray(sides, dtype=int)
    ends = np.zeros(close.size, dtype=int)
    if close.size >= 3:
        near = np.lib.stride_tricks.sliding_window_view(close, 3).sum(axis=1) >= 2
        ends[2:] = np.where(near, run_ends(sides, length=3)[2:], 0)
    return members(ends, length=3)


def part_of_two_in_three(in_three, close):
    """Of the points that two_in_three() found, those that are close to a limit themselves: booleans."""
    return np.asarray(in_three, dtype=bool) & np.asarray(close, dtype=bool)
