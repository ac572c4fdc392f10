"""What is asked of the service: each indicator once, under one area type that it has figures for. Pure."""

from dataclasses import dataclass

from indicators.sources.fingertips.options import ENDED_SERIES


@dataclass(frozen=True)
class Ask:
    """One indicator under one area type."""

    indicator: int
    area_type: int


@dataclass(frozen=True)
class Plan:
    asks: tuple[Ask, ...]
    # Sentences about indicators that are not asked for, by indicator.
    left_out: dict[int, str]

    @property
    def area_types(self):
        return sorted({ask.area_type for ask in self.asks}, reverse=True)


def make_plan(*, indicators, options, available, area_types):
    """The plan for these indicators, in their order.

    `available` is {indicator: its area types} or None where the service does not say, `area_types` {number: name}.
    """
    asks, left_out = [], {}
    for indicator in dict.fromkeys(indicators):
        wanted = _wanted(indicator, options)
        chosen = wanted[:1] if available is None else [one for one in wanted if one in available.get(indicator, ())]
        if chosen:
            asks.append(Ask(indicator, chosen[0]))
        else:
            left_out[indicator] = _why_not(wanted, available.get(indicator, set()), area_types)
    return Plan(tuple(asks), left_out)


def _wanted(indicator, options):
    own = {**ENDED_SERIES, **options.area_type_of}.get(indicator)
    return [own] if own else options.area_type_ids


def _why_not(wanted, has, area_types):
    asked = " or ".join(named(one, area_types) for one in wanted)
    if not has:
        return f"Fingertips has no figures of this indicator for any area type, so {asked} was not asked for."
    others = ", ".join(named(one, area_types) for one in sorted(has, reverse=True)[:6])
    return (
        f"Fingertips has no figures of this indicator for {asked}; it has them for {others}. "
        "Nothing was asked; name one of these for it in the source's options (area_type_of) to read it."
    )


def named(area_type, area_types):
    """ "Upper tier local authorities (post 4/23) (502)"."""
    name = area_types.get(area_type)
    return f"{name} ({area_type})" if name else f"area type {area_type}"
