"""Answers like Nomis: rows for the areas that are asked for, so many to a page, with the number of all in each row."""

import csv
import io

from tests.served import NOT_FOUND, Answer


class Nomis:
    """A handler. `figures` is {(data set, measure, area, date): (value, status)}, all made up."""

    def __init__(self, figures, *, rows_a_page=25_000):
        self.figures, self.rows_a_page = figures, rows_a_page

    def __call__(self, asked):
        name = asked.path.removeprefix("/dataset/").removesuffix(".data.csv")
        if name not in {found[0] for found in self.figures}:
            return NOT_FOUND
        query = asked.query
        areas = query["geography"].split(",")
        found = [
            (date, area, value, status)
            for (dataset, measure, area, date), (value, status) in self.figures.items()
            if dataset == name and area in areas and query.get("measure", "") == measure
        ]
        offset = int(query.get("RecordOffset", 0))
        return Answer(self._csv(name, found, offset, query["select"].split(",")))

    def _csv(self, name, found, offset, select):
        text = io.StringIO()
        # Dimensions that a data set does not have are left out of its answer.
        age = "C_AGE_NAME" if name == "NM_2002_1" else "AGE_NAME"
        without = {"C_AGE_NAME", "AGE_NAME"} - {age}
        writer = csv.DictWriter(
            text, [one for one in select if one not in without], extrasaction="ignore", lineterminator="\r\n"
        )
        writer.writeheader()
        for number, (date, area, value, status) in enumerate(found[offset : offset + self.rows_a_page], offset):
            writer.writerow(
                {
                    "DATE_NAME": date,
                    "DATE_CODE": date,
                    "GEOGRAPHY_CODE": area,
                    "GEOGRAPHY_NAME": f"Area {area}",
                    "GENDER_NAME": "Total",
                    age: "All Ages" if age == "C_AGE_NAME" else "All categories: Age 16+",
                    "MEASURES_NAME": "Value",
                    "OBS_VALUE": value,
                    "OBS_STATUS": "A" if status == "Normal Value" else "Q",
                    "OBS_STATUS_NAME": status,
                    "OBS_CONF_NAME": "Free (free for publication)",
                    "RECORD_OFFSET": number,
                    "RECORD_COUNT": len(found),
                }
            )
        return text.getvalue()
