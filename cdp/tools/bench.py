"""`make bench`: runs the benchmarks, each in a process of its own on servers of its own.

A benchmark is benchmarks/bench_<name>.py. A line `# needs: postgresql redis` near its top gets it private, durable
servers in DATABASE_URL and REDIS_URL; without it, it gets an SQLite file that is new for each run. It prints lines of
name, value, unit, the same without our code (bare) and the ratio, separated by tabs.
"""

import contextlib
import os
import re
import shutil
import sys

from cdp.tools import environment, places, processes, servers
from cdp.tools.problems import Problem, run_tool, say

HEADER = "name\tvalue\tunit\tbare\tratio"
NEEDS = re.compile(r"^# needs:(.*)$", re.MULTILINE)


def main():
    chosen = find(os.environ.get("ONLY", ""))
    with environment.alone():
        python = environment.ensure_python("test")
    say(HEADER)
    failed = [path.stem for path in chosen if not run(python, path)]
    if failed:
        raise Problem(f"{', '.join(failed)} failed; the lines above say why.")
    return 0


def find(only):
    """The benchmarks to run; a name that is not one is refused with those that are."""
    every = sorted((places.ROOT / "benchmarks").glob("bench_*.py"))
    if not only:
        return every
    chosen = [path for path in every if path.stem.removeprefix("bench_") == only.removeprefix("bench_")]
    if not chosen:
        names = ", ".join(path.stem.removeprefix("bench_") for path in every) or "none yet"
        raise Problem(f"there is no benchmark {only!r}; there are: {names}.")
    return chosen


def needs(path):
    found = NEEDS.search(path.read_text("utf-8"))
    return set(found[1].replace(",", " ").split()) if found else set()


def run(python, path):
    """Run one; true if it succeeded."""
    folder = places.var() / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wanted = needs(path)
    with contextlib.ExitStack() as stack:
        settings = {"DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}"}
        if "postgresql" in wanted:
            settings["DATABASE_URL"] = stack.enter_context(servers.postgresql(durable=True))
        if "redis" in wanted:
            settings["REDIS_URL"] = stack.enter_context(servers.redis(durable=True))
        return processes.run(path.stem, [python, path], env=bench_environment(folder) | settings, cwd=places.ROOT)


def bench_environment(folder):
    settings = places.environment(
        DJANGO_SETTINGS_MODULE="cdp.settings",
        ENVIRONMENT="test",
        PYTHONPATH=places.ROOT,
        QUEUE_FOLDER=folder / "queue",
        MEDIA_ROOT=folder / "media",
    )
    for name in ("DEBUG", "DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        settings.pop(name, None)
    return settings


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    run_tool(main)
