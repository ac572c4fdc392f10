"""Small files in the Fingertips layout, made by hand."""

HEADER = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,"
    "Compared to Region value or percentiles,Time period Sortable,New data,Compared to goal,Time period range"
)
NAMES = HEADER.split(",")
PLAIN = {
    "Indicator ID": "93517",
    "Indicator Name": "Opiate users not in treatment",
    "Area Code": "E06000900",
    "Area Name": "Northshire",
    "Sex": "Persons",
    "Age": "15-64 yrs",
    "Time period": "2019/20",
    "Value": "52.5",
}


def row(**cells):
    """One line; a column is named by its words joined with "_": row(Area_Code="E92000001")."""
    named = {name.replace("_", " "): text for name, text in cells.items()}
    assert not named.keys() - set(NAMES), named
    return ",".join({**PLAIN, **named}.get(name, "") for name in NAMES)


def text(*rows, header=HEADER):
    return "\r\n".join([header, *rows, ""])


def write(path, *rows, header=HEADER, encoding="utf-8"):
    path.write_bytes(text(*rows, header=header).encode(encoding))
    return path
