"""Runs typst in a process of its own: what it keeps in memory goes with it, and a fall of its is not ours.

    python typst_child.py MEGABYTES SECONDS

Reads {"source": path, "folders": [of fonts], "inputs": [one dictionary for each run], "options": {…}} and writes, for
each file made, its length in a line and its bytes; or a line {"problem": message}. Nothing of the application is
imported here.
"""

import contextlib
import datetime
import json
import resource
import sys
from pathlib import Path

import typst


def main():
    megabytes, seconds = map(int, sys.argv[1:])
    memory = megabytes * 1_000_000
    for what, numbers in (
        (resource.RLIMIT_AS, (memory, memory)),
        (resource.RLIMIT_CPU, (seconds, seconds + 1)),
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_FSIZE, (0, 0)),
    ):
        # Some systems do not know all of these limits. Where the application runs, which is Linux, all must hold.
        with contextlib.nullcontext() if sys.platform == "linux" else contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, numbers)
    asked = json.load(sys.stdin)
    source, options = Path(asked["source"]), asked["options"]
    if "timestamp" in options:
        options["timestamp"] = datetime.datetime.fromisoformat(options["timestamp"])
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=asked["folders"])
    text = source.read_bytes()
    for given in asked["inputs"]:
        try:
            made = typst.compile(
                text, root=str(source.parent), font_paths=fonts, ignore_system_fonts=True, sys_inputs=given, **options
            )
        except typst.TypstError as problem:
            say({"problem": problem.message})
            return
        for data in made if isinstance(made, list) else [made]:
            say(len(data))
            sys.stdout.buffer.write(data)
    say("end")


def say(item):
    sys.stdout.buffer.write(json.dumps(item).encode() + b"\n")


if __name__ == "__main__":
    main()
