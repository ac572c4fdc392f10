"""Finds a Chromium for the browser tests: the machine's, else the one inside a locked npm package."""

import os
import shutil
import subprocess
from pathlib import Path

from cdp.tools import environment, places
from cdp.tools.node import find_node, install_packages
from cdp.tools.problems import Problem, call
from cdp.tools.stamps import Stamp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = Path(__file__).parent / "chromium_package"
NODE_FOR_PACKAGE = (22, 17)
# The package unpacks itself into the temporary folder; its libraries only where it takes itself to be on a bare server.
UNPACK = (
    'const { default: chromium } = await import("@sparticuz/chromium"); console.log(await chromium.executablePath());'
)


def find_chromium():
    """The path of a Chromium that starts."""
    return installed() or unpacked()


def installed():
    """CHROMIUM_PATH, else the one on the PATH, else None."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        if not _starts(given):
            raise Problem(f"CHROMIUM_PATH is {given}, which does not start; correct it, or leave it out.")
        return Path(given)
    for name in NAMES:
        found = shutil.which(name)
        if found and _starts(found):
            return Path(found)
    return None


def unpacked():
    """The Chromium of the npm package, unpacked under `VAR`; with its own libraries where the machine lacks them."""
    folder = places.var() / "chromium"
    launcher = folder / "launch"
    stamp = Stamp(folder / "unpacked", PACKAGE, Path(__file__))
    if stamp.is_current() and _starts(launcher):
        return launcher
    stamp.clear()
    with environment.step("Fetching a Chromium for the browser tests"):
        node, npm = find_node(at_least=NODE_FOR_PACKAGE)
        install_packages(PACKAGE, folder, node=node, npm=npm)
        temporary = folder / "program"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        call(
            [*node, "--input-type=module", "--eval", UNPACK],
            failing="the Chromium of the npm package could not be unpacked; install Chromium on this machine.",
            cwd=folder,
            env=places.environment(TMPDIR=temporary, AWS_EXECUTION_ENV="AWS_Lambda_nodejs22.x"),
        )
        _write_launcher(launcher, temporary)
    if not _starts(launcher):
        raise Problem("the Chromium of the npm package does not start here; install Chromium and set CHROMIUM_PATH.")
    stamp.write()
    return launcher


def _write_launcher(launcher, folder):
    """The machine's own libraries first; the package's only where that does not start."""
    launcher.write_text(f'#!/bin/sh\nexec "{folder}/chromium" "$@"\n')
    launcher.chmod(0o755)
    if not _starts(launcher):
        libraries = f"{folder}/al2023/lib"
        launcher.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" exec "{folder}/chromium" "$@"\n')


def _starts(program):
    try:
        done = subprocess.run(
            [str(program), "--version", "--no-sandbox"], capture_output=True, timeout=60, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
