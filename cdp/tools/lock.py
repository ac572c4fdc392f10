"""`make lock`: writes requirements/*.txt and the npm lock files, with hashes and without addresses."""

import json
import shutil
import tempfile
import tomllib
from pathlib import Path

from cdp.tools import environment, places
from cdp.tools.chromium import NODE_FOR_PACKAGE, PACKAGE
from cdp.tools.node import find_node
from cdp.tools.problems import call, run_tool

COMPILE = ["pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--python-version", "3.11"]
# Programs that stand outside the application's own environment, each locked by itself.
APART = ("servers", "node")


def main():
    with environment.alone():
        environment.ensure_python()
        uv = environment.fetch_uv(environment.any_python())
        project = places.ROOT / "pyproject.toml"
        extras = tomllib.loads(project.read_text("utf-8"))["project"]["optional-dependencies"]
        compile_(uv, project.name, "production")
        compile_(uv, project.name, "test", "--extra", "test")
        for name in APART:
            compile_listed(uv, extras[name], name)
        compile_listed(uv, ["uv"], "uv")
        lock_npm()
    return 0


def compile_(uv, source, name, *more):
    """The locked file is read first, so that only what must change does; delete it to take the newest of all."""
    with environment.step(f"Locking requirements/{name}.txt"):
        call(
            [uv, *COMPILE, *more, source, "--output-file", f"requirements/{name}.txt"],
            failing=f"requirements/{name}.txt could not be locked; the lines above say why.",
            cwd=places.ROOT,
            env=places.environment(),
        )


def compile_listed(uv, wanted, name):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{name}.in"
        source.write_text("\n".join(wanted) + "\n")
        # Annotations would name the temporary folder.
        compile_(uv, source, name, "--no-annotate")


def lock_npm():
    node, npm = find_node(at_least=NODE_FOR_PACKAGE)
    for package in (places.ROOT, PACKAGE):
        with (
            environment.step(f"Locking {(package / 'package-lock.json').relative_to(places.ROOT)}"),
            tempfile.TemporaryDirectory() as folder,
        ):
            shutil.copy(package / "package.json", folder)
            shutil.copy(places.ROOT / ".npmrc", folder)
            if (package / "package-lock.json").exists():
                shutil.copy(package / "package-lock.json", folder)
            path = f"{Path(node[0]).parent}:{places.environment()['PATH']}"
            call(
                [*npm, "install", "--package-lock-only", "--ignore-scripts", "--loglevel=error"],
                failing="npm could not lock the packages; the lines above say why.",
                cwd=folder,
                env=places.environment(PATH=path),
            )
            write_without_addresses(Path(folder) / "package-lock.json", package / "package-lock.json")


def write_without_addresses(made, target):
    """npm also notes where each author takes donations; a lock file of ours holds no address at all."""
    lock = json.loads(made.read_text("utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    target.write_text(json.dumps(lock, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    run_tool(main)
