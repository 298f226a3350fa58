"""From a server's file to the overlay that `load_contract` applies, with everything that was left out and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from console.api.contract import Contract, Operation, Parameter, digest_of, load_contract
from console.api.contract.schemas import Schema
from console.api.contract.theirs import spelling_of, types_of
from console.api.spec.given import Given
from console.api.spec.operations import candidates_for, match_operations
from console.api.spec.parameters import ParameterMatches, match_parameters
from console.api.spec.shapes import Shapes, plain_shape
from console.api.spec.vendor import VendorFile, VendorOperation, VendorParameter, path_of_server

# The media types that a request can be written in, in the order in which they are preferred.
WRITABLE = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded", "application/octet-stream")
LIMITS = ("type", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern")
# Without these nobody signs in through the environment.
SIGN_IN = ("authenticate", "exchangeToken", "getSessionOperator")


@dataclass(frozen=True)
class Unmapped:
    """One of our operations, or one of its parameters, that has no certain counterpart."""

    operation: Operation
    reason: str
    candidates: tuple[str, ...] = ()
    parameter: str = ""


@dataclass
class Import:
    """What came of a file."""

    overlay: dict[str, Any]
    unmapped: list[Unmapped] = field(default_factory=list)
    hidden: list[Unmapped] = field(default_factory=list)
    """Optional parameters that this server has not: their filters are not shown."""
    added: list[VendorOperation] = field(default_factory=list)
    """Operations that the console has no use for."""
    notes: list[str] = field(default_factory=list)

    @property
    def mapped(self) -> int:
        return len(self.overlay["operations"])

    @property
    def signs_nobody_in(self) -> list[Unmapped]:
        return [one for one in self.unmapped if one.operation.id in SIGN_IN]


class CannotBeCalled(Exception):  # noqa: N818 - the state of the pair
    """An operation was found, but not all that it needs is known; the message says what."""

    def __init__(self, reason: str, candidates: tuple[str, ...] = (), parameter: str = "") -> None:
        super().__init__(reason)
        self.reason, self.candidates, self.parameter = reason, candidates, parameter


def build_import(file: VendorFile, given: Given, base_url: str, *, ours: Contract | None = None) -> Import:
    """Map a server's file onto our operations. `base_url` is the environment's address. Raises MapError."""
    operations = (ours or load_contract()).operations
    matches = match_operations(operations, file, given)
    taken = set(matches.found.values())
    result = Import({"operations": {}, "unmapped": []}, added=[one for one in file.operations if one not in taken])
    base_path = urlsplit(base_url).path.rstrip("/")
    used: list[Schema] = []
    if note := _note_on_servers(file, base_url):
        result.notes.append(note)
    for operation in operations:
        theirs = matches.found.get(operation.id)
        if theirs is None:
            names = tuple(str(one) for one in candidates_for(operation, file, taken))
            result.unmapped.append(Unmapped(operation, matches.reasons[operation.id], names))
            continue
        named = given[operation.id].parameters_of(theirs) if operation.id in given else {}
        parameters = match_parameters(operation.parameters, theirs.parameters, named)
        try:
            entry = _entry(operation, theirs, parameters, file.shapes, base_path)
        except CannotBeCalled as problem:
            result.unmapped.append(Unmapped(operation, problem.reason, problem.candidates, problem.parameter))
            continue
        result.overlay["operations"][operation.id] = entry
        result.hidden += _hidden(operation, parameters)
        result.notes += _notes_on_body(operation, theirs, file.shapes)
        used += [theirs.answer] if "answer" in entry else []
        used += theirs.bodies.values() if "body" in entry else []
    _complete(result, file, used)
    return result


def _complete(result: Import, file: VendorFile, used: Iterable[Schema]) -> None:
    overlay = result.overlay
    overlay["unmapped"] = [one.operation.id for one in result.unmapped]
    # For the page of the environment: what is open, and what could be meant.
    overlay["left"] = [_left(one) for one in (*result.unmapped, *result.hidden)]
    overlay["schemas"] = file.shapes.used_by(used)
    overlay["source"] = {"title": file.title[:200], "version": file.version[:50]}
    overlay["source"]["digest"] = digest_of(overlay)


def _left(one: Unmapped) -> dict[str, Any]:
    left = {"operation": one.operation.id, "parameter": one.parameter, "candidates": list(one.candidates)}
    return {key: value for key, value in left.items() if value}


def _entry(
    ours: Operation, theirs: VendorOperation, parameters: ParameterMatches, shapes: Shapes, base_path: str
) -> dict[str, Any]:
    """What changes on the wire for one operation. Raises CannotBeCalled."""
    _check_parameters(ours, parameters)
    entry: dict[str, Any] = {"method": theirs.method.lower(), "path": _path(theirs, parameters, base_path)}
    changes = {one.name: _change(one, parameters) for one in ours.parameters}
    entry["parameters"] = {name: change for name, change in changes.items() if change != {}}
    entry |= _body(ours, theirs, shapes)
    if theirs.answer and not shapes.is_too_large(theirs.answer):
        entry["answer"] = plain_shape(theirs.answer)
    return entry


def _check_parameters(ours: Operation, parameters: ParameterMatches) -> None:
    names = tuple(str(one) for one in parameters.theirs_left)
    needed = {one.name for one in ours.parameters if one.required}
    for name in [one.name for one in parameters.ours_left if one.required] + sorted(parameters.absent & needed):
        raise CannotBeCalled(f"its parameter {name} could not be told apart", names, name)
    for other in parameters.theirs_left:
        if other.required and "default" not in other.schema:
            raise CannotBeCalled(f"it needs {other}, which the console does not know", (str(other),))
    for one in ours.parameters:
        found = parameters.found.get(one.name)
        if found and found.location == "path" and not one.required:
            raise CannotBeCalled(f"{one.name} may be left out here, but {found} may not", (str(found),), one.name)


def _change(ours: Parameter, parameters: ParameterMatches) -> dict[str, Any] | None:
    found = parameters.found.get(ours.name)
    if found is None:
        is_absent = ours.name in parameters.absent or any(one is ours for one in parameters.ours_left)
        return None if is_absent else {}
    change: dict[str, Any] = {}
    if found.name != ours.name:
        change["name"] = found.name
    if found.location != ours.location:
        change["in"] = found.location
    if limits := _limits(ours, found):
        change["schema"] = limits
    return change


def _limits(ours: Parameter, theirs: VendorParameter) -> Schema:
    """Their type, values and limits where they differ from ours; a list or an object could not be sent anyway."""
    if types_of(theirs.schema) & {"array", "object"}:
        return {}
    return {
        key: theirs.schema[key] for key in LIMITS if key in theirs.schema and theirs.schema[key] != ours.schema.get(key)
    }


def _path(theirs: VendorOperation, parameters: ParameterMatches, base_path: str) -> str:
    """The whole path behind the environment's address, with places for the parameters in it and nothing else."""
    places = {one.name for one in parameters.found.values() if one.location == "path"}
    template = re.split(r"\{([^{}]*)\}", theirs.path)
    if "?" in theirs.path or "#" in theirs.path or not theirs.path.startswith("/"):
        raise CannotBeCalled("its path is not a plain path", (theirs.key,))
    parts = []
    for number, part in enumerate(template):
        if number % 2 == 0:
            parts.append(quote(part, safe="/%:@!$&'()*+,;=~-._"))
        elif part in theirs.fixed:
            parts.append(quote(theirs.fixed[part], safe=""))
        elif part in places:
            parts.append(f"{{{part}}}")
        else:
            raise CannotBeCalled(f"its path has a place {{{part}}} that no parameter fills", (theirs.key,))
    if places - set(template[1::2]):
        raise CannotBeCalled("a parameter has no place in its path", (theirs.key,))
    return _prefix(theirs, base_path) + "".join(parts)


