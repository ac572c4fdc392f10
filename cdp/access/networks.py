"""Of an address from which something came, as much as its owner needs to see that it was not them: the network."""

import ipaddress


def network_of(address) -> str:
    """ "192.0.2.7" -> "192.0.…", "2001:db8:1::1" -> "2001:db8:…"; empty for what is no address.

    Two of four numbers, or two of eight groups, are shared by tens of thousands and say which provider or council.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 4:
        return ".".join([*str(found).split(".")[:2], "…"])
    return ":".join([*(group.lstrip("0") or "0" for group in found.exploded.split(":")[:2]), "…"])
