"""What a person says about a server's operations where its file leaves it open: the file for `--map`.

    [listAccounts]
    operation = POST /users/{page}/{count}
    pageNo = page
    x-country = query land
    x-national-id =

    [getDashboard]
    operation =

A section is one of our operations; `operation` is theirs, each other line one of our parameters and theirs, with its
place in front where the name alone is not enough. Nothing behind the sign: this server has none.
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from console.api.contract import Contract, Operation
from console.api.spec.vendor import VendorFile, VendorOperation, VendorParameter

OPERATION = "operation"


class MapError(Exception):
    """The map says something that cannot be; the message names it."""


@dataclass
class GivenOperation:
    """What the map says about one of our operations."""

    says_operation: bool = False
    theirs: VendorOperation | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    """Our name to their name, with or without its place; empty where there is none."""

    def parameters_of(self, theirs: VendorOperation) -> dict[str, VendorParameter | None]:
        """The named parameters of the operation that was found. Raises MapError."""
        named = {ours: _parameter(theirs, name) for ours, name in self.parameters.items()}
        taken = [one for one in named.values() if one is not None]
        if len(taken) != len(set(taken)):
            raise MapError(f"One parameter of {theirs.key} is named for two of ours.")
        return named


Given = Mapping[str, GivenOperation]


def read_map(text: str, ours: Contract, theirs: VendorFile) -> dict[str, GivenOperation]:
    """The map, every name in it held against both sides. Raises MapError."""
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, default_section="\0")
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise MapError(f"It cannot be read: {error.message.splitlines()[0]}") from None
    by_key: dict[str, VendorOperation] = {one.key: one for one in theirs.operations}
    given = {name: _section(parser[name], ours, by_key) for name in parser.sections()}
    _refuse_doubles(given)
    return given


def _section(section: Any, ours: Contract, by_key: Mapping[str, VendorOperation]) -> GivenOperation:
    if not ours.has(section.name):
        raise MapError(f"[{section.name}]: the console knows no such operation.")
    operation = ours.operation(section.name)
    given = GivenOperation()
    for name, value in section.items():
        if name == OPERATION:
            given.says_operation = True
            given.theirs = _operation(operation, value, by_key) if value else None
        elif name not in {parameter.name for parameter in operation.parameters}:
            raise MapError(f"[{section.name}]: {operation.title} has no parameter {name}.")
        else:
            given.parameters[name] = " ".join(value.split())
    return given


def _operation(ours: Operation, value: str, by_key: Mapping[str, VendorOperation]) -> VendorOperation:
    method, _blank, path = value.partition(" ")
    found = by_key.get(f"{method.upper()} {path.strip()}")
    if found is None:
        raise MapError(f"[{ours.id}]: the file has no operation {value}.")
    if found.method == "DELETE" and not ours.writes:
        raise MapError(f"[{ours.id}]: {ours.title} only reads, and {found.key} deletes.")
    return found


def _parameter(theirs: VendorOperation, name: str) -> VendorParameter | None:
    if not name:
        return None
    found = [one for one in theirs.parameters if name in (one.name, str(one))]
    if len(found) != 1:
        problem = "has no parameter" if not found else "has more than one parameter"
        raise MapError(f"{theirs.key} {problem} {name}.")
    return found[0]


def _refuse_doubles(given: Given) -> None:
    seen: dict[VendorOperation, str] = {}
    for name, one in given.items():
        if one.theirs is None:
            continue
        if one.theirs in seen:
            raise MapError(f"{one.theirs.key} is given to both {seen[one.theirs]} and {name}.")
        seen[one.theirs] = name
