"""How benchmarks time and print: the median of many runs, one line a figure."""

import statistics
import time


def milliseconds(work, *, times=40, warm_up=5):
    """Median wall-clock milliseconds of one call."""
    for _ in range(warm_up):
        work()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def line(name, value, unit, bare):
    print(f"{name}\t{value:.2f}\t{unit}\t{bare:.2f}\t{value / bare:.2f}", flush=True)
