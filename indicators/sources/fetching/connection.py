"""The connection to a server: whom we may talk to, how long we listen, and whether more came than was announced.

An answer may name any address as the next one. Were that followed blindly, a public server could have us ask the
machines of our own network, so that once we have talked to a public address, only public ones will do. The address
that was looked at is the one that is connected to, so that a name cannot mean another machine a moment later.
"""

import ipaddress
import re
import socket
import time
import urllib.request
from functools import cache

import httpcore
import httpx

from indicators.sources.base import SourceNotReadable

# How long a silent server is listened to before looking up whether we are still wanted.
SLICE_SECONDS = 0.5
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_local(ip):
    """Whether an IP address belongs to this machine, a private network, or to nobody in particular."""
    found = ipaddress.ip_address(ip.split("%")[0])
    if found.version == 6:
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in NAT64:
            inner = ipaddress.ip_address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_local(str(inner))
    return not found.is_global or found.is_multicast or found.is_reserved


class Door:
    """Lets through what may be talked to. A location that is itself local may lead to local addresses, if at all."""

    def __init__(self, is_local=is_local, *, may_be_local=True):
        self.is_local, self.may_be_local, self.is_at_home = is_local, may_be_local, None

    def admit(self, host, ips):
        local = [self.is_local(ip) for ip in ips]
        if self.is_at_home is None:
            self.is_at_home = bool(local) and all(local) and self.may_be_local
            if any(local) and not self.may_be_local:
                raise SourceNotReadable(
                    f"The source is an address inside our own network ({host[:200]}). "
                    "Only whoever runs this installation can allow that."
                )
        if any(local) and not self.is_at_home:
            raise SourceNotReadable(
                f"The source sends us on to an address inside our own network ({host[:200]}). That is not followed."
            )


class WatchedStream(httpcore.NetworkStream):
    """Listens in slices, with a look at `watch()` between them, and counts the bytes of the answer's body."""

    def __init__(self, inner, watch):
        self._inner, self._watch = inner, watch
        self._head, self._body_bytes = b"", None

    def read(self, max_bytes, timeout=None):
        until = time.monotonic() + timeout if timeout is not None else float("inf")
        while True:
            self._watch()
            left = until - time.monotonic()
            try:
                data = self._inner.read(max_bytes, max(0.001, min(SLICE_SECONDS, left)))
            except httpcore.ReadTimeout:
                if time.monotonic() >= until:
                    raise
                continue
            self._count(data)
            return data

    def write(self, buffer, timeout=None):
        self._head, self._body_bytes = b"", None
        self._inner.write(buffer, timeout)

    def close(self):
        self._inner.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return WatchedStream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._watch)

    def get_extra_info(self, info):
        return self._inner.get_extra_info(info)

    def _count(self, data):
        if self._body_bytes is not None:
            self._body_bytes += len(data)
            return
        self._head += data
        while end := END_OF_HEAD.search(self._head):
            is_final = not re.match(rb"HTTP/\S+ 1\d\d", self._head)
            self._head = self._head[end.end() :]
            if is_final:
                self._body_bytes, self._head = len(self._head), b""
                return

    def has_more_than(self, announced):
        """Whether the server sent more than it announced. The parser stops there and would not tell."""
        if (self._body_bytes or 0) > announced:
            return True
        if not self._inner.get_extra_info("is_readable"):
            return False
        try:
            return bool(self._inner.read(1, 0.01))
        except (httpcore.ReadTimeout, httpcore.ReadError):
            return False


class Backend(httpcore.NetworkBackend):
    """Connects to an address that was let through; of several, to the first that answers.

    `lookup(host, port)` gives the addresses of a host, or raises for one that is not to be talked to.
    """

    def __init__(self, watch, *, lookup=None):
        self._watch, self._lookup, self._plain = watch, lookup, httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self._watch()
        ips = self._lookup(host, port) if self._lookup else [host]
        for place, ip in enumerate(ips, start=1):
            try:
                stream = self._plain.connect_tcp(ip, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                self._watch()
                if place == len(ips):
                    raise
            else:
                return WatchedStream(stream, self._watch)
        raise httpcore.ConnectError(f"{host} has no address")

    def sleep(self, seconds):
        time.sleep(seconds)


def resolved(host, port):
    """The IP addresses of a host, each once."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(address[0] for *_, address in found))


class Transport(httpx.BaseTransport):
    """What httpx sends its requests through. A proxy that the machine is set up with is used."""

    def __init__(self, *, watch, door):
        self._watch, self._door, self._pools = watch, door, {}

    def handle_request(self, request):
        url = request.url
        answer = self._pool(url).handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def _pool(self, url):
        proxy = _proxy_for(url)
        if proxy:
            # The proxy looks the name up, so that only what is plainly an address of ours can be told here.
            self._door.admit(url.host, _literal_ips(url.host))
        if proxy not in self._pools:
            common = {"ssl_context": _ssl_context(), "max_connections": 4, "keepalive_expiry": 5}
            self._pools[proxy] = (
                httpcore.HTTPProxy(proxy, network_backend=Backend(self._watch), **common)
                if proxy
                else httpcore.ConnectionPool(network_backend=Backend(self._watch, lookup=self._looked_up), **common)
            )
        return self._pools[proxy]

    def _looked_up(self, host, port):
        ips = resolved(host, port)
        self._door.admit(host, ips)
        return ips

    def close(self):
        for pool in self._pools.values():
            pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream):
        self._stream = stream

    def __iter__(self):
        yield from self._stream

    def close(self):
        self._stream.close()


@cache
def _ssl_context():
    return httpx.create_ssl_context()


def _literal_ips(host):
    if host.casefold().rstrip(".").split(".")[-1] == "localhost":
        return ["127.0.0.1"]
    try:
        return [str(ipaddress.ip_address(host.strip("[]")))]
    except ValueError:
        return []


def _proxy_for(url):
    proxy = urllib.request.getproxies().get(url.scheme)
    if not proxy or urllib.request.proxy_bypass(url.host) or any(map(is_local, _literal_ips(url.host))):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
