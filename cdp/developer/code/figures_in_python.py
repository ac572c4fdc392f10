# The same, with nothing to install
import csv
from urllib.request import urlopen

with urlopen("https://cdp.example/api/v1/readings.csv?partnership=exampleshire") as answer:
    rows = list(csv.DictReader(answer.read().decode("utf-8-sig").splitlines()))
for row in rows:
    print(row["indicator_name"], row["period"], row["value"], row["unit"], row["standing_england"], sep="; ")
