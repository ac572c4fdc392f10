"""Where things are. Everything that the tools write goes under one folder, `VAR`."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("partners", "indicators", "actions", "cdp")


def var():
    """The folder for everything that is made: environments, the built front end, the demo, logs, bytecode."""
    named = os.environ.get("VAR") or os.environ.get("CDP_VAR") or "var"
    return (ROOT / Path(named).expanduser()).resolve()


def environment(**extra):
    """The environment of a child: writes nothing outside `VAR`, asks nothing, needs no terminal."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    folder = var()
    ours = {
        "CDP_VAR": folder,
        "PYTHONPYCACHEPREFIX": folder / "bytecode",
        "PYTHONUNBUFFERED": 1,
        "XDG_CACHE_HOME": folder / "cache",
        "RUFF_CACHE_DIR": folder / "cache" / "ruff",
        "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR") or folder / "cache" / "uv",
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR") or folder / "cache" / "pip",
        "PIP_DISABLE_PIP_VERSION_CHECK": 1,
        "PIP_NO_INPUT": 1,
    }
    return inherited | {name: str(value) for name, value in (ours | extra).items()}
