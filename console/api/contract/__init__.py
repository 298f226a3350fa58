"""The Admin API as data: what SigningHub offers, read once from `admin-api.openapi.json`.

Code names operations by their ids and parameters by their argument names (`x-user-name` → `user_name`, `sort-by` →
`sort_by`); methods and paths stand in the file alone. A server whose own description was imported is spoken to through
an *overlay*, which changes what goes over the wire and never the names that code uses:

    {"operations": {"listAccounts": {"method": "post", "path": "/users/{no}/{count}",
                                     "parameters": {"pageNo": {"name": "no", "in": "path", "schema": <schema>},
                                                    "x-country": null},
                                     "body": <schema>, "body_names": {"user_name": "userName"},
                                     "answer": <schema>, "content_type": "application/json"}},
     "unmapped": ["getDashboard"], "schemas": {<name>: <schema>}, "source": {"digest": …}}

A parameter that an overlay maps to null does not exist on that server; neither do the operations under "unmapped".
Schemas are the server's own; theirs.py lays them over ours. With a "source", as import_spec writes it, the overlay
speaks for all operations: one that it does not mention (a later console has it) is not offered either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from console.api.contract.schemas import Schema, pointed_at, properties_of, resolved
from console.api.contract.theirs import folded, with_their_answer, with_their_body, with_their_limits
from console.api.errors import ApiNotOffered

__all__ = ["Contract", "Operation", "Parameter", "argument_name", "folded", "load_contract", "titles_of"]

CONTRACT_FILE = Path(__file__).with_name("admin-api.openapi.json")

# The guide names the same five parts differently from list to list.
ROLES = {
    "page": {"page", "pageno", "pagenumber"},
    "size": {"records", "recordperpage", "pagesize"},
    "sort": {"sortby", "sortcolumn"},
    "ascending": {"asc", "ascending"},
    "search": {"searchtext", "search"},
}
# The guide spells these in two ways, and lists the second one as a parameter on some operations only. AdminApi sets it
# on every call from the address it resolved, so nobody else may.
GENERAL_HEADERS = {"accept-language", "x-forwarded-for"}
SET_BY_US = {"x-forwarded-for"}
Role = Literal["page", "size", "sort", "ascending", "search"]
COUNTRIES = "#/components/schemas/Country"
_EMPTY: Mapping[str, Any] = MappingProxyType({})


def argument_name(name: str) -> str:
    """What code calls a parameter: `x-user-name` → `user_name`, `sort-by` → `sort_by`, `pageNo` as it is."""
    if name.lower() in GENERAL_HEADERS:
        name = name.lower()
    return name.removeprefix("x-").replace("-", "_")


@dataclass(frozen=True, eq=False)
class Parameter:
    """One value that an operation takes outside its body."""

    name: str
    """The contract's own name; `argument` derives from it."""
    wire_name: str
    """What this server calls it."""
    location: str
    """path, query or header."""
    required: bool
    schema: Schema
    description: str = ""
    is_in_our_path: bool = False
    """Whether it names what the operation is about, wherever this server takes it."""
    writes: bool = False
    """Whether sending it turns a read into a change."""
    may_be_empty: bool = False
    """Whether nothing may stand in its place in the path: an empty segment ("") or none at all (None)."""

    @cached_property
    def argument(self) -> str:
        return argument_name(self.name)


