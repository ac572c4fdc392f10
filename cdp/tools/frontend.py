"""Builds the browser side: compiles GOV.UK Frontend with our fonts, and copies the scripts that pages load."""

import os
import re
import shutil
from pathlib import Path

from cdp.tools import environment, places
from cdp.tools.node import find_node, install_packages
from cdp.tools.problems import Problem, call, run_tool, say
from cdp.tools.stamps import Stamp

SCSS = places.ROOT / "cdp" / "frontend"
SCRIPTS = {
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "plotly.min.js": "plotly.js-cartesian-dist-min/plotly-cartesian.min.js",
}
SASS_OPTIONS = ["--no-source-map", "--style=compressed", "--quiet-deps"]
SOURCE_MAP = re.compile(r"(//|/\*)[#@]\s*sourceMappingURL=\S+(\s*\*/)?\s*\Z")


def vendor_folder():
    return places.var() / "static" / "vendor"


def build():
    """Make $VAR/static/vendor, or take it ready from the folder that CDP_FRONTEND names."""
    vendor = vendor_folder()
    ready = os.environ.get("CDP_FRONTEND")
    if ready:
        if Path(ready).resolve() != vendor:
            shutil.copytree(ready, vendor, dirs_exist_ok=True)
        return
    stamp = Stamp(vendor.parent.parent / "frontend" / "built", *_inputs())
    if stamp.is_current() and all((vendor / name).exists() for name in ("govuk.css", *SCRIPTS)):
        return
    stamp.clear()
    with environment.step("Building the front end"):
        node, npm = find_node()
        modules = places.var() / "frontend"
        install_packages(places.ROOT, modules, node=node, npm=npm)
        vendor.mkdir(parents=True, exist_ok=True)
        _compile(node, modules, vendor / "govuk.css")
        for name, source in SCRIPTS.items():
            (vendor / name).write_text(publishable((modules / "node_modules" / source).read_text("utf-8")), "utf-8")
    stamp.write()


def publishable(text):
    """Without the comment that names a source map: static collection would look for the map and stop."""
    return SOURCE_MAP.sub("", text).rstrip() + "\n"


def refuse_asset_addresses(css):
    """Static collection must find every file that a style sheet names; we ship none of GOV.UK's fonts and images."""
    found = re.search(r"url\((?![\"']?data:)[^)]*\)", css)
    if found:
        raise Problem(f"govuk.css names a file that is not ours: {found[0]}; see cdp/frontend/govuk.scss.")
    return css


def _compile(node, modules, target):
    sass = modules / "node_modules" / "sass" / "sass.js"
    css = call(
        [*node, sass, *SASS_OPTIONS, f"--load-path={modules}/node_modules/govuk-frontend/dist", SCSS / "govuk.scss"],
        failing="cdp/frontend/govuk.scss could not be compiled; the lines above say where.",
    )
    target.write_text(publishable(refuse_asset_addresses(css)), "utf-8")


def _inputs():
    return SCSS, places.ROOT / "package.json", places.ROOT / "package-lock.json", Path(__file__)


def main():
    with environment.alone():
        build()
    say(f"The front end is in {vendor_folder()}")
    return 0


if __name__ == "__main__":
    run_tool(main)
