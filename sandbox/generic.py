"""Answers for operations that no module has modelled yet: what is sent is stored, what is stored is given.

A resource is a path without the id at its end. Rows, details and updates of one record share one document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.answering import Answer, Call, Json, Refusal
from sandbox.contract import Contract, JsonSchema

EXAMPLES = 7
DEPTH = 6
PAGE_NAMES = ("page", "pageno")
SIZE_NAMES = ("records", "recordperpage")
PAGING = {*PAGE_NAMES, *SIZE_NAMES}
TEXTS = ("Alpha", "Bêta <b>bold</b>", "Γάμμα", "دلتا", "", "エプシロン", 'Zeta "quoted" {{7*7}}')
PYTHON_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
FILE = "c2FuZGJveA=="  # what a download holds, Base64
PATTERN_TEXTS = ("#1843b8", "7", "2025-03", "2025-03-01", "A1")
NAMED_TEXTS = {
    "email": "someone@signinghub.example",
    "url": "https://signinghub.example/",
    "address": "https://signinghub.example:443",
    "created_on": "2025-03-01T09:00:00Z",
    "date": "2025-03-01T09:00:00Z",
    "valid": "2025-03-01T09:00:00Z",
    "month": "2025-03",
    "base64": "iVBORw0KGgo=",
    "logo": "iVBORw0KGgo=",
    "favicon": "iVBORw0KGgo=",
    "color": "#1843b8",
}


@dataclass(frozen=True)
class Place:
    """Where an operation's documents are: the words of its path, the same with the parents' values, one item."""

    words: tuple[str, ...]
    key: str
    item: Any


def answer_generically(call: Call) -> Json | Answer:
    """Answer by the operation's method, path and shapes alone."""
    operation = call.operation
    place = _place(call)
    documents = _documents(call, place)
    match operation.method:
        case "GET" if "items" in operation.answer:
            return _list(call, documents)
        case "GET" if "properties" in operation.answer and place.item is not None:
            return _filled(call, operation.answer, _existing(documents, place.item))
        case "GET" if "properties" in operation.answer:
            return _filled(call, operation.answer, documents.setdefault(None, {}))
        case "POST" if place.item is None and "id" in operation.answer.get("properties", {}):
            number = max((key for key in documents if isinstance(key, int)), default=0) + 1
            documents[number] = {**_as_document(call.body), "id": number, "created_on": call.world.clock.stamp()}
            return _filled(call, operation.answer, documents[number])
        case "PUT" | "POST" if place.item is not None:
            _existing(documents, place.item).update(_as_document(call.body))
        case "PUT":
            documents.setdefault(None, {}).update(_as_document(call.body))
        case "DELETE" if place.item is not None:
            _existing(documents, place.item)
            del documents[place.item]
    return Answer(_example(call.contract, operation.answer, "", 0), total=EXAMPLES if operation.gives_total else None)


def _place(call: Call) -> Place:
    """Read the path. A word behind an id is a resource of its own, except where it names an act on the record."""
    steps: list[tuple[str, Any]] = [
        (segment, call[segment[1:-1]] if segment.startswith("{") else None)
        for segment in call.operation.segments
        if segment[1:-1].lower() not in PAGING
    ]
    if steps[-1][0] == "basic":
        steps.pop()
    is_act = call.operation.method in ("PUT", "POST") and len(steps) > 1 and steps[-2][1] is not None
    if is_act and steps[-1][1] is None:
        steps.pop()
    item = steps.pop()[1] if steps[-1][1] is not None else None
    words = tuple(segment for segment, value in steps if value is None)
    return Place(words, "/".join(segment if value is None else str(value) for segment, value in steps), item)


def _documents(call: Call, place: Place) -> dict[Any, Any]:
    """The stored documents of a resource, with a few examples where it is a list that nobody wrote to."""
    resources = call.world.resources
    if place.key not in resources:
        documents: dict[Any, Any] = {}
        schema = _row_schema(call.contract, place.words)
        for number in range(1, EXAMPLES + 1) if schema is not None else ():
            example = _example(call.contract, schema or {}, "", number)
            documents[number] = {**example, "id": number} if isinstance(example, dict) else example
        resources[place.key] = documents
    return resources[place.key]


