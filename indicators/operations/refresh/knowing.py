"""What the rows of a source may speak of: our indicators and areas, and what the data lead has said of its words."""

from collections import defaultdict

from indicators.models import Area, Indicator
from indicators.sources.base import Known, plain, plain_name


def known_to(source) -> Known:
    indicators = {}
    for pk, code, fingertips_id in Indicator.objects.order_by().values_list("pk", "code", "fingertips_id"):
        indicators[code] = pk
        if fingertips_id:
            indicators[str(fingertips_id)] = pk
    areas, by_name = Area.objects.ids_by_code(), defaultdict(list)
    # An area under a code of before is the area of today, and no second one of its name.
    present = Area.objects.renumbered()
    for pk, name in Area.objects.order_by("code").values_list("pk", "name"):
        if pk not in present:
            by_name[plain_name(name)].append(pk)
    aliases = {
        (alias.field, plain(alias.text)): (
            present.get(alias.area_id, alias.area_id) or alias.indicator_id or alias.value
        )
        for alias in source.aliases.all()
    }
    return Known(indicators, areas, {name: tuple(found) for name, found in by_name.items()}, aliases)
