"""Laying a server's own schema over ours: what it says wins, what we know beyond it stays.

Beyond it are our `x-` marks (secrets above all), and limits and values where the server's schema has none. What the
guide does not print, the nested shapes, is replaced by the server's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from console.api.contract.schemas import Schema, properties_of

NOTHING: Schema = {}


def folded(name: str) -> str:
    """A name without the differences of spelling that mean nothing: case, `_`, `-` and blanks."""
    return re.sub(r"[\W_]+", "", name).casefold()


def with_their_body(ours: Schema, theirs: Schema) -> Schema:
    """The body that the server takes. Its own properties have our names (AdminApi sends theirs), nested ones theirs.

    A property that only we know is not taken, so it must not be sent.
    """
    return _merged(ours, theirs, is_answer=False, is_outermost=True)


def with_their_answer(ours: Schema, theirs: Schema) -> Schema:
    """What the server answers, in our form: a list stays a list, also where theirs is wrapped or one sample row."""
    theirs = flattened(theirs)
    if not is_list(ours):
        return _merged(ours, flattened(theirs.get("items", NOTHING)) if is_list(theirs) else theirs, is_answer=True)
    rows = theirs.get("items", NOTHING) if is_list(theirs) else _wrapped_rows(theirs)
    return {**ours, "items": _merged(ours.get("items", NOTHING), rows, is_answer=True)}


def with_their_limits(ours: Schema, theirs: Schema) -> Schema:
    """A parameter's schema: their type, values and limits where they say any."""
    return {**_kept(ours, theirs), **theirs}


def flattened(schema: Schema) -> Schema:
    """The schema without `allOf`, and without `anyOf`/`oneOf` where all but one of the variants are null."""
    for key in ("anyOf", "oneOf"):
        variants = [variant for variant in schema.get(key, ()) if variant.get("type") != "null"]
        if len(variants) == 1:
            rest = {name: value for name, value in schema.items() if name != key}
            nullable = {} if len(variants) == len(schema[key]) else _nullable(flattened(variants[0]))
            return {**flattened(variants[0]), **nullable, **rest}
    if "allOf" not in schema:
        return schema
    whole: dict[str, Any] = {}
    required: list[str] = []
    for part in (*map(flattened, schema["allOf"]), {k: v for k, v in schema.items() if k != "allOf"}):
        properties = {**whole.get("properties", {}), **part.get("properties", {})}
        required += part.get("required", ())
        whole |= part
        if properties:
            whole["properties"] = properties
    return whole | ({"required": required} if required else {})


def types_of(schema: Schema) -> set[str]:
    """The JSON types of a schema, null apart."""
    declared = schema.get("type", ())
    types = {declared} if isinstance(declared, str) else set(declared)
    return types - {"null"}


def is_list(schema: Schema) -> bool:
    """Whether the schema is a list's."""
    return "array" in types_of(schema)


def spelling_of(name: str, ours: Mapping[str, Schema]) -> str:
    """Our name for one of theirs: the same, one that differs in spelling only, one of its `x-names`; else theirs."""
    if name in ours:
        return name
    wanted = folded(name)
    found = [own for own, schema in ours.items() if wanted in map(folded, (own, *schema.get("x-names", ())))]
    return found[0] if len(found) == 1 else name


def _nullable(schema: Schema) -> Schema:
    declared = schema.get("type")
    if declared is None:
        return NOTHING
    return {"type": [*([declared] if isinstance(declared, str) else declared), "null"]}


def _says_something(schema: Schema) -> bool:
    """Whether it says more than that something is there: `{type: object}` is how documents leave a shape out."""
    if {"properties", "items", "enum"} & schema.keys():
        return True
    return bool(types_of(schema) - {"object", "array"})


def _wrapped_rows(schema: Schema) -> Schema:
    lists = [one for one in map(flattened, properties_of(schema).values()) if is_list(one)]
    return lists[0].get("items", NOTHING) if len(lists) == 1 else schema


def _merged(ours: Schema, theirs: Schema, *, is_answer: bool, is_outermost: bool = False) -> Schema:
    theirs = flattened(theirs)
    if not _says_something(theirs):
        return ours
    result = {**_kept(ours, theirs), **theirs}
    # Ours said on what an assumption rests; this is none any more.
    result.pop("x-basis", None)
    own = properties_of(ours)
    if "properties" in theirs:
        result |= _properties(own, theirs, is_answer=is_answer, is_renamed=is_answer or is_outermost)
    if "items" in theirs:
        result["items"] = _merged(ours.get("items", NOTHING), theirs["items"], is_answer=is_answer)
    return result


def _kept(ours: Schema, theirs: Schema) -> dict[str, Any]:
    """What of ours still holds beside theirs: all of it, or our marks only where the type is another."""
    is_same_kind = not types_of(ours) or not types_of(theirs) or bool(types_of(ours) & types_of(theirs))
    return {key: value for key, value in ours.items() if is_same_kind or key.startswith("x-")}


def _properties(own: Mapping[str, Schema], theirs: Schema, *, is_answer: bool, is_renamed: bool) -> dict[str, Any]:
    properties: dict[str, Schema] = dict(own) if is_answer else {}
    names = _names(own, theirs["properties"]) if is_renamed else {name: name for name in theirs["properties"]}
    for name, schema in theirs["properties"].items():
        properties[names[name]] = _merged(own.get(names[name], NOTHING), schema, is_answer=is_answer)
    required = [names.get(name, name) for name in theirs.get("required", ())]
    return {"properties": properties, "required": required}


def _names(own: Mapping[str, Schema], theirs: Iterable[str]) -> dict[str, str]:
    """Their names to ours; one of ours is given away once, and rather to its own spelling."""
    theirs = list(theirs)
    names = {name: name for name in theirs if name in own}
    for name in theirs:
        ours = spelling_of(name, own)
        names.setdefault(name, name if ours in names.values() else ours)
    return names