@dataclass(frozen=True, eq=False)
class Operation:
    """One thing that SigningHub can be asked to do."""

    id: str
    title: str
    description: str
    method: str
    path: str
    effect: str
    right: tuple[str, str] | None
    security: tuple[str, ...]
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    content_type: str = ""
    """The body's media type; empty where the operation takes no body."""
    body_required: bool = False
    body_schema: Schema = field(default_factory=lambda: _EMPTY)
    body_names: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    """Properties of the body that this server spells otherwise: our name to its own."""
    answer_schema: Schema = field(default_factory=lambda: _EMPTY)

    @property
    def writes(self) -> bool:
        return self.effect == "write"

    def asked_with(self, arguments: Mapping[str, Any]) -> Operation:
        """The operation as these arguments make it: a read that is sent one which writes is a change."""
        given = [parameter for name, parameter in self.arguments.items() if arguments.get(name) not in (None, False)]
        return replace(self, effect="write") if any(parameter.writes for parameter in given) else self

    @cached_property
    def is_export(self) -> bool:
        """Whether the answer is a file that SigningHub takes its time to make."""
        return "export" in self.title.casefold()

    @cached_property
    def arguments(self) -> Mapping[str, Parameter]:
        """The parameters by the names that `AdminApi.call` takes."""
        return MappingProxyType({parameter.argument: parameter for parameter in self.parameters})

    @cached_property
    def path_parameters(self) -> tuple[Parameter, ...]:
        """Those in the contract's own path: what the operation is about, and its page."""
        return tuple(parameter for parameter in self.parameters if parameter.is_in_our_path)

    @cached_property
    def body_properties(self) -> Mapping[str, Schema]:
        """The body's own properties by name; empty where the body is not an object, or is one of any shape."""
        return MappingProxyType(properties_of(self.body_schema))

    @cached_property
    def answer_properties(self) -> Mapping[str, Schema]:
        """The properties of the record that is answered; of a row, where rows are."""
        schema = self.answer_schema
        return MappingProxyType(properties_of(schema.get("items", {}) if schema.get("type") == "array" else schema))

    @property
    def row_properties(self) -> Mapping[str, Schema]:
        """The properties of a list's rows; empty where no list is answered."""
        return self.answer_properties if self.answer_schema.get("type") == "array" else _EMPTY

    def playing(self, role: Role) -> Parameter | None:
        """The parameter that says which page, how many rows, the order or the search text; None where none does."""
        return self._roles.get(role)

    @cached_property
    def _roles(self) -> dict[str, Parameter]:
        return {
            role: parameter
            for role, names in ROLES.items()
            for parameter in self.parameters
            if folded(parameter.argument) in names
        }

    @property
    def is_paged(self) -> bool:
        """Whether SigningHub cuts this list into pages."""
        return self.playing("page") is not None and self.playing("size") is not None


class Contract:
    """All operations of one SigningHub."""

    def __init__(self, operations: Mapping[str, Operation], missing: Mapping[str, str] = _EMPTY) -> None:
        self._operations = MappingProxyType(dict(operations))
        self._missing = MappingProxyType(dict(missing))

    def has(self, operation_id: str) -> bool:
        """Whether this SigningHub offers the operation."""
        return operation_id in self._operations

    def operation(self, operation_id: str) -> Operation:
        """The operation of that id; KeyError names an id that is not there.

        Raises ApiNotOffered for one that exists, but not on this SigningHub, as far as its own description tells.
        """
        found = self._operations.get(operation_id)
        if found is not None:
            return found
        if operation_id in self._missing:
            raise ApiNotOffered(_not_offered(self._missing[operation_id]), operation=operation_id, sent=False)
        raise KeyError(f"The contract has no operation {operation_id!r}.")

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(self._operations.values())


def load_contract(overlay: Mapping[str, Any] | None = None) -> Contract:
    """The contract, with a server's own description laid over it; parsed once per process and overlay."""
    if not overlay:
        return _our_contract()
    # An imported overlay is large and names itself, so that no request has to go through it.
    key = str(overlay.get("source", {}).get("digest", "")) or digest_of(overlay)
    if key not in _overlaid:
        _overlaid[key] = _build(json.loads(json.dumps(overlay)))
    return _overlaid[key]


def titles_of(schema: Schema) -> Mapping[str, str]:
    """What to call the values of a property that takes them from the guide's appendix, such as a language's key.

    Countries go by their names in the reader's language; what is sent stays as SigningHub spells it.
    """
    reference = schema.get("x-values-of")
    return _titles(reference, get_language() if reference == COUNTRIES else None) if reference else _EMPTY


@cache
def _titles(reference: str, language: str | None) -> Mapping[str, str]:
    titles: Mapping[str, str] = pointed_at(_document(), reference).get("x-titles", _EMPTY)
    # The catalogue has them under this context (locale/messages.py).
    return {key: pgettext("country", title) for key, title in titles.items()} if language else titles


