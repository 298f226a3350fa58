"""The schemas of a server's file, in the one form that the console reads: OpenAPI 3.1, without words, its own names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from console.api.contract.schemas import Schema

# What of a schema says something about the value; descriptions, examples and extensions do not.
KEPT = {
    *("type", "enum", "format", "pattern", "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "minItems", "maxItems", "required", "readOnly", "writeOnly"),
}
LISTS_OF_SCHEMAS = ("allOf", "anyOf", "oneOf")
THEIRS = "theirs."
OUR_PLACE = "#/components/schemas/"
# A shape that unfolds to more schemas than this says more than any screen can show, and costs every worker seconds.
LARGEST = 5000
DEEPEST = 60


def plain_shape(schema: Any, depth: int = 0) -> dict[str, Any]:
    """One schema in the 3.1 form, its references pointing to where an overlay keeps their schemas."""
    if not isinstance(schema, Mapping) or depth > DEEPEST:
        return {}
    plain = {key: value for key, value in schema.items() if key in KEPT}
    if (name := _name(schema)) is not None:
        plain["$ref"] = OUR_PLACE + name_in_overlay(name)
    if isinstance(schema.get("properties"), Mapping):
        plain["properties"] = {name: plain_shape(one, depth + 1) for name, one in schema["properties"].items()}
    if isinstance(schema.get("items"), Mapping):
        plain["items"] = plain_shape(schema["items"], depth + 1)
    for key in LISTS_OF_SCHEMAS:
        if isinstance(schema.get(key), list):
            plain[key] = [plain_shape(one, depth + 1) for one in schema[key]]
    _modernise(plain, schema)
    return plain


def _modernise(plain: dict[str, Any], schema: Schema) -> None:
    """Write as 3.1 what 3.0 writes otherwise, and leave out what neither allows."""
    declared = plain.get("type")
    if not isinstance(declared, str | list):
        plain.pop("type", None)
    elif schema.get("nullable") is True:
        plain["type"] = [*([declared] if isinstance(declared, str) else declared), "null"]
    if "const" in schema:
        plain["enum"] = [schema["const"]]
    for key in ("enum", "required"):
        if not isinstance(plain.get(key, []), list):
            del plain[key]
    for key, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(plain.get(key), bool):
            is_exclusive = plain.pop(key)
            if is_exclusive and limit in plain:
                plain[key] = plain.pop(limit)


class Shapes:
    """The named schemas of one file."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._sizes: dict[str, int] = {}

    def followed(self, schema: Schema) -> Schema:
        """The schema with its own reference followed; empty where that leads nowhere."""
        for _step in range(DEEPEST):
            name = _name(schema)
            if name is None:
                return schema
            target = self._schemas.get(name)
            schema = target if isinstance(target, Mapping) else {}
        return {}

    def properties(self, schema: Schema, depth: int = 0) -> dict[str, Schema]:
        """The properties of an object, those of its parts included."""
        schema = self.followed(schema)
        found: dict[str, Schema] = {}
        if depth > DEEPEST:
            return found
        for part in schema.get("allOf", ()) if isinstance(schema.get("allOf"), list) else ():
            found |= self.properties(part, depth + 1)
        own = schema.get("properties")
        return found | (dict(own) if isinstance(own, Mapping) else {})

    def required(self, schema: Schema, depth: int = 0) -> set[str]:
        """The names of the properties that have to be given."""
        schema = self.followed(schema)
        parts = schema.get("allOf") if isinstance(schema.get("allOf"), list) and depth < DEEPEST else []
        own = schema.get("required")
        names = {name for name in own if isinstance(name, str)} if isinstance(own, list) else set()
        return names.union(*(self.required(part, depth + 1) for part in parts or ()))

    def is_too_large(self, schema: Schema) -> bool:
        """Whether the schema, all references followed, is more than the console takes on."""
        return self._size(schema, ()) > LARGEST

    def used_by(self, schemas: Iterable[Schema]) -> dict[str, dict[str, Any]]:
        """The named schemas that these lead to, under the names they have in an overlay."""
        found: dict[str, dict[str, Any]] = {}
        waiting: list[Any] = list(schemas)
        while waiting:
            for name in _names_in(waiting.pop()):
                if name_in_overlay(name) not in found:
                    target = self._schemas.get(name, {})
                    found[name_in_overlay(name)] = plain_shape(target)
                    waiting.append(target)
        return found

    def _size(self, schema: Any, open_names: tuple[str, ...]) -> int:
        name = _name(schema) if isinstance(schema, Mapping) else None
        if name is not None:
            if name in open_names or len(open_names) > DEEPEST:
                return 1
            if name not in self._sizes:
                self._sizes[name] = self._size(self._schemas.get(name, {}), (*open_names, name))
            return self._sizes[name]
        return 1 + sum(self._size(child, open_names) for child in _children(schema))


def name_in_overlay(name: str) -> str:
    """What a schema of theirs is called in an overlay: never as one of ours, and fit for a reference."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    mark = "" if plain == name else "." + hashlib.sha256(name.encode()).hexdigest()[:8]
    return THEIRS + plain + mark


def _name(schema: Schema) -> str | None:
    """The name of the schema that a reference leads to."""
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith(OUR_PLACE):
        return None
    return unquote(reference.removeprefix(OUR_PLACE)).replace("~1", "/").replace("~0", "~")


def _children(schema: Any) -> Iterator[Any]:
    if not isinstance(schema, Mapping):
        return
    if isinstance(schema.get("properties"), Mapping):
        yield from schema["properties"].values()
    yield schema.get("items")
    for key in LISTS_OF_SCHEMAS:
        if isinstance(schema.get(key), list):
            yield from schema[key]


def _names_in(schema: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(schema, Mapping) and (name := _name(schema)) is not None:
        yield name
    if depth <= DEEPEST:
        for child in _children(schema):
            yield from _names_in(child, depth + 1)
