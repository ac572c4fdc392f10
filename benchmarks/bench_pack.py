"""A pack of more than 40 pages with 60 charts, written in every format: how long it takes and what memory.

Each format is written three times in a process of its own, the median counts. Once more it is written while the memory
is watched: the most that this process and those that it starts hold at one moment, Django included. No two charts are
the same. The bare limits: the same drawings as PDFs of one drawing each without tags; as PNGs in a zip file; for
the rest, the same cells as CSV.
"""

import csv
import io
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from benchmarks.timing import line
from cdp.papers import formats, shared, typeset, word, zipped
from tests.cdp.papers.made import big_paper

CHARTS, TIMES, MOST_MEMORY = 60, 3, 300
SECONDS = {"pdf": 5, "docx": 3, "xlsx": 3}  # what must be reached
EVERY = 0.01  # seconds between two looks at the memory
SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def main():
    paper = big_paper(charts=CHARTS)
    pages = pages_of(formats.write(paper, "pdf"))
    tables = paper.every_table()
    print(f"# {pages} pages, {len(paper.charts())} charts, {len(tables)} tables", flush=True)
    failed = []
    for key in ("pdf", "docx", "xlsx", "ods", "csv", "html", "json"):
        told = json.loads(subprocess.run([sys.executable, __file__, key], check=True, capture_output=True).stdout)
        line(f"{formats.of(key).name} of the pack", told["seconds"], "s", told["bare"])
        line(f"{formats.of(key).name}, most memory, beside Django alone", told["memory"], "MiB", told["at rest"])
        if told["seconds"] >= SECONDS.get(key, 5) or told["memory"] >= MOST_MEMORY:
            failed.append(f"{key}: {told['seconds']:.2f} s, {told['memory']:.0f} MiB")
    if failed:
        sys.exit(f"Too much: {'; '.join(failed)}. Bounds: {SECONDS} s, others 5 s, {MOST_MEMORY} MiB each.")


def pages_of(data):
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(data)).pages)


def measure(key):
    paper = big_paper(charts=CHARTS)
    at_rest = memory()
    seconds = median(lambda: formats.write(paper, key))
    with Watch() as watch:
        formats.write(paper, key)
    told = {"seconds": seconds, "memory": watch.most, "at rest": at_rest, "bare": median(lambda: bare(paper, key))}
    print(json.dumps(told))


def median(work):
    taken = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def bare(paper, key):
    drawings = [shared.drawing_text(chart) for chart in paper.charts()] if key in ("pdf", "docx") else []
    if key == "pdf":
        options = {"format": "pdf", "pdf_tags": False}
        return list(typeset.made(word.PICTURES, [{"drawing": one} for one in drawings], options))
    if key == "docx":
        pictures = enumerate(typeset.pictures(word.PICTURES, drawings, ppi=word.PPI))
        return zipped.packed([(f"{number}.png", data) for number, data in pictures], plain=["0.png"])
    return cells(paper)


def cells(paper):
    file = io.StringIO()
    for _, table in paper.every_table():
        csv.writer(file).writerows([[shared.said(cell) for cell in row] for row in table.rows])
    return zipped.packed([("cells.csv", file.getvalue().encode())])


# Memory ---------------------------------------------------------------------------------------------------------------


class Watch:
    """The most memory that this process and its children hold together."""

    def __enter__(self):
        self.most, self.is_over = memory(), threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def _look(self):
        while not self.is_over.wait(EVERY):
            self.most = max(self.most, memory())

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()


def memory():
    """MiB that are in memory of this process and its children; what they share counts once.

    A child that has not become another program yet borrows the memory of this process, all of it, and the system tells
    it of both: that is not counted twice.
    """
    children = [one for one in _children() if _command(one) != _command(os.getpid())]
    return sum(_kibibytes(one) for one in [os.getpid(), *children]) / 1024


def _command(process):
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # it has ended
        return b""


def _kibibytes(process):
    try:
        return int(SHARE.search(Path(f"/proc/{process}/smaps_rollup").read_text())[1])
    except (OSError, TypeError):  # it has ended
        return 0


def _children():
    found = []
    for task in Path("/proc/self/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
