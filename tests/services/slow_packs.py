"""For workers of tests: a pack takes its time in one section, so that its worker can be killed in the middle of it."""

import time
from dataclasses import replace

from actions.packs import sections
from cdp.papers import formats

SECONDS = 3


def slow(context, build=sections.KINDS["summary"].build):
    time.sleep(SECONDS)
    return build(context)


sections.KINDS["summary"] = replace(sections.KINDS["summary"], build=slow)
formats.FORMATS = {"json": formats.FORMATS["json"]}
