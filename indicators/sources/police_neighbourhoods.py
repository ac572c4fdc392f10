"""Drug crimes of police neighbourhoods, which are no areas of ours: the service is asked for each one's boundary.

    {force}/neighbourhoods                 [{id, name}]
    {force}/{neighbourhood}/boundary       [{latitude, longitude}], texts
    crimes-street/{category}?poly=&date=   the crimes inside; by POST where the question is longer than 4,094 characters

Points are moved to the nearest of a list of places, so that the counts are approximate. Over 10,000 crimes answer 503.
What the service answered is kept as it came, a line for each neighbourhood and month.
"""

import json
from datetime import UTC, date, datetime
from urllib.parse import quote, urlencode, urljoin

from indicators.models import State
from indicators.periods import Period
from indicators.sources import police
from indicators.sources.base import UNKNOWN_AREA, Group, Key, Reject, Row, SourceNotReadable
from indicators.sources.fetching.expecting import JSON
from indicators.sources.fetching.keeping import KeptFile, keep

CATEGORY_TYPE = "Police neighbourhood"
LONGEST_QUESTION = 4094
# So many neighbourhoods one after the other without an answer: the month is given up.
MOST_FAULTS = 3
TRANSPORT_POLICE = "btp"
APPROXIMATE = "Counted inside the neighbourhood's boundary by points that crimes are moved to: approximate."


def fetch(fetcher, base, force, months, seconds):
    """The kept file of a force; SourceNotReadable where the service answers for none of the months."""
    listed = _list(fetcher.get_json(urljoin(base, f"{force}/neighbourhoods")), f"neighbourhoods of {force}")
    places, seen = [], set()
    for each in listed:
        fetcher.pause(seconds)
        address = urljoin(base, f"{force}/{quote(str(each.get('id', '')), safe='')}/boundary")
        boundary = _list(fetcher.get_json(address), "points of a boundary")
        poly = ":".join(f"{point.get('latitude')},{point.get('longitude')}" for point in boundary)
        name = " ".join(str(each.get("name", "")).replace("&amp;", "&").split())
        # Several places of a force may have one name.
        name = f"{name} ({each.get('id')})" if name in seen else name
        seen.add(name)
        places.append((str(each.get("id", "")), name, poly))
    lines, last = [], None
    for month in months:
        found, fault = _month(fetcher, base, places, month, seconds)
        lines += found
        last = fault or last
    if not any("crimes" in line for line in lines):
        raise last or SourceNotReadable(f"data.police.uk lists no neighbourhoods of {force}.")
    return _keep(fetcher, force, lines)


def _list(answer, words):
    if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
        raise SourceNotReadable(f"data.police.uk did not answer with a list of {words}.")
    return answer


def _month(fetcher, base, places, month, seconds):
    """(lines of the month, the fault for which it was given up or None)"""
    slug = _slug(fetcher, base, month)
    lines, in_a_row = [], 0
    for number, name, poly in places:
        line = {"neighbourhood": number, "name": name, "month": month, "category": slug}
        fetcher.pause(seconds)
        try:
            lines.append({**line, "crimes": _crimes(fetcher, urljoin(base, f"crimes-street/{slug}"), poly, month)})
            in_a_row = 0
        except SourceNotReadable as error:
            lines.append({**line, "fault": str(error)})
            in_a_row += 1
            if in_a_row == MOST_FAULTS:
                given_up = f"{error} It was so for {MOST_FAULTS} neighbourhoods, and the others were not asked for."
                return [*lines[:-MOST_FAULTS], {"month": month, "fault": given_up}], error
    return lines, None


def _slug(fetcher, base, month):
    """What the service calls drug crimes in its addresses; the list of categories is that of the month."""
    listed = _list(fetcher.get_json(urljoin(base, "crime-categories"), params={"date": month}), "categories")
    found = [str(each.get("url", "")) for each in listed if str(each.get("name", "")).casefold() == "drugs"]
    if len(found) != 1:
        raise SourceNotReadable(f"The list of categories of {month} has no category called Drugs.")
    return found[0]


def _crimes(fetcher, address, poly, month):
    asked = {"poly": poly, "date": month}
    is_long = len(address) + 1 + len(urlencode(asked)) > LONGEST_QUESTION
    return _list(fetcher.get_json(address, **{"data" if is_long else "params": asked}), "crimes")


def _keep(fetcher, force, lines):
    name = f"{lines[0]['month']} to {lines[-1]['month']}, neighbourhoods of {force}.jsonl"
    content = (f"{json.dumps(line, ensure_ascii=False)}\n".encode() for line in lines)
    path, sha256, size = keep(content, name=name, folder=fetcher.folder, expects=JSON, told=lambda size: None)
    about = {"kind": "neighbourhoods", "force": force}
    return KeptFile(name, path, sha256, size, about=about, fetched_at=datetime.now(UTC))


def read(kept, *, known, indicator_id):
    """A figure for each neighbourhood and month; none for a month in which the whole force has no crime."""
    force = kept.about["force"]
    area_id = known.area(police.forces()[force].code)
    if area_id is None:
        yield Reject(1, "force", police.forces()[force].code, UNKNOWN_AREA)
        return
    with kept.path.open(encoding="utf-8") as file:
        lines = [(number, json.loads(line)) for number, line in enumerate(file, 1)]
    for month in dict.fromkeys(line["month"] for _, line in lines):
        of_month = [(number, line) for number, line in lines if line["month"] == month]
        counted = {number: _counted(line) for number, line in of_month if "crimes" in line}
        if counted and not any(counted.values()):
            reason = f"No drug crime in any neighbourhood of {force} in {month}: that is missing, not 0."
            yield Reject(of_month[0][0], "month", month, reason)
            continue
        for number, line in of_month:
            yield _figure(number, line, counted.get(number), indicator_id, area_id)


def _counted(line):
    """Drug crimes of the month that a force recorded; a station's are those of the British Transport Police."""
    return sum(
        crime.get("month") == line["month"]
        and crime.get("category") == line["category"]
        and str(crime.get("location_type")).casefold() != TRANSPORT_POLICE
        for crime in line["crimes"]
    )


def _figure(number, line, drugs, indicator_id, area_id):
    period = Period.parse(f"{date.fromisoformat(line['month'] + '-01'):%B %Y}")
    if drugs is None and "name" not in line:
        return Reject(number, "month", line["month"], line["fault"])
    group = Group(indicator_id, "Persons", "", CATEGORY_TYPE, line["name"][:200])
    key = Key(group, area_id, period.start, period.end)
    if drugs is None:
        return Reject(number, "neighbourhood", line["name"], line["fault"], key)
    if line["crimes"] and all(crime.get("month") != line["month"] for crime in line["crimes"]):
        answered = ", ".join(sorted({str(crime.get("month")) for crime in line["crimes"]}))
        return Reject(number, "month", line["name"], f"Asked for {line['month']}, answered with {answered}.", key)
    return Row(
        number, key, period.label, float(drugs), None, None, None, None, None, None,
        State.PUBLISHED.value, APPROXIMATE,
    )  # fmt: skip
