import os
import socket
import subprocess
import sys

import pytest

from cdp.tools import demo, places, processes
from cdp.tools.problems import Problem


def run_demo(tmp_path, **settings):
    return subprocess.run(
        [sys.executable, "-m", "cdp.tools.demo"],
        capture_output=True,
        text=True,
        cwd=places.ROOT,
        env=os.environ | {"VAR": str(tmp_path / "var"), **settings},
        timeout=60,
    )


def test_a_taken_port_gives_one_sentence_and_leaves_nothing(tmp_path):
    with socket.create_server((processes.HOST, 0)) as listener:
        port = listener.getsockname()[1]
        done = run_demo(tmp_path, PORT=str(port))

    assert done.returncode == 1
    sentence = f"port {port} is taken; stop what listens there, or choose another: make demo PORT=8123"
    assert done.stderr == f"Stopped: {sentence}\n"
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(Problem, match=r"it must be a number from 1 to 65535\.$"):
        demo.chosen_port()


def test_a_second_demo_in_the_same_folder_is_refused(tmp_path):
    with demo.only_one(tmp_path / "demo"):
        second = demo.only_one(tmp_path / "demo")
        with pytest.raises(Problem, match="a demo is already running from"):
            second.__enter__()

    with demo.only_one(tmp_path / "demo"):
        pass  # free again


def test_the_secret_is_made_once_and_only_the_owner_reads_it(tmp_path):
    first = demo.demo_settings(tmp_path)["SECRET_KEY"]

    assert demo.demo_settings(tmp_path)["SECRET_KEY"] == first
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_developers_own_settings_do_not_reach_the_demo(monkeypatch, tmp_path):
    monkeypatch.setenv("DEBUG", "1")
    monkeypatch.setenv("REDIS_URL", "redis://localhost/0")
    monkeypatch.setenv("DATABASE_URL", "postgres://localhost/real")

    settings = demo.demo_settings(tmp_path)

    assert "DEBUG" not in settings
    assert "REDIS_URL" not in settings
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path}/db.sqlite3"


def test_everything_that_the_demo_makes_knows_its_port_from_the_start(tmp_path):
    settings = demo.demo_settings(tmp_path, 8123)

    assert settings["SITE_ADDRESS"] == "http://localhost:8123/"


def test_at_another_port_the_lines_to_try_name_that_port(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VAR", str(tmp_path))
    people = tmp_path / "demo" / "people.txt"
    people.parent.mkdir()
    people.touch(mode=0o600)
    people.write_text("Try it  curl http://localhost:8000/api/v1/actions/\n")

    demo.say_welcome(demo.address_at(8123), tmp_path / "logs")

    assert "curl http://localhost:8123/api/v1/actions/" in capsys.readouterr().out
    assert people.read_text() == "Try it  curl http://localhost:8123/api/v1/actions/\n"
    assert people.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def commands(monkeypatch):
    """What `prepare` would have run, in order."""
    ran = []
    monkeypatch.setattr(demo, "call", lambda command, **options: ran.append(command[2]))
    return ran


def test_a_first_start_prepares_everything_and_a_second_nothing(commands, tmp_path):
    database = tmp_path / "db.sqlite3"
    demo.prepare("python", tmp_path, {})
    database.touch()
    first = list(commands)
    commands.clear()

    demo.prepare("python", tmp_path, {})

    assert first == ["collectstatic", "migrate", "load_reference", "load_partnership", "load_sample"]
    assert commands == []


def test_a_database_that_was_removed_is_prepared_again(commands, tmp_path):
    demo.prepare("python", tmp_path, {})
    commands.clear()

    demo.prepare("python", tmp_path, {})

    assert "migrate" in commands


def test_a_step_that_failed_is_done_again(monkeypatch, tmp_path):
    (tmp_path / "db.sqlite3").touch()

    def fail(command, **options):
        raise Problem("failed")

    monkeypatch.setattr(demo, "call", fail)
    with pytest.raises(Problem):
        demo.prepare("python", tmp_path, {})

    ran = []
    monkeypatch.setattr(demo, "call", lambda command, **options: ran.append(command[2]))
    demo.prepare("python", tmp_path, {})

    assert ran[0] == "collectstatic"


def test_manage_says_when_there_is_no_demo_to_work_on(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-m", "cdp.tools.manage"],
        env={**os.environ, "VAR": str(tmp_path), "ARGS": "check"},
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        "Stopped: there is no demo here yet; run make demo once, with the same VAR if you gave one.\n"
    )
