import os
import socket
import subprocess
import sys
import time

import pytest

from cdp.tools import processes
from cdp.tools.problems import Problem

# Starts a grandchild, prints its number, and waits.
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)
# A tool that starts a child and is then killed without a chance to clean up.
KILLED = """
import os, signal, sys
from pathlib import Path
from cdp.tools import processes
child = processes.start("child", [sys.executable, "-c", "import time; time.sleep(60)"], env=None, log=Path(sys.argv[1]))
print(child.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def is_running(number):
    try:
        with open(f"/proc/{number}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def start(tmp_path, code):
    child = processes.start("example", [sys.executable, "-uc", code], env=None, log=tmp_path / "log")
    assert wait_for(lambda: child.last_words())
    return child


def test_stopping_a_program_ends_its_own_children_too(tmp_path):
    child = start(tmp_path, PARENT)
    grandchild = int(child.last_words())
    assert is_running(grandchild)

    processes.stop([child])

    assert not child.is_alive()
    assert wait_for(lambda: not is_running(grandchild))


def test_a_program_that_will_not_end_is_killed(tmp_path):
    child = start(tmp_path, STUBBORN)

    processes.stop([child], patience=0.3)

    assert child.process.returncode == -9


def test_a_failure_inside_the_block_ends_the_children(tmp_path):
    child = start(tmp_path, PARENT)

    with pytest.raises(Problem), processes.running([child]):
        raise Problem("anything")

    assert not child.is_alive()


@pytest.mark.skipif(sys.platform != "linux", reason="only the Linux kernel tells children of their parent's end")
def test_a_child_ends_when_the_tool_itself_is_killed(tmp_path):
    tool = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "log"], capture_output=True, text=True)

    assert tool.returncode == -9
    assert wait_for(lambda: not is_running(int(tool.stdout)))


def test_a_port_that_something_listens_on_is_not_free():
    with socket.create_server((processes.HOST, 0)) as listener:
        assert not processes.port_is_free(listener.getsockname()[1])

    assert processes.port_is_free(processes.free_port())


def test_waiting_for_a_program_that_ended_shows_the_end_of_its_log(tmp_path):
    child = start(tmp_path, "print('the reason')")
    os.waitid(os.P_PID, child.process.pid, os.WEXITED | os.WNOWAIT)

    with pytest.raises(Problem, match=r"It did not start.*\n.*\nthe reason"):
        processes.wait_until(lambda: False, child, seconds=5, otherwise="It did not start.")
