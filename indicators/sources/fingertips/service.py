"""The addresses of Fingertips and what stands behind each of them.

Source: its open code and two of its public clients, fingertipsR and fingertips_py. No limit on requests is published;
one at a time with a pause between is what polite clients keep to.
"""

import csv
import json
from urllib.parse import urlsplit

from indicators.sources.base import SourceNotReadable
from indicators.sources.files import CSV, JSON

MOST_INDICATORS = 100
# The figures of a CSV: all of its rows, or those that are not about a category.
WHOLE, TOTALS = "csv", "csv of totals"
ENGLAND = "E92000001"
YES = "yes"


class Service:
    """One run's requests: polite, one after the other."""

    def __init__(self, fetcher, *, location, options):
        if urlsplit(location).scheme not in {"http", "https"}:
            raise SourceNotReadable(f"“{location}” is not the http(s) address of a Fingertips service.")
        self.fetcher, self.base, self.options = fetcher, location.rstrip("/"), options
        self.has_asked = False

    def area_types(self):
        """{number: name}"""
        return {one["Id"]: one["Name"] for one in self._list("area_types", "the list of area types", "Id", "Name")}

    def available(self):
        """{indicator: the area types that it has figures for}"""
        found = {}
        for one in self._list("available_data", "the list of available data", "IndicatorId", "AreaTypeId"):
            found.setdefault(one["IndicatorId"], set()).add(one["AreaTypeId"])
        return found

    def profiles(self):
        return {one["Id"]: one["Name"] for one in self._list("profiles", "the list of profiles", "Id", "Name")}

    def value_notes(self):
        return {one["Id"]: one["Text"] for one in self._list("value_notes", "the list of value notes", "Id", "Text")}

    def areas(self, area_type):
        return self._get(
            "areas/by_area_type",
            {"area_type_id": area_type},
            name=f"areas-{area_type}.json",
            about={"kind": "areas", "area_type_id": area_type},
            expects=JSON,
        )

    def metadata(self, indicators):
        """Two files for each hundred: JSON, and CSV, which alone says the polarity and the definition."""
        for start in range(0, len(indicators), MOST_INDICATORS):
            batch = indicators[start : start + MOST_INDICATORS]
            ids = {"indicator_ids": ",".join(map(str, batch))}
            about = {"indicator_ids": [str(one) for one in batch]}
            part = start // MOST_INDICATORS + 1
            yield self._get(
                "indicator_metadata/by_indicator_id",
                {**ids, "include_definition": YES},
                name=f"metadata-{part}.json",
                about={"kind": "metadata", "format": "json", **about},
                expects=JSON,
            )
            yield self._get(
                "indicator_metadata/csv/by_indicator_id",
                ids,
                name=f"metadata-{part}.csv",
                about={"kind": "metadata", "format": "csv", **about},
                expects=CSV,
            )

    def figures(self, ask):
        """All periods of an indicator."""
        return self._get(
            "all_data/csv/by_indicator_id",
            {"indicator_ids": ask.indicator, **self._area_types(ask.area_type)},
            name=f"indicator-{ask.indicator}.csv",
            about={
                "kind": "data",
                "format": self._format(),
                "indicator_ids": [str(ask.indicator)],
                "area_type_id": ask.area_type,
            },
            expects=CSV,
        )

    def newest_figures(self, ask, about):
        params = {"indicator_ids": ask.indicator, "area_type_id": ask.area_type, "parent_area_code": ENGLAND}
        own = {"kind": "data", "format": "json", "indicator_ids": [str(ask.indicator)], "area_type_id": ask.area_type}
        return self._get(
            "latest_data/specific_indicators_for_child_areas",
            params,
            name=f"indicator-{ask.indicator}.json",
            about={**own, **about},
            expects=JSON,
        )

    def figures_of_profile(self, profile, area_type):
        return self._get(
            "all_data/csv/by_profile_id",
            {"profile_id": profile, **self._area_types(area_type)},
            name=f"profile-{profile}.csv",
            about={"kind": "data", "format": self._format(), "profile_id": profile, "area_type_id": area_type},
            expects=CSV,
        )

    def _area_types(self, area_type):
        return {
            "child_area_type_id": area_type,
            "parent_area_type_id": self.options.parent_area_type_id,
            "include_sortable_time_periods": YES,
        }

    def _format(self):
        return WHOLE if self.options.include_deprivation else TOTALS

    def _wait(self):
        if self.has_asked:
            self.fetcher.pause(self.options.pause_seconds)
        self.has_asked = True

    def _get(self, path, params, *, name, about, expects):
        self._wait()
        return self.fetcher.get(f"{self.base}/{path}", params=params, name=name, about=about, expects=expects)

    def _list(self, path, words, *keys):
        """A list of objects that have these keys."""
        self._wait()
        answer = self.fetcher.get_json(f"{self.base}/{path}")
        if not isinstance(answer, list) or not all(
            isinstance(one, dict) and all(key in one for key in keys) for one in answer
        ):
            raise SourceNotReadable(f"Fingertips' answer to {path} is not {words}: {json.dumps(answer)[:100]}.")
        return answer


def indicators_in(kept):
    """The indicators of a data CSV in the order in which they come; none where it has a header line only."""
    found = {}
    try:
        with kept.path.open(encoding="utf-8-sig", newline="") as file:
            records = csv.reader(file, strict=True)
            place = next((n for n, name in enumerate(next(records, [])) if name.strip() == "Indicator ID"), 0)
            for record in records:
                if len(record) > place:
                    found[record[place].strip()] = None
    except (csv.Error, UnicodeDecodeError) as error:
        raise SourceNotReadable(f"{kept.name} is damaged: {error}.") from error
    return list(found)
