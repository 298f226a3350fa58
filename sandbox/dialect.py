"""Speaking a vendor's dialect: its own paths, methods and parameter names for the operations of the contract.

The vendor's OpenAPI file says how they travel, the key which of them is which:

    {"POST /kolu7/{sat}": {"operation": "listAccounts", "parameters": {"path sat": "pageNo"}}}

What the key does not name, the server does not have; it is as strict as ever about all else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandbox.contract import Contract, Operation, Parameter


def speaking(contract: Contract, file: Path, key_file: Path) -> Contract:
    """The contract as the vendor's file spells it, its operations under our ids."""
    document = json.loads(file.read_text("utf-8"))
    key = json.loads(key_file.read_text("utf-8"))
    prefix = _prefix(document)
    operations = {}
    for place, meaning in key.items():
        method, path = place.split(" ", 1)
        if method.lower() not in document["paths"].get(path, {}):
            raise ValueError(f"The key names {place}, which the file does not have.")
        ours = contract.operations[meaning["operation"]]
        operations[ours.id] = replace(
            ours, method=method, path=prefix + path, parameters=_parameters(ours, meaning["parameters"])
        )
    return contract.with_operations(operations)


def _parameters(ours: Operation, theirs: Mapping[str, str]) -> dict[str, Parameter]:
    """Our parameters where the vendor has them; those that travel with every call stay where they are."""
    places = {name: place.split(" ", 1) for place, name in theirs.items()}
    found = {}
    for name, parameter in ours.parameters.items():
        if name in places:
            location, spoken = places[name]
            found[name] = replace(parameter, location=location, spoken=spoken)
        elif name.lower() in ("x-forwarded-for", "accept-language"):
            found[name] = parameter
    return found


def _prefix(document: Mapping[str, Any]) -> str:
    """The path before every operation's, from the first of the file's servers."""
    servers = document.get("servers") or [{"url": ""}]
    variables = servers[0].get("variables", {})
    address = re.sub(r"\{(.+?)\}", lambda found: variables[found[1]]["default"], servers[0]["url"])
    return urlsplit(address).path.rstrip("/")
