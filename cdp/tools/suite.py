"""`make test` and `make check`: linters, checks and both suites; says at the end what was done and how long it took."""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from cdp.tools import chromium, environment, failed_tests, frontend, places, processes, servers
from cdp.tools.problems import Problem, run_tool, say

STEP_SECONDS = 42 * 60
# With the verdict they fit into the last lines that a build shows of its output.
MOST_NAMES = 20
COMPOSE_PARSE = "import sys, yaml; sys.exit(not yaml.safe_load(open('docker-compose.yml'))['services'])"
COMPOSE_VALUES = {"SECRET_KEY": "x", "POSTGRES_PASSWORD": "x", "ALLOWED_HOSTS": "example.org"}


@dataclass
class Step:
    """A command of the run; its settings are laid over the plain environment of the tests."""

    name: str
    command: list
    settings: dict
    passed: bool = False
    seconds: float = 0.0
    failed: list = field(default_factory=list)  # names of tests


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", choices=["all", "fast", "check"])
    what = options.parse_args().what
    began = time.monotonic()
    with environment.alone():
        python = environment.ensure_python("test")
        if what != "check":
            frontend.build()
            os.environ["CHROMIUM_PATH"] = str(chromium.find_chromium())
    steps = check_steps(python)
    if what != "check":
        steps.append(suite_step(python, "suite on SQLite", "not services"))
    for step in steps:
        run(step)
    if what == "all":
        steps.append(run_with_servers(python))
    say(summary(steps, time.monotonic() - began))
    return 0 if all(step.passed for step in steps) else 1


def check_steps(python):
    manage = [python, "manage.py"]
    production = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "for-this-check-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
        "ALLOWED_HOSTS": "example.org",
    }
    return [
        Step("ruff check", [python, "-m", "ruff", "check", "."], {}),
        Step("ruff format", [python, "-m", "ruff", "format", "--check", "."], {}),
        Step("check", [*manage, "check", "--fail-level", "WARNING"], {}),
        Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        Step("check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
        Step("compose file", compose_command(python), COMPOSE_VALUES),
    ]


def compose_command(python):
    """Docker's own reading of the file where a client is installed; it needs no daemon for that."""
    docker = shutil.which("docker")
    if docker:
        found = subprocess.run([docker, "compose", "version"], capture_output=True, stdin=subprocess.DEVNULL)
        if found.returncode == 0:
            return [docker, "compose", "config", "--quiet"]
    return [python, "-c", COMPOSE_PARSE]


def suite_step(python, name, marker, settings=None):
    cache = places.var() / "cache" / "pytest"
    # The slow tests stand together; whoever has none left takes over from the other.
    command = [python, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-q"]
    command += ["-p", failed_tests.__name__, "-o", f"cache_dir={cache}", "-o", "faulthandler_timeout=180"]
    command += ["-m", marker] if marker else []
    return Step(name, command + shlex.split(os.environ.get("ARGS", "")), settings or {})


def run_with_servers(python):
    """The suite again on the servers of production: what asks no server was tried above, what needs these comes in."""
    step = suite_step(python, "suite on PostgreSQL and Redis", "")
    step.command.append("--only-with-servers")
    say("Tests that ask neither a database nor a cache were run with SQLite, and are left out here.")
    began = time.monotonic()
    try:
        with servers.postgresql() as database, servers.redis() as broker:
            step.settings = {"DATABASE_URL": database, "REDIS_URL": broker, "CELERY_BROKER_URL": broker}
            run(step)
    except Problem as problem:
        say(f"{step.name}: {problem}", to=sys.stderr)
        step.seconds = time.monotonic() - began
    return step


def run(step):
    say(f"\n== {step.name}: {shlex.join(map(str, step.command[1:]))}")
    began = time.monotonic()
    env = test_environment() | step.settings
    names = Path(env[failed_tests.VARIABLE])
    names.unlink(missing_ok=True)
    passed = processes.run(step.name, step.command, env=env, cwd=places.ROOT, seconds=STEP_SECONDS)
    if passed is None:
        say(f"{step.name} was stopped after {STEP_SECONDS // 60} minutes.", to=sys.stderr)
    step.passed = bool(passed)
    step.failed = failed_tests.names_in(names)
    step.seconds = time.monotonic() - began


def test_environment():
    """The same for everybody: a developer's own settings must not decide whether the tests pass."""
    folder = places.var() / "test"
    (folder / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
    settings = places.environment(
        DJANGO_SETTINGS_MODULE="cdp.settings",
        ENVIRONMENT="test",
        DATABASE_URL=f"sqlite:///{folder / 'db.sqlite3'}",
        QUEUE_FOLDER=folder / "queue",
        MEDIA_ROOT=folder / "media",
        STATIC_ROOT=folder / "static",
        FAILED_TESTS_FILE=folder / "failed.txt",
        HYPOTHESIS_STORAGE_DIRECTORY=places.var() / "cache" / "hypothesis",
    )
    for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "REDIS_URL", "CELERY_BROKER_URL", "ARGS"):
        settings.pop(name, None)
    return settings


def summary(steps, seconds):
    """The tests that failed by their names, and last in one line every step with its outcome and its time."""
    parts = [f"{step.name} {'passed' if step.passed else 'FAILED'} ({step.seconds:.0f} s)" for step in steps]
    verdict = "All passed" if all(step.passed for step in steps) else "Failed"
    return "\n".join(["", *failures(steps), f"{verdict} in {seconds:.0f} s: {', '.join(parts)}"])


def failures(steps):
    names = [f"{step.name}: {name}" for step in steps for name in step.failed]
    yield from names[:MOST_NAMES]
    if len(names) > MOST_NAMES:
        yield f"and {len(names) - MOST_NAMES} more tests that failed"


if __name__ == "__main__":
    run_tool(main)
