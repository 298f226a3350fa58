"""Reading a server's own OpenAPI file (3.0 or 3.1, JSON): its operations, whatever it calls them.

The file is somebody else's: nothing in it is believed further than it can be used, and what cannot be read is said in
a sentence. Hosts in it are never connected to; the environment's address is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

from console.api.contract import ROLES, Role, argument_name, folded
from console.api.contract.schemas import Schema
from console.api.contract.theirs import types_of
from console.api.spec.shapes import Shapes, plain_shape

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
LOCATIONS = ("path", "query", "header")
LONGEST_FILE = 32 * 1024 * 1024
# Set by HTTP or by the console itself on every call, or, the last one, a header of answers that the guide lists here.
NOT_OURS_TO_GIVE = {"accept", "contenttype", "authorization", "xforwardedfor", "xrequestid", "xtotalrecords"}
# What other servers call the five parts of a paged list, besides what the guide calls them.
OTHER_NAMES: dict[Role, set[str]] = {
    "page": {"pageindex", "currentpage"},
    "size": {"recordsperpage", "pagelength", "perpage", "itemsperpage", "limit", "size", "rows", "count", "take"},
    "sort": {"sort", "orderby", "ordercolumn", "sortfield", "sortkey"},
    "ascending": {"isascending", "sortascending"},
    "search": {"searchterm", "searchquery", "freetext", "query", "q", "keyword"},
}
TYPE_OF_ROLE: dict[Role, set[str]] = {
    "page": {"integer", "number"},
    "size": {"integer", "number"},
    "sort": {"string"},
    "ascending": {"boolean"},
    "search": {"string"},
}


class UnreadableFile(Exception):  # noqa: N818 - the state of the file
    """The file is no OpenAPI description that can be used; the message says why."""


@dataclass(frozen=True, eq=False)
class VendorParameter:
    """One value that their operation takes outside its body."""

    name: str
    location: str
    required: bool
    schema: Schema

    def __str__(self) -> str:
        return f"{self.location} {self.name}"

    @cached_property
    def folded(self) -> str:
        return folded(argument_name(self.name.lower() if self.location == "header" else self.name))

    @cached_property
    def role(self) -> Role | None:
        """Which of the five parts of a paged list it is, by its name and type; None where it is none of them."""
        return role_of(self.folded, self.schema)


def role_of(name: str, schema: Schema) -> Role | None:
    """Which of the five parts of a paged list a folded name stands for."""
    for role, other_names in OTHER_NAMES.items():
        fits = not types_of(schema) or types_of(schema) & TYPE_OF_ROLE[role]
        if fits and name in ROLES[role] | other_names:
            return role
    return None


@dataclass(frozen=True, eq=False)
class VendorOperation:
    """One operation of the file."""

    method: str
    path: str
    server: str
    """The address in `servers` that holds for it, empty where none does."""
    title: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[VendorParameter, ...]
    bodies: Mapping[str, Schema]
    """Schemas by media type, references as the file has them."""
    body_required: bool
    answer: Schema
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Parts of the path that have one value only."""

    @property
    def key(self) -> str:
        """How people name it: `GET /users/{id}`."""
        return f"{self.method} {self.path}"

    def __str__(self) -> str:
        return f"{self.key} ({self.title or self.description[:60] or 'no title'})"


@dataclass(frozen=True)
class VendorFile:
    """A server's own description of its API."""

    title: str
    version: str
    operations: tuple[VendorOperation, ...]
    shapes: Shapes


def read_vendor_file(content: bytes) -> VendorFile:
    """The operations of an OpenAPI file; UnreadableFile says in a sentence what is wrong with it."""
    document = _parsed(content)
    shapes = Shapes(_mapping(_mapping(document.get("components")).get("schemas")))
    info = _mapping(document.get("info"))
    try:
        operations = tuple(_operations(document, shapes))
    except RecursionError:
        raise UnreadableFile("It refers to itself without end.") from None
    if not operations:
        raise UnreadableFile("It describes no operation.")
    return VendorFile(_text(info.get("title")), _text(info.get("version")), operations, shapes)


def _parsed(content: bytes) -> dict[str, Any]:
    if len(content) > LONGEST_FILE:
        raise UnreadableFile(f"It is larger than {LONGEST_FILE // 2**20} MB.")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise UnreadableFile("It is not JSON. A YAML file has to be converted to JSON first.") from None
    if not isinstance(document, dict):
        raise UnreadableFile("It is JSON, but not an OpenAPI file.")
    version = str(document.get("openapi", document.get("swagger", "")))
    if not re.match(r"3\.[01](\.|$)", version):
        known = f"OpenAPI {version}" if version else "no OpenAPI file"
        raise UnreadableFile(f"It is {known}; OpenAPI 3.0 and 3.1 are read.")
    return document