def _row_schema(contract: Contract, words: tuple[str, ...]) -> JsonSchema | None:
    """The row of the list operation at this resource, if there is one."""
    for operation in contract.operations.values():
        own_words = tuple(segment for segment in operation.segments if not segment.startswith("{"))
        if operation.method == "GET" and "items" in operation.answer and own_words == words:
            row: JsonSchema = contract.resolve(operation.answer["items"])
            return row
    return None


def _list(call: Call, documents: dict[Any, Any]) -> Answer:
    row = call.contract.resolve(call.operation.answer["items"])
    rows = [
        _filled(call, row, document) if isinstance(document, dict) else document
        for key, document in documents.items()
        if key is not None
    ]
    total = len(rows) if call.operation.gives_total else None
    paging = {name.lower(): value for name, value in call.arguments.items()}
    page = next((paging[name] for name in PAGE_NAMES if name in paging), None)
    size = next((paging[name] for name in SIZE_NAMES if name in paging), None)
    if page is None or size is None:
        return Answer(rows, total=total)
    return Answer(rows[(page - 1) * size : page * size], total=total)


def _existing(documents: dict[Any, Any], item: Any) -> dict[str, Any]:
    if item not in documents:
        raise Refusal(404, f"No such record: {item}")
    found = documents[item]
    return found if isinstance(found, dict) else {}


def _as_document(body: Any) -> dict[str, Any]:
    return dict(body) if isinstance(body, dict) else {}


def _filled(call: Call, schema: JsonSchema, document: dict[str, Any]) -> Json:
    number = document.get("id", 1)
    example = _example(call.contract, schema, "", number if isinstance(number, int) else 1)
    if not isinstance(example, dict):
        return example
    properties = schema.get("properties", {})
    return {
        name: document[name]
        if name in document and _has_type(call.contract.resolve(properties[name]), document[name])
        else value
        for name, value in example.items()
    }


def _has_type(schema: JsonSchema, value: Any) -> bool:
    """Whether the type of a value is one the schema names: rows and details may spell a property differently."""
    kind = schema.get("type")
    if kind is None:
        return True
    kinds = [kind] if isinstance(kind, str) else kind
    return any(isinstance(value, PYTHON_TYPES[name]) for name in kinds)


def _example(contract: Contract, schema: JsonSchema, name: str, number: int, depth: int = DEPTH) -> Json:
    """A value of the schema; the same for the same name and number."""
    schema = contract.resolve(schema)
    values = schema.get("enum") or schema.get("x-values")
    if values:
        return values[number % len(values)]
    kind = schema.get("type")
    kinds = [kind] if isinstance(kind, str) else list(kind or [])
    if "object" in kinds or "properties" in schema:
        if depth == 0:
            return {}
        properties = schema.get("properties", {})
        return {key: _example(contract, value, key, number, depth - 1) for key, value in properties.items()}
    if "array" in kinds:
        return [_example(contract, schema.get("items", {}), name, number + 1, depth - 1)] if depth > 0 else []
    if "integer" in kinds or "number" in kinds:
        return number * 10 + 1
    if "boolean" in kinds:
        return number % 3 != 0
    text = _text(name, number)
    return _fitting(schema, FILE if text is None and "null" not in kinds else text)


def _fitting(schema: JsonSchema, text: str | None) -> str | None:
    """The text, or another one where the schema's pattern or length asks for it."""
    pattern = schema.get("pattern")
    if pattern and (text is None or not re.search(pattern, text)):
        return next((other for other in PATTERN_TEXTS if re.search(pattern, other)), "")
    return text if text is None else text[: schema.get("maxLength")]


def _text(name: str, number: int) -> str | None:
    if name == "message":
        return "Done."
    for part, text in NAMED_TEXTS.items():
        if part in name:
            return text
    if "name" in name:
        return f"{TEXTS[number % len(TEXTS)]} {number}".strip()
    return TEXTS[number % len(TEXTS)] if number else None
