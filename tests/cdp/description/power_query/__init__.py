"""Power Query M, run without Excel: read by Microsoft's parser (npm) and worked out by as much of the language and of
its library as our examples use. What they do not use is refused, and never guessed.

parse.mjs     the parser
language.py   expressions: let, functions, each, if, records, lists, fields, items
library.py    Web.Contents and the functions of tables, lists and texts
"""

import json
import subprocess

import pytest

from cdp.tools import places
from cdp.tools.node import find_node
from tests.cdp.description.power_query import language
from tests.cdp.description.power_query.library import Table  # noqa: F401 - for those who make what queries find

HERE = places.ROOT / "tests" / "cdp" / "description" / "power_query"


def run(code, known):
    """What a query answers; `known` are the names that stand outside it."""
    return language.evaluate(parsed(code), known)


def parsed(code):
    folder = places.var() / "frontend"
    if not (folder / "node_modules" / "@microsoft" / "powerquery-parser").is_dir():
        pytest.skip("The parser for Power Query M is not here: make frontend fetches it.")
    node, _ = find_node()
    done = subprocess.run(
        [*node, HERE / "parse.mjs", folder], input=code, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
