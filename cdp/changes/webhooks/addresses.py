"""Where we may send: to servers of others on the open internet, by https, and never into a network of our own.

Checked when an address is saved, so that whoever writes it is told, and at each sending, when it counts: a name may
mean another machine by then. The name is looked up once, and what was looked at is what is connected to.
"""

import concurrent.futures
import ipaddress

import httpcore
import httpx
from django.conf import settings

from indicators.sources.fetching.connection import is_local, resolved

PORTS = {443, 8443}
LONGEST = 500
LOOKUP_SECONDS = 5
OWN_NETWORK = "This address leads into a private network or to this machine itself. Webhooks go to public addresses."
_lookups = concurrent.futures.ThreadPoolExecutor(max_workers=4, thread_name_prefix="webhook-lookup")


class AddressRefused(Exception):
    """The message says why nothing is sent there."""


def checked(text):
    """The address as it is kept; AddressRefused for what cannot be one, before its name is looked up."""
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL as error:
        raise AddressRefused("Enter a web address, such as https://hooks.example.gov.uk/changes.") from error
    if not url.host or url.scheme not in ("https", "http") or not text.isprintable():
        raise AddressRefused("Enter a web address that begins with https://.")
    if url.userinfo:
        raise AddressRefused("Leave name and password out of the address. What we send is signed instead.")
    if url.fragment:
        raise AddressRefused("Leave out what comes after # in the address: no server is ever told it.")
    if len(str(url)) > LONGEST:
        raise AddressRefused(f"The address is longer than {LONGEST} characters.")
    if settings.WEBHOOKS_TO_THIS_MACHINE and _is_this_machine(url.host):
        return str(url)
    if url.scheme != "https":
        raise AddressRefused("The address must begin with https://: others could read what is sent by http.")
    if (url.port or 443) not in PORTS:
        raise AddressRefused("Use port 443 or 8443.")
    return str(url)


def admitted(host, port):
    """The addresses of a host, all of which may be sent to; AddressRefused, or httpcore.ConnectError if it has none."""
    found = _lookups.submit(resolved, host, port)
    try:
        ips = found.result(timeout=LOOKUP_SECONDS)
    except concurrent.futures.TimeoutError as error:
        raise httpcore.ConnectTimeout(f"{host} could not be looked up in time") from error
    # Of several all: which of them would be connected to is the network's choice.
    if any(is_local(ip) for ip in ips) and not (
        settings.WEBHOOKS_TO_THIS_MACHINE and all(ipaddress.ip_address(ip.split("%")[0]).is_loopback for ip in ips)
    ):
        raise AddressRefused(OWN_NETWORK)
    return ips


def looked_up(text):
    """The checked address, whose name is also known and leads to the open internet. For forms."""
    url = httpx.URL(checked(text))
    try:
        # As it is sent to: in letters of its own a name may be read in two ways, of which one is another server.
        admitted(url.raw_host.decode(), url.port or 443)
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise AddressRefused(f"There is no server of the name {url.host}. Check the address.") from error
    return str(url)


def _is_this_machine(host):
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
