"""Every address of the console, as something that can be asked for."""

from __future__ import annotations

import re

from django.urls import get_resolver

from console.checks import Address
from console.checks import addresses as addresses_of

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
SAMPLES = {"int": "1", "str": "sample", "slug": "sample", "uuid": "00000000-0000-4000-8000-000000000000", "path": "a/b"}


def every_address(urlconf: str = "console.urls") -> list[Address]:
    """What the resolver leads to, each address once though it may have several names."""
    found: dict[str, Address] = {}
    for address in addresses_of(get_resolver(urlconf)):
        found.setdefault(address.route, address)
    return list(found.values())


def path_of(address: Address, **known: object) -> str:
    """A path to an address: its parameters replaced by `known` values, else by samples."""

    def value(match: re.Match[str]) -> str:
        return str(known.get(match["name"], SAMPLES[match["kind"] or "str"]))

    return "/" + PARAMETER.sub(value, address.route)
