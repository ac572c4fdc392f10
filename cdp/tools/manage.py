"""`make manage ARGS="…"`: one of Django's commands on the demo's database, with the demo's settings."""

import os
import shlex
import subprocess

from cdp.tools import environment, places
from cdp.tools.demo import demo_settings
from cdp.tools.problems import Problem, run_tool


def main():
    folder = places.var() / "demo"
    if not (folder / "db.sqlite3").exists():
        raise Problem("there is no demo here yet; run make demo once, with the same VAR if you gave one.")
    command = [environment.ensure_python(), places.ROOT / "manage.py", *shlex.split(os.environ.get("ARGS", "help"))]
    return subprocess.run([str(part) for part in command], env=demo_settings(folder), check=False).returncode


if __name__ == "__main__":
    run_tool(main)
