"""The real web server for benchmarks (granian, two workers), and requests per second of two addresses by turns.

ROUNDS turns of SECONDS each, CLIENTS connections that are kept open.
"""

import os
import socket
import statistics
import sys
import threading
import time

from benchmarks import scale_load
from benchmarks.timing import line
from cdp.tools import places, processes

ROUNDS, SECONDS = int(os.environ.get("ROUNDS", 7)), float(os.environ.get("SECONDS", 3))
CLIENTS = int(os.environ.get("CLIENTS", 8))


def start(children, folder):
    port = processes.free_port()
    settings = os.environ | {"GRANIAN_WORKERS": "2", "GRANIAN_BLOCKING_THREADS": "4"}
    command = [sys.executable, "-m", "granian", *scale_load.GRANIAN, "--port", str(port), "cdp.wsgi:application"]
    children.append(
        processes.start("web server", command, env=settings, log=folder / "web server.log", cwd=places.ROOT)
    )
    address = f"http://{processes.HOST}:{port}"
    processes.wait_until(
        lambda: scale_load.answers(address), children[0], seconds=60, otherwise="the web server does not answer."
    )
    return port


def compare(name, port, ours, bare):
    """Prints a line and gives the share of the bare view's requests per second."""
    for each in (ours, bare):
        rate(port, *each, seconds=min(1, SECONDS))  # both workers have made the page and opened their connections
    taken = [], []
    for _ in range(ROUNDS):
        for rates, each in zip(taken, (ours, bare), strict=True):
            rates.append(rate(port, *each, seconds=SECONDS))
    mine, theirs = map(statistics.median, taken)
    line(name, mine, "requests/s", theirs)
    return mine / theirs


def rate(port, path, headers, status, *, seconds):
    """Requests per second of CLIENTS that ask one after the other; a wrong answer ends the run."""
    sent = "".join(f"{name}: {said}\r\n" for name, said in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: {processes.HOST}:{port}\r\n{sent}\r\n".encode()
    counts, faults = [0] * CLIENTS, []
    until = time.perf_counter() + seconds

    def ask(place):
        try:
            with socket.create_connection((processes.HOST, port), timeout=30) as asked, asked.makefile("rb") as answers:
                while time.perf_counter() < until:
                    asked.sendall(request)
                    read(answers, status)
                    counts[place] += 1
        except (OSError, AssertionError) as fault:
            faults.append(fault)

    begin = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]
    return sum(counts) / (time.perf_counter() - begin)


def read(answers, status):
    """One answer, as little looked at as can be: the client shares the machine with the server."""
    first = answers.readline()
    assert first.startswith(b"HTTP/1.1 %d " % status), first
    length = 0
    while (header := answers.readline()) not in (b"\r\n", b""):
        if header[:15].lower() == b"content-length:":
            length = int(header[15:])
    assert len(answers.read(length)) == length
