"""A made-up file in the Fingertips layout, with areas and indicators to match: as wide and as untidy as a real one."""

import random
import shutil

from indicators.models import Area, AreaType, Indicator

HEADER = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,"
    "Compared to Regions (statistical) value or percentiles,Time period Sortable,New data,Compared to goal,"
    "Time period range\r\n"
)
ENGLAND, REGIONS, COUNTIES = "E92000001", 9, 150
FIRST_ID, YEARS, DECILES = 900_001, 12, 10
GROUPS = (("Persons", "18+ yrs"), ("Male", "18+ yrs"), ("Female", "18+ yrs"), ("Persons", "65+ yrs"))
ROWS_OF_AN_INDICATOR = YEARS * ((1 + REGIONS + COUNTIES) * len(GROUPS) + DECILES)
# Four in ten have a comma, and one a line end.
NAMES = (
    *['"Share of people in treatment for opiates, made up"'] * 4,
    *["Deaths in treatment per thousand people made up"] * 5,
    '"Waiting more than three weeks,\r\nor not yet asked, made up"',
)
DENOMINATOR_FROM_THE_END = -9
SUPPRESSED = "Value suppressed for disclosure control reasons"


def make_areas():
    """[(code, name, parent code, parent name)]: England, its regions and its counties."""
    england = Area.objects.create(code=ENGLAND, name="England", area_type=AreaType.COUNTRY)
    found = [(ENGLAND, "England", "", "", "England")]
    regions = []
    for n in range(REGIONS):
        region = Area.objects.create(code=f"E12{n:06}", name=f"Region {n} region", area_type=AreaType.REGION)
        region.parents.add(england)
        regions.append(region)
        found.append((region.code, region.name, ENGLAND, "England", "Regions (statistical)"))
    for n in range(COUNTIES):
        # A real list has its "Bristol, City of" and its "Herefordshire, County of".
        name = f'"Made up {n}, City of"' if n % 10 == 0 else f"Made up {n}"
        region = regions[n % REGIONS]
        county = Area.objects.create(code=f"E10{n:06}", name=name.strip('"'), area_type=AreaType.UPPER_TIER)
        county.parents.add(region)
        found.append((county.code, name, region.code, region.name, "Counties & UAs (from Apr 2023)"))
    return found


def make_indicators(rows):
    """As many as so many rows need; they bear the numbers of the file."""
    wanted = -(-rows // ROWS_OF_AN_INDICATOR)
    Indicator.objects.bulk_create(
        Indicator(
            code=f"made-up-{n}", name=f"Made up {n}", unit="%", scope="context", polarity="lower_is_better",
            value_type="proportion", multiplier=100, fingertips_id=FIRST_ID + n,
        )
        for n in range(wanted)
    )  # fmt: skip


def write(path, rows, areas):
    """So many rows. The same numbers each time, so that two files differ only where they are made to."""
    chance = random.Random(rows)
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(HEADER)
        for line in _lines(areas, chance):
            file.write(line)
            written += 1
            if written == rows:
                return


def _lines(areas, chance):
    indicator = FIRST_ID
    while True:
        name = NAMES[indicator % len(NAMES)]
        for code, area_name, parent, parent_name, area_type in areas:
            place = f"{indicator},{name},{parent},{parent_name},{code},{area_name},{area_type}"
            for sex, age in GROUPS:
                yield from _years(f"{place},{sex},{age},,", code, chance)
        for decile in range(1, DECILES + 1):
            group = f"{indicator},{name},,,{ENGLAND},England,England,Persons,18+ yrs"
            category = f"District & UA deprivation deciles in England (IMD2019),Decile {decile}"
            yield from _years(f"{group},{category}", ENGLAND, chance)
        indicator += 1


def _years(place, code, chance):
    for year in range(2012, 2012 + YEARS):
        denominator = chance.randrange(2_000, 90_000)
        share = chance.uniform(0.2, 0.4)
        count = int(denominator * share)
        compared = "Not compared,Not compared" if code == ENGLAND else f"{_word(chance)},{_word(chance)}"
        trend = "No significant change" if year == 2011 + YEARS else ""
        tail = f"{trend},{compared},{year}0000,,,1y\r\n"
        period = f"{year}/{(year + 1) % 100:02}"
        if chance.random() < 0.02:
            yield f"{place},{period},,,,,,,{denominator},{SUPPRESSED},{tail}"
        else:
            value = 100 * share
            # As many digits as real files have.
            numbers = ",".join(f"{value * limit:.10g}" for limit in (1, 0.96, 1.04, 0.93, 1.07))
            yield f"{place},{period},{numbers},{count},{denominator},,{tail}"


def _word(chance):
    return ("Better", "Similar", "Worse")[int(chance.random() * 3)]


def change_one_row(path, changed):
    """A copy in which the last row has another denominator."""
    shutil.copyfile(path, changed)
    with changed.open("rb+") as file:
        start = file.seek(-4096, 2) + file.read().rstrip().rfind(b"\r\n") + 2
        file.seek(start)
        fields = file.read().split(b",")
        # Before it stand the end of the row and what the source says itself.
        fields[DENOMINATOR_FROM_THE_END] = b"%d" % (int(fields[DENOMINATOR_FROM_THE_END]) + 1)
        file.seek(start)
        file.truncate()
        file.write(b",".join(fields))
