"""How much of the figures may be asked for at once, and what to do who needs more."""

from cdp.api_support.problems import TooMuchAsked

MOST_COMBINATIONS = 5_000


def refuse_many_combinations(asked, whole):
    """Each area with each indicator is a place where the database looks. `whole` is the file that has all of them."""
    areas, indicators = (len(set(asked.getlist(name))) for name in ("area", "indicator"))
    if (number := areas * indicators) <= MOST_COMBINATIONS:
        return
    said = (
        f"{areas} areas with {indicators} indicators are {number:,} combinations, and {MOST_COMBINATIONS:,} at most "
        f"can be asked at once. Ask several times, with either alone, or take the file {whole}."
    )
    errors = [("area", said), ("indicator", said)]
    raise TooMuchAsked(errors, limit=MOST_COMBINATIONS, asked=number, instead=whole)
