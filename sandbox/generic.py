"""Answers for operations that no module has modelled yet: what is sent is stored, what is stored is given.

A resource is a path without its parameters at the end. Rows, details and updates of one resource share one document.
"""

from __future__ import annotations

from typing import Any

from sandbox.answering import Answer, Call, Json, Refusal
from sandbox.contract import Contract, JsonSchema, Operation

EXAMPLES = 7
DEPTH = 6
PAGE_NAMES = {"page", "pageno"}
SIZE_NAMES = {"records", "recordperpage"}
TEXTS = ("Alpha", "Bêta <b>bold</b>", "Γάμμα", "دلتا", "", "エプシロン", 'Zeta "quoted" {{7*7}}')
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


def answer_generically(call: Call) -> Json | Answer:
    """Answer by the operation's method, path and shapes alone."""
    operation = call.operation
    resource, item = _resource(call)
    documents = _documents(call, resource)
    match operation.method:
        case "GET" if _is_list(operation, call.contract):
            return _list(call, documents)
        case "GET" if item is not None:
            return _projected(call, _existing(documents, item))
        case "GET":
            return _projected(call, documents.setdefault(None, {}))
        case "POST" if item is None and not _is_act(operation, call):
            number = max((key for key in documents if isinstance(key, int)), default=0) + 1
            documents[number] = {**_as_document(call.body), "id": number, "created_on": call.world.clock.stamp()}
            return _projected(call, documents[number])
        case "PUT" | "POST" if item is not None:
            _existing(documents, item).update(_as_document(call.body))
        case "PUT":
            documents.setdefault(None, {}).update(_as_document(call.body))
        case "DELETE" if item is not None:
            _existing(documents, item)
            del documents[item]
    return _example(call.contract, operation.answer, "", 0)


def _resource(call: Call) -> tuple[str, Any]:
    """The resource's path, parents' values filled in, and the value of the parameter that names one of it."""
    steps: list[str] = []
    item = None
    for segment in call.operation.segments:
        name = segment[1:-1] if segment.startswith("{") else ""
        if name.lower() in PAGE_NAMES | SIZE_NAMES:
            continue
        if name:
            item = call[name]
            steps.append(str(item))
        else:
            # A word behind an id: an act upon the record, or things of its own; both are kept apart from it.
            steps.append(segment)
    if item is None:
        return "/".join(steps), None
    last = max(index for index, segment in enumerate(call.operation.segments) if segment.startswith("{"))
    behind = call.operation.segments[last + 1 :]
    if behind and call.operation.method in ("GET", "POST"):
        return "/".join(steps), None
    return "/".join(steps[: len(steps) - 1 - len(behind)]), item


def _documents(call: Call, resource: str) -> dict[Any, Any]:
    """The stored documents of a resource, with a few examples where it is a list that nobody wrote to."""
    resources = call.world.resources
    if resource not in resources:
        documents: dict[Any, Any] = {}
        schema = _row_schema(call, resource)
        if schema is not None:
            for number in range(1, EXAMPLES + 1):
                example = _example(call.contract, schema, "", number)
                documents[number] = {**example, "id": number} if isinstance(example, dict) else example
        resources[resource] = documents
    return resources[resource]


def _row_schema(call: Call, resource: str) -> JsonSchema | None:
    """The row of the list operation at this resource, if there is one."""
    for operation in call.contract.operations.values():
        words = [segment for segment in operation.segments if not segment.startswith("{")]
        if operation.method == "GET" and words == [word for word in resource.split("/") if not word.isdigit()]:
            items = call.contract.resolve(operation.answer).get("items")
            if items is not None:
                return call.contract.resolve(items)
    return None


def _is_list(operation: Operation, contract: Contract) -> bool:
    return "items" in contract.resolve(operation.answer)


def _is_act(operation: Operation, call: Call) -> bool:
    """Whether a POST only does something, rather than adding: its answer gives no id."""
    answer = call.contract.resolve(operation.answer)
    return "id" not in answer.get("properties", {})


def _list(call: Call, documents: dict[Any, Any]) -> Answer:
    rows = [_projected_item(call, document) for key, document in documents.items() if key is not None]
    names = {name.lower(): name for name in call.arguments}
    page = next((call[names[name]] for name in PAGE_NAMES if name in names), None)
    size = next((call[names[name]] for name in SIZE_NAMES if name in names), None)
    if page is None or size is None:
        return Answer(rows)
    return Answer(rows[(page - 1) * size : page * size], total=len(rows))


def _existing(documents: dict[Any, Any], item: Any) -> dict[str, Any]:
    if item not in documents:
        raise Refusal(404, f"No such record: {item}")
    found = documents[item]
    return found if isinstance(found, dict) else {}


def _as_document(body: Any) -> dict[str, Any]:
    return dict(body) if isinstance(body, dict) else {}


def _projected(call: Call, document: dict[str, Any]) -> Json:
    """The document in the operation's own shape: what is stored, examples for what is not."""
    schema = call.contract.resolve(call.operation.answer)
    return _filled(call, schema, document)


def _projected_item(call: Call, document: Any) -> Json:
    items = call.contract.resolve(call.contract.resolve(call.operation.answer)["items"])
    return _filled(call, items, document) if isinstance(document, dict) else document


def _filled(call: Call, schema: JsonSchema, document: dict[str, Any]) -> Json:
    number = document.get("id", 1)
    example = _example(call.contract, schema, "", number if isinstance(number, int) else 1)
    if not isinstance(example, dict):
        return example
    return {name: document.get(name, value) for name, value in example.items()}


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
    return _text(name, number)


def _text(name: str, number: int) -> str | None:
    if name == "message":
        return "Done."
    for part, text in NAMED_TEXTS.items():
        if part in name:
            return text
    if "name" in name:
        return f"{TEXTS[number % len(TEXTS)]} {number}".strip()
    return TEXTS[number % len(TEXTS)] if number else None
