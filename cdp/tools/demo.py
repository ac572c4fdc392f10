"""`make demo`: the whole application on one machine, from nothing: page, worker, clock and sample data."""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import sys
import time
import urllib.error
import urllib.request

from cdp.tools import environment, frontend, places, processes
from cdp.tools.problems import Problem, Stopped, call, run_tool, say
from cdp.tools.stamps import Stamp

FIRST_PAGE_SECONDS = 60
# Idempotent commands; each runs again when code, files or schema that it may depend on have changed.
LOADERS = (("load_reference",), ("load_partnership", "--all"), ("load_sample",))
GRANIAN_OPTIONS = ["--interface", "wsgi", "--host", processes.HOST, "--blocking-threads", 4, "--no-ws"]
# What only draws pages or answers the API: no loading command reads it.
NOT_LOADED = {
    "tools",
    "frontend",
    "templatetags",
    "__pycache__",
    "views",
    "urls",
    "forms",
    "admin",
    "api",
    "presenters",
}
LOADED_SUFFIXES = {".py", ".yaml", ".csv", ".json"}


def main():
    port = chosen_port()
    folder = places.var() / "demo"
    with only_one(folder):
        if os.environ.get("RESET") not in (None, "", "0"):
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        with environment.alone():
            python = environment.ensure_python()
            frontend.build()
            settings = demo_settings(folder, port)
            prepare(python, folder, settings)
        try:
            serve(python, folder, settings, port)
        except Stopped:
            say("\nThe demo has stopped. What you entered is kept; make demo RESET=1 begins anew.")
    return 0


def chosen_port():
    """PORT, or 8000; refused in one sentence where it cannot be had."""
    said = os.environ.get("PORT") or "8000"
    if not said.isdigit() or not 0 < int(said) < 65536:
        raise Problem(f"PORT is {said!r}; it must be a number from 1 to 65535.")
    if not processes.port_is_free(int(said)):
        raise Problem(f"port {said} is taken; stop what listens there, or choose another: make demo PORT=8123")
    return int(said)


@contextlib.contextmanager
def only_one(folder):
    """Two demos in one folder would share a queue, and RESET would take the ground from under the other."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / "demo.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"a demo is already running from {folder.parent}; stop it, or choose another folder with VAR=<folder>."
            ) from None
        yield


def address_at(port):
    return f"http://localhost:{port}/"


def demo_settings(folder, port=8000):
    """What the demo says to Django; nothing of a developer's own environment reaches it."""
    secret = folder / "secret_key"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(60))
    settings = places.environment(
        DJANGO_SETTINGS_MODULE="cdp.settings",
        ENVIRONMENT="demo",
        SECRET_KEY=secret.read_text(),
        ALLOWED_HOSTS="localhost,127.0.0.1,[::1]",
        DATABASE_URL=f"sqlite:///{folder / 'db.sqlite3'}",
        CELERY_BROKER_URL="filesystem://",
        QUEUE_FOLDER=folder / "queue",
        STATIC_ROOT=folder / "static",
        MEDIA_ROOT=folder / "media",
        EMAIL_URL="consolemail://",
        SITE_ADDRESS=address_at(port),
    )
    for name in (
        "DEBUG",
        "REDIS_URL",
        "CSRF_TRUSTED_ORIGINS",
        "REQUIRE_SECOND_FACTOR",
        "NOTIFY_API_KEY",
        "ENTRA_CLIENT_ID",
        "OIDC_PROVIDERS",
    ):
        settings.pop(name, None)
    return settings


def prepare(python, folder, settings):
    """Database, data and static files, each only if something it depends on has changed."""
    database = folder / "db.sqlite3"
    if not database.exists():
        shutil.rmtree(folder / "stamps", ignore_errors=True)
    schema = [path for app in places.APPS for path in sorted((places.ROOT / app).glob("migrations/*.py"))]
    locked = environment.REQUIREMENTS / "production.txt"
    collected = (places.ROOT / "static", frontend.vendor_folder(), locked)
    steps = [
        ("Collecting static files", ("collectstatic", "--noinput", "--clear"), collected),
        ("Preparing the database", ("migrate", "--noinput"), (*schema, locked)),
    ]
    steps += [(f"Running {' '.join(command)}", command, loader_inputs()) for command in LOADERS]
    for sentence, command, inputs in steps:
        stamp = Stamp(folder / "stamps" / command[0], *command, *inputs)
        if stamp.is_current():
            continue
        stamp.clear()
        with environment.step(sentence):
            call(
                [python, places.ROOT / "manage.py", *command],
                failing=f"manage.py {' '.join(command)} failed; the lines above say why.",
                env=settings,
                cwd=places.ROOT,
            )
        stamp.write()


def loader_inputs():
    """Every file that a loading command may read or run."""
    return [
        path
        for app in places.APPS
        for path in sorted((places.ROOT / app).rglob("*"))
        if path.suffix in LOADED_SUFFIXES and not NOT_LOADED & {*path.relative_to(places.ROOT).parent.parts, path.stem}
    ]


def serve(python, folder, settings, port):
    """Web server, worker and beat, until a signal, a dead child or the end of make."""
    logs = folder / "logs"
    celery = [python, "-m", "celery", "-A", "cdp.celery"]
    commands = {
        "web": [python, "-m", "granian", *GRANIAN_OPTIONS, "--port", port, "cdp.wsgi:application"],
        "worker": [*celery, "worker", "--concurrency", 2, "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--schedule", folder / "beat-schedule", "--pidfile=", "--loglevel", "INFO"],
    }
    with processes.running([]) as children:
        for name, command in commands.items():
            children.append(processes.start(name, command, env=settings, log=logs / f"{name}.log", cwd=places.ROOT))
        processes.wait_until(
            lambda: page_answers(port),
            children[0],
            seconds=FIRST_PAGE_SECONDS,
            otherwise="the first page does not answer.",
        )
        say_welcome(address_at(port), logs)
        watch(children)


def page_answers(port):
    try:
        with urllib.request.urlopen(f"http://{processes.HOST}:{port}/", timeout=20) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        raise Problem(
            f"the first page answers with error {error.code}; {places.var()}/demo/logs/web.log says why."
        ) from None
    except OSError:
        return False


def say_welcome(address, logs):
    people = places.var() / "demo" / "people.txt"
    if people.exists():
        # It was written when the sample was loaded, perhaps at another port.
        said = re.sub(r"http://localhost:\d+/", address, people.read_text(encoding="utf-8"))
        people.write_text(said, encoding="utf-8")
        say("\n" + said.rstrip())
    say(f"\nOpen {address}\nLogs are in {logs}. Ctrl-C stops everything; what you enter is kept.")


def watch(children):
    """Wait; one part alone is no demo, so when one ends all end. Ends too when make was killed above us."""
    while not processes.parent_is_gone():
        for child in children:
            if not child.is_alive():
                say(child.last_words(), to=sys.stderr)
                raise Problem(f"the {child.name} ended by itself; the end of its log {child.log} is above.")
        time.sleep(0.3)


if __name__ == "__main__":
    run_tool(main)