def _prefix(theirs: VendorOperation, base_path: str) -> str:
    """What `servers` puts before the path, unless the environment's own address ends in it already."""
    path = path_of_server(theirs.server)
    if base_path and (base_path == path or base_path.endswith(path)):
        return ""
    if base_path and path.startswith(base_path + "/"):
        return path.removeprefix(base_path)
    # The person who set up the environment knows where it is; the file knows only how it was when it was written.
    return "" if base_path else path


def _note_on_servers(file: VendorFile, base_url: str) -> str:
    """A sentence where the file names another host or path than the environment."""
    named = sorted({one.server for one in file.operations if urlsplit(one.server).netloc})
    other = [server for server in named if urlsplit(server).netloc.lower() != urlsplit(base_url).netloc.lower()]
    if not other:
        return ""
    return f"The file is for {', '.join(other[:3])}; the host of this environment stays {urlsplit(base_url).netloc}."


def _body(ours: Operation, theirs: VendorOperation, shapes: Shapes) -> dict[str, Any]:
    if not ours.content_type:
        needed = sorted(name for schema in theirs.bodies.values() for name in shapes.required(schema))
        if theirs.body_required and needed:
            raise CannotBeCalled(f"it needs {', '.join(needed)} in a body, which the console does not know")
        return {}
    kinds = {kind.split(";")[0].strip().lower(): schema for kind, schema in theirs.bodies.items()}
    preferred = [ours.content_type, *WRITABLE]
    kind = next((kind for kind in preferred if kind in kinds), None)
    if kind is None:
        offered = ", ".join(kinds) or "none"
        raise CannotBeCalled(f"it takes a body of a kind that the console does not write ({offered})")
    schema = kinds[kind]
    entry: dict[str, Any] = {} if kind == ours.content_type else {"content_type": kind}
    if not schema or shapes.is_too_large(schema):
        return entry
    names = {spelling_of(name, ours.body_properties): name for name in shapes.properties(schema)}
    if other := {name: theirs_name for name, theirs_name in names.items() if name != theirs_name}:
        entry["body_names"] = other
    return entry | {"body": plain_shape(schema)}


def _notes_on_body(ours: Operation, theirs: VendorOperation, shapes: Shapes) -> Iterator[str]:
    """What their body needs and ours has not: the server will refuse the screen's input and say why."""
    for schema in theirs.bodies.values() if ours.body_properties else ():
        needed = {spelling_of(name, ours.body_properties) for name in shapes.required(schema)}
        if unknown := sorted(needed - set(ours.body_properties)):
            yield f"{ours.title} ({ours.id}) needs {', '.join(unknown)} in its body, which no screen asks for."


def _hidden(ours: Operation, parameters: ParameterMatches) -> Iterator[Unmapped]:
    names = tuple(str(one) for one in parameters.theirs_left)
    for one in parameters.ours_left:
        yield Unmapped(ours, "could not be told apart" if names else "not in the file", names, one.name)