def digest_of(overlay: Mapping[str, Any]) -> str:
    """What tells one overlay from another."""
    return hashlib.sha256(json.dumps(overlay, sort_keys=True).encode()).hexdigest()


_overlaid: dict[str, Contract] = {}


def _not_offered(title: str) -> str:
    return _("This SigningHub does not offer “%(title)s”, as far as its own description tells.") % {"title": title}


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(CONTRACT_FILE.read_text(encoding="utf-8"))
    return document


@cache
def _our_contract() -> Contract:
    return _build({})


def _build(overlay: Mapping[str, Any]) -> Contract:
    document = _document()
    if schemas := overlay.get("schemas"):
        components = document["components"]
        document = document | {"components": components | {"schemas": components["schemas"] | schemas}}
    unmapped = set(overlay.get("unmapped", ()))
    changes = overlay.get("operations", {})
    speaks_for_all = "source" in overlay
    operations = {}
    missing = {}
    for path, item in document["paths"].items():
        for method, raw in item.items():
            if method in ("parameters", "summary", "description", "servers"):
                continue
            if raw["operationId"] in unmapped or (speaks_for_all and raw["operationId"] not in changes):
                missing[raw["operationId"]] = raw["summary"]
                continue
            shared = item.get("parameters", [])
            operations[raw["operationId"]] = _operation(
                document, path, method, raw, shared, changes.get(raw["operationId"], {})
            )
    return Contract(operations, missing)


def _operation(
    document: dict[str, Any],
    path: str,
    method: str,
    raw: dict[str, Any],
    shared: list[dict[str, Any]],
    change: Mapping[str, Any],
) -> Operation:
    body: Schema = resolved(document, raw.get("requestBody", {}))
    content: dict[str, Any] = body.get("content", {})
    content_type = next(iter(content), "")
    body_schema = content.get(content_type, {}).get("schema", _EMPTY)
    if "body" in change:
        body_schema = with_their_body(body_schema, resolved(document, change["body"]))
    answer_schema = resolved(document, _answer_schema(document, raw))
    if "answer" in change:
        answer_schema = with_their_answer(answer_schema, resolved(document, change["answer"]))
    right = raw["x-right"]
    return Operation(
        id=raw["operationId"],
        title=raw["summary"],
        description=raw.get("description", ""),
        method=change.get("method", method).upper(),
        path=change.get("path", path),
        effect=raw["x-effect"],
        right=(right[0], right[1]) if right else None,
        security=tuple(name for alternative in raw.get("security", []) for name in alternative),
        tags=tuple(raw.get("tags", ())),
        parameters=_parameters(document, [*shared, *raw.get("parameters", [])], change.get("parameters", {})),
        content_type=change.get("content_type", content_type),
        body_required=bool(body.get("required")),
        body_schema=body_schema,
        body_names=change.get("body_names", _EMPTY),
        answer_schema=answer_schema,
    )


def _parameters(
    document: dict[str, Any], raw: list[dict[str, Any]], changes: Mapping[str, Any]
) -> tuple[Parameter, ...]:
    parameters = []
    for entry in (resolved(document, one) for one in raw):
        change = changes.get(entry["name"], {})
        if change is None or entry["name"].lower() in SET_BY_US:
            continue
        schema = entry.get("schema", _EMPTY)
        if "schema" in change:
            schema = with_their_limits(schema, resolved(document, change["schema"]))
        parameters.append(
            Parameter(
                name=entry["name"],
                wire_name=change.get("name", entry["name"]),
                location=change.get("in", entry["in"]),
                required=bool(change.get("required", entry.get("required", False))),
                schema=schema,
                description=entry.get("description", ""),
                is_in_our_path=entry["in"] == "path",
                writes=entry.get("x-effect") == "write",
                may_be_empty=entry.get("x-may-be-empty", False),
            )
        )
    return tuple(parameters)


def _answer_schema(document: dict[str, Any], raw: dict[str, Any]) -> Schema:
    """The schema of the first successful answer that has one."""
    for status, answer in sorted(raw["responses"].items()):
        if not str(status).startswith("2"):
            continue
        for media in resolved(document, answer).get("content", {}).values():
            schema: Schema = media.get("schema", _EMPTY)
            return schema
    return _EMPTY
