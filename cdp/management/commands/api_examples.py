"""Writes the examples of the OpenAPI document from the sample data that is loaded: a row of each list that has one."""

import json

from django.core.management.base import BaseCommand
from django.test import Client, override_settings

from cdp.api_support import document
from cdp.api_support.schema_whole import EXAMPLES

SAMPLE = "exampleshire"
LOOKED_AT = 100
LONGEST, MOST = 240, 2


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        made = document.made()
        found = {}
        with override_settings(ALLOWED_HOSTS=["example.org"]):
            for path, item in made["paths"].items():
                name = _row_of(made, item)
                if name and (row := _fullest(path, item["get"])):
                    found[name] = _short(row)
        EXAMPLES.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(found)} examples.")


def _row_of(made, item):
    """The component that a row of a list is; None where it is no list."""
    content = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
    page = made["components"]["schemas"].get(content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1], {})
    either = page.get("properties", {}).get("results", {}).get("items", {}).get("anyOf", [])
    return either[0]["$ref"].rsplit("/", 1)[-1] if either else None


def _fullest(path, operation):
    """Of the first rows, of the sample partnership where that can be asked for, the one that leaves least empty."""
    names = {each["name"]: each["schema"] for each in operation["parameters"]}
    asked = {"page_size": LOOKED_AT, "partnership": SAMPLE} if "partnership" in names else {"page_size": LOOKED_AT}
    if "include" in names:
        asked["include"] = ",".join(names["include"]["items"]["enum"])
    rows = Client(headers={"Host": "example.org"}).get(path, asked, secure=True).json()["results"]
    return max(rows, key=lambda row: sum(value not in (None, "", []) for value in row.values()), default=None)


def _short(value):
    if isinstance(value, dict):
        return {name: _short(within) for name, within in value.items()}
    if isinstance(value, list):
        return [_short(within) for within in value[:MOST]]
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value