def _operations(document: Mapping[str, Any], shapes: Shapes) -> Iterator[VendorOperation]:
    for path, raw_item in _mapping(document.get("paths")).items():
        item = _followed(document, raw_item)
        for method in METHODS:
            if isinstance(item.get(method), Mapping):
                yield _operation(document, shapes, path, method, item)


def _operation(
    document: Mapping[str, Any], shapes: Shapes, path: str, method: str, item: Mapping[str, Any]
) -> VendorOperation:
    raw = item[method]
    # An operation's own parameter replaces the one of its path.
    found = {(one.name, one.location): one for one in _parameters(document, shapes, item)}
    for one in _own_first(_parameters(document, shapes, raw)):
        found[one.name, one.location] = one
    body = _followed(document, raw.get("requestBody"))
    servers = next((level["servers"] for level in (raw, item, document) if level.get("servers")), ())
    fixed = {one.name: value for one in found.values() if (value := _only_value(one)) is not None}
    return VendorOperation(
        method=method.upper(),
        path=path,
        server=_server(servers),
        title=_text(raw.get("summary")),
        description=_text(raw.get("description")),
        tags=tuple(_text(tag) for tag in _list(raw.get("tags"))),
        parameters=tuple(one for one in found.values() if one.name not in fixed),
        bodies={kind: _mapping(_mapping(media).get("schema")) for kind, media in _mapping(body.get("content")).items()},
        body_required=body.get("required") is True,
        answer=_answer(document, raw),
        fixed=fixed,
    )


def _own_first(parameters: Iterator[VendorParameter]) -> Iterator[VendorParameter]:
    """Each parameter once: the file behind the guide lists some of them twice."""
    seen = set()
    for one in parameters:
        if (one.name, one.location) not in seen:
            seen.add((one.name, one.location))
            yield one


def _parameters(document: Mapping[str, Any], shapes: Shapes, level: Mapping[str, Any]) -> Iterator[VendorParameter]:
    for entry in _list(level.get("parameters")):
        raw = _followed(document, entry)
        name, location = _text(raw.get("name")), raw.get("in")
        if not name or location not in LOCATIONS or (location == "header" and folded(name) in NOT_OURS_TO_GIVE):
            continue
        medium = _mapping(next(iter(_mapping(raw.get("content")).values()), None))
        schema = shapes.followed(_mapping(raw.get("schema") or medium.get("schema")))
        required = location == "path" or raw.get("required") is True
        yield VendorParameter(name, str(location), required, plain_shape(schema))


def _only_value(parameter: VendorParameter) -> str | None:
    """The value of a part of the path that can have one value only, such as a version of the API."""
    values = parameter.schema.get("enum", ())
    if parameter.location != "path" or len(values) != 1:
        return None
    return str(values[0])


def _answer(document: Mapping[str, Any], raw: Mapping[str, Any]) -> Schema:
    for status, answer in sorted(_mapping(raw.get("responses")).items(), key=lambda one: str(one[0])):
        if not str(status).startswith("2"):
            continue
        content = _mapping(_followed(document, answer).get("content"))
        medium = next((content[kind] for kind in content if "json" in kind), None)
        if isinstance(medium, Mapping):
            return _mapping(medium.get("schema"))
    return {}


def _server(servers: Any) -> str:
    """The first of the addresses, its variables replaced by their defaults."""
    first = _mapping(next(iter(_list(servers)), None))
    variables = _mapping(first.get("variables"))

    def default(found: re.Match[str]) -> str:
        return _text(_mapping(variables.get(found[1])).get("default"))

    return re.sub(r"\{([^{}]+)\}", default, _text(first.get("url")))


def path_of_server(server: str) -> str:
    """The path that an address in `servers` puts before every operation's, without a slash at the end."""
    try:
        path = urlsplit(server).path
    except ValueError:
        raise UnreadableFile(f"An address in its servers makes no sense: {server[:100]}") from None
    return quote(path.rstrip("/"), safe="/%:@!$&'()*+,;=~-._") if path.strip("/") else ""


def _followed(document: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    """A parameter, body, answer or path item with its reference into the same file followed; empty where it leads
    nowhere."""
    for _step in range(20):
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        if not isinstance(reference, str):
            return _mapping(node)
        node = document if reference.startswith("#/") else None
        for step in reference[2:].split("/"):
            node = _mapping(node).get(step.replace("~1", "/").replace("~0", "~"))
    return {}


def _mapping(node: Any) -> Mapping[str, Any]:
    return node if isinstance(node, Mapping) else {}


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def _text(node: Any) -> str:
    return node.strip() if isinstance(node, str) else ""
