"""`make api-document`: the OpenAPI document as the code stands, written to docs/, and what would break programs."""

import os
import shlex
import subprocess

from cdp.tools import environment, places
from cdp.tools.problems import run_tool


def main():
    command = [environment.ensure_python(), places.ROOT / "manage.py", "api_document"]
    command += shlex.split(os.environ.get("ARGS", ""))
    return subprocess.run([str(part) for part in command], check=False).returncode


if __name__ == "__main__":
    run_tool(main)
