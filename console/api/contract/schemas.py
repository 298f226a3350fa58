"""JSON schemas of an OpenAPI document: references resolved, properties collected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def resolved(document: Mapping[str, Any], node: Any, _open: tuple[str, ...] = ()) -> Any:
    """`node` with every `$ref` replaced by what it points at; keys beside a `$ref` win over those behind it.

    A schema that contains itself ends in an empty one, which allows anything.
    """
    if isinstance(node, list):
        return [resolved(document, item, _open) for item in node]
    if not isinstance(node, Mapping):
        return node
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return {key: resolved(document, value, _open) for key, value in node.items()}
    if reference in _open:
        return {}
    target = resolved(document, pointed_at(document, reference), (*_open, reference))
    beside = {key: resolved(document, value, _open) for key, value in node.items() if key != "$ref"}
    return {**target, **beside} if isinstance(target, Mapping) else target


def pointed_at(document: Mapping[str, Any], reference: str) -> Any:
    """What a `$ref` within the document leads to."""
    if not reference.startswith("#/"):
        raise ValueError(f"The contract refers to another document: {reference}")
    node: Any = document
    for step in reference[2:].split("/"):
        key = step.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


def properties_of(schema: Schema) -> dict[str, Schema]:
    """The properties of an object schema, those of its `allOf` parts included."""
    properties: dict[str, Schema] = {}
    for part in schema.get("allOf", ()):
        properties |= properties_of(part)
    return properties | dict(schema.get("properties", {}))
