"""The client's network address, believed only as far as the proxies in TRUSTED_PROXIES vouch for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

Network = IPv4Network | IPv6Network

# What only a proxy may say. From anybody else these are taken away before any code can believe them.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


@lru_cache(maxsize=8)
def networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks that TRUSTED_PROXIES names (addresses or CIDR); ValueError for anything else."""
    return tuple(ip_network(text.strip(), strict=False) for text in texts)


def client_address(meta: Mapping[str, Any], trusted: Iterable[str]) -> str:
    """The rightmost hop that is not one of our proxies, or "" where the peer has no address (a Unix socket).

    Everything left of that hop is what the client itself chose to send, so it is never looked at.
    """
    ours = networks(tuple(trusted))
    hops = [*str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(","), str(meta.get("REMOTE_ADDR", ""))]
    nearest = ""
    for hop in reversed(hops):
        address = _address(hop)
        if not address:
            return nearest
        nearest = address
        if not _is_in(address, ours):
            return address
    return nearest


def drop_forged(meta: MutableMapping[str, Any], trusted: Iterable[str]) -> None:
    """Take away what a peer that is not one of our proxies says in a proxy's name."""
    if not _is_in(_address(str(meta.get("REMOTE_ADDR", ""))), networks(tuple(trusted))):
        for name in FORWARDED:
            meta.pop(name, None)


def _address(text: str) -> str:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def _is_in(address: str, ours: Iterable[Network]) -> bool:
    return bool(address) and any(ip_address(address) in network for network in ours)
