"""A chart of each kind, with every layer that it can have. Shared with the browser tests."""

import datetime
import math

from indicators.charts import areas, burnup, control, funnel, inequality, trend
from indicators.charts.lines import Bar, Line, Mark

WORDS = {
    "headline": "Northshire fell below England",
    "title": "Early exits from treatment, per cent, 2019 to 2023",
    "unit": "%",
    "sources": ("National Drug Treatment Monitoring System",),
}


def year(number, value, **fields):
    return Mark(str(number), datetime.date(number, 1, 1), datetime.date(number, 12, 31), value, **fields)


def line(name="Northshire", style="area", values=(10, 12, 15), **fields):
    return Line(name, style, tuple(year(2019 + place, value, **fields) for place, value in enumerate(values)))


def month(number):
    """(words, first day, last day) of the month so many after January 2022."""
    start = datetime.date(2022 + number // 12, number % 12 + 1, 1)
    end = datetime.date(2022 + (number + 1) // 12, (number + 1) % 12 + 1, 1) - datetime.timedelta(days=1)
    return f"{start:%b %Y}", start, end


def trend_chart():
    values = [36.2, 40.1, None, 50.2, 46.3]
    own = tuple(
        year(2019 + place, value, lower=value and value - 5, upper=value and value + 6,
             state="provisional" if place == 4 else "published")
        for place, value in enumerate(values)
    )  # fmt: skip
    return trend.build(
        [
            Line("Northshire", "area", own),
            line("England", "england", (32, 35, 41, 48, 55.8)),
            line("Yorkshire and the Humber", "region", (33, 36, 42, 49, 53)),
            line("Neighbours", "neighbours", (31, 36, 40, 47, 50.9)),
        ],
        uid="trend",
        targets=[trend.Target(60, datetime.date(2026, 3, 31), ("2022", datetime.date(2022, 7, 1), 50.2))],
        goals=[trend.Goal(75, "National ambition")],
        began=[
            trend.Began("Action 2.4 began", datetime.date(2023, 1, 12), "Meet every prison leaver at the gate"),
            trend.Began("Action 2.5 began", datetime.date(2023, 3, 1)),
        ],
        **WORDS,
    )


def areas_chart():
    figures = {
        "Highton": (67.3, "better"),
        "Northshire": (46.3, "worse"),
        "Midtown and Surrounding Villages": (56, "similar"),
    }
    return areas.build(
        [
            *(
                Bar(name, year(2023, value, lower=value - 5, upper=value + 5), "", name == "Northshire", standing)
                for name, (value, standing) in figures.items()
            ),
            Bar("Smalltown", year(2023, None, state="suppressed", note="fewer than 5 people")),
        ],
        uid="areas",
        references=[
            areas.Reference("England", 55.8),
            areas.Reference("Yorkshire and the Humber", 53, "region"),
            areas.Reference("Neighbours", 50.9, "neighbours"),
        ],
        **WORDS,
    )  # fmt: skip


def control_chart():
    values = [80, 81, 79, None, 66, 80, 83, 84, 85, 84, 83, 85, 86, 88, 96, 87, 85, 91]
    points = []
    for place, value in enumerate(values):
        limits = (80, 70, 90) if place < 12 else (86, 78, 94)
        cause, verdict = {
            4: ("below the lower limit", "worse"),
            **dict.fromkeys(range(6, 12), ("seven in a row above the mean", "better")),
            14: ("above the upper limit", "better"),
        }.get(place, ("", ""))
        points.append(
            control.ControlPoint(
                *month(place), value, *limits, cause=cause, verdict=verdict,
                is_provisional=place == 17, has_provisional_limits=place >= 12,
            )
        )  # fmt: skip
    return control.build(
        points,
        uid="control",
        name="Northshire",
        target=trend.Target(95, datetime.date(2025, 3, 31)),
        changes=[control.Change(datetime.date(2023, 1, 1), "The new clinic opened")],
        **WORDS,
    )


def funnel_chart():
    baseline = 12

    def limits(size):
        spread = math.sqrt(baseline * (100 - baseline) / size)
        ends = ((baseline - z * spread, baseline + z * spread) for z in (1.96, 3.09))
        return funnel.FunnelLimits(size, *(number for pair in ends for number in pair))

    points = [funnel.FunnelPoint(f"Area {place}", 200 + 150 * place, 11 + place % 3) for place in range(30)]
    points += [
        funnel.FunnelPoint("Northshire", 700, 13.9, is_here=True),
        funnel.FunnelPoint("Highton", 300, 21.5, "998", "worse"),
        funnel.FunnelPoint("Lowton", 3000, 10.5, "95", "better"),
        funnel.FunnelPoint("Smalltown", 20, None, words="Suppressed"),
    ]
    return funnel.build(
        points, [limits(size) for size in (200, 300, 500, 900, 1600, 3000, 5000)],
        uid="funnel", baseline=baseline, size="adults in treatment", **WORDS,
    )  # fmt: skip


def inequality_chart():
    shares = [0.14, 0.12, 0.11, 0.1, 0.1, 0.1, 0.09, 0.09, 0.08, 0.07]
    groups = [
        inequality.Group(f"Tenth {place + 1}", str(place + 1), 60 - 5 * place, 55 - 5 * place, 66 - 5 * place, share)
        for place, share in enumerate(shares)
    ]
    return inequality.build(
        groups,
        uid="inequality",
        period="2023",
        slope=inequality.Slope(63, 12, "Fitted line: slope index 51 (38 to 63)"),
        reference=areas.Reference("England", 39.4),
        axis_title="Tenths of neighbourhoods by deprivation: 1 the most deprived, 10 the least",
        **WORDS,
    )


def burn_up_chart():
    days = [(month(place)[2], month(place)[0]) for place in range(6)]
    first, now, met = (0, 2, 4, 6, 6, 6), (0, 1, 3, 4, 5, 7), (0, 1, 2, 2)
    totals = [
        burnup.Total(day, said, first[place], now[place], met[place] if place < len(met) else None)
        for place, (day, said) in enumerate(days)
    ]
    return burnup.build(burnup.BurnUp(tuple(totals), days[3][0]), uid="burn-up", **{**WORDS, "unit": "milestones"})


KINDS = {
    "trend": trend_chart,
    "areas": areas_chart,
    "control": control_chart,
    "funnel": funnel_chart,
    "inequality": inequality_chart,
    "burn-up": burn_up_chart,
}
