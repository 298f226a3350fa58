"""The contract as the sandbox reads it: which operation a request means, and what it may say.

Reads an OpenAPI 3.1 file and nothing else; every path, method, parameter and shape comes from there.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs

JsonSchema = Mapping[str, Any]
INTEGER_LIMITS = {"int32": 2**31, "int64": 2**63}
METHODS = ("get", "post", "put", "patch", "delete")


class UnknownPathError(LookupError):
    """No operation has this path."""


class WrongMethodError(LookupError):
    """The path exists, with other methods; `allowed` names them."""

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = tuple(allowed)


@dataclass(frozen=True)
class Shape:
    """A schema that can tell what is wrong with a value, in words that name the place."""

    schema: JsonSchema
    components: Mapping[str, Any] = field(repr=False)

    @cached_property
    def _validator(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator({**self.schema, "components": self.components}, validate_formats=True)

    def faults(self, value: object) -> list[tuple[str, str]]:
        """What is wrong with the value: pairs of the place inside it (dotted, empty for itself) and a sentence."""
        return [
            (".".join(map(str, error.instance_path)), error.message[:300])
            for error in self._validator.iter_errors(value)
        ]


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    location: str
    required: bool
    shape: Shape
    spoken: str = ""
    """What a dialect calls it; see dialect.py."""
    may_be_empty: bool = False
    """Whether nothing may stand in its place in the path."""

    @property
    def wire_name(self) -> str:
        """What it is called on the wire."""
        return self.spoken or self.name

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types it may have."""
        declared = self.shape.schema.get("type", "string")
        return (declared,) if isinstance(declared, str) else tuple(declared)


@dataclass(frozen=True)
class Operation:
    """One operation of the contract."""

    id: str
    title: str
    method: str
    path: str
    effect: str
    right: tuple[str, str] | None
    guards: tuple[str, ...]
    tag: str
    parameters: Mapping[str, Parameter]
    bodies: Mapping[str, Shape]
    body_required: bool
    answer: JsonSchema
    gives_total: bool

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The path template, cut at its slashes."""
        return tuple(self.path.strip("/").split("/"))

    def parameters_in(self, location: str) -> list[Parameter]:
        """The parameters that travel in the path, the query or the headers."""
        return [parameter for parameter in self.parameters.values() if parameter.location == location]


class Contract:
    """All operations of one OpenAPI file."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.components = document.get("components", {})
        self._guards = self._read_guards()
        self.operations: dict[str, Operation] = {}
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = self._read(path, method, item[method], item.get("parameters", []))
                    self.operations[operation.id] = operation
        self._routes = self._compile()

    @classmethod
    def load(cls, path: Path) -> Contract:
        """Read the contract from a JSON file."""
        return cls(json.loads(path.read_text("utf-8"), object_hook=_bounded))

    def with_operations(self, operations: Mapping[str, Operation]) -> Contract:
        """The same contract with other operations."""
        other = copy.copy(self)
        other.operations = dict(operations)
        other._routes = other._compile()
        return other

    def find(self, method: str, segments: Sequence[str]) -> tuple[Operation, dict[str, str]]:
        """The operation behind a method and the decoded segments of a path, with the values in the path.

        A literal segment wins over a parameter. Raises UnknownPathError or WrongMethodError.
        """
        allowed: set[str] = set()
        for template, operations in self._routes.get(len(segments), []):
            if not _fits(template, segments):
                continue
            operation = operations.get("GET" if method == "HEAD" else method)
            if operation is None:
                allowed.update(operations)
                continue
            return operation, {
                segment[1:-1]: value
                for segment, value in zip(operation.segments, segments, strict=False)
                if _is_parameter(segment)
            }
        if allowed:
            raise WrongMethodError(sorted(allowed))
        raise UnknownPathError("/" + "/".join(segments))

    def resolve(self, node: Any) -> Any:
        """Follow a `$ref` into this file, as often as it takes; keys beside the reference win."""
        while isinstance(node, Mapping) and "$ref" in node:
            target: Any = {"components": self.components}
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def _compile(self) -> dict[int, list[tuple[tuple[str, ...], dict[str, Operation]]]]:
        by_template: dict[tuple[str, ...], dict[str, Operation]] = {}
        for operation in self.operations.values():
            template = tuple("{}" if _is_parameter(segment) else segment for segment in operation.segments)
            by_template.setdefault(template, {})[operation.method] = operation
            last = operation.segments[-1][1:-1]
            if any(one.may_be_empty and one.wire_name == last for one in operation.parameters_in("path")):
                by_template.setdefault(template[:-1], {}).setdefault(operation.method, operation)
        routes: dict[int, list[tuple[tuple[str, ...], dict[str, Operation]]]] = {}
        for template in sorted(by_template, key=lambda parts: [part == "{}" for part in parts]):
            routes.setdefault(len(template), []).append((template, by_template[template]))
        return routes

    def _read_guards(self) -> dict[str, str]:
        guards = {}
        for name, scheme in self.components.get("securitySchemes", {}).items():
            kind = scheme["type"]
            guards[name] = scheme["scheme"].lower() if kind == "http" else kind
        return guards

    def _read(self, path: str, method: str, node: Mapping[str, Any], inherited: Sequence[Any]) -> Operation:
        parameters = {}
        for raw in [*inherited, *node.get("parameters", [])]:
            parameter = self.resolve(raw)
            parameters[parameter["name"]] = Parameter(
                name=parameter["name"],
                location=parameter["in"],
                required=bool(parameter.get("required")),
                shape=Shape(self.resolve(parameter["schema"]), self.components),
                may_be_empty=bool(parameter.get("x-may-be-empty")),
            )
        body = self.resolve(node.get("requestBody", {}))
        right = node.get("x-right")
        return Operation(
            id=node["operationId"],
            title=node.get("summary", ""),
            method=method.upper(),
            path=path,
            effect=node.get("x-effect") or ("read" if method == "get" else "write"),
            right=(right[0], right[1]) if right else None,
            guards=tuple(self._guards[name] for need in node.get("security", []) for name in need),
            tag=(node.get("tags") or [""])[0],
            parameters=parameters,
            bodies={kind: self._body_shape(media["schema"]) for kind, media in body.get("content", {}).items()},
            body_required=bool(body.get("required")),
            answer=self._answer_schema(node),
            gives_total="x-total-records" in self._success(node).get("headers", {}),
        )

    def _body_shape(self, schema: JsonSchema) -> Shape:
        """Close the outermost object: nested shapes are partly unknown, the body's own properties are not."""
        resolved = self.resolve(schema)
        if "properties" in resolved and "additionalProperties" not in resolved:
            resolved = {**resolved, "additionalProperties": False}
        return Shape(resolved, self.components)

    def _answer_schema(self, node: Mapping[str, Any]) -> JsonSchema:
        content = self._success(node).get("content", {})
        media: JsonSchema = content.get("application/json") or next(iter(content.values()), {})
        schema: JsonSchema = self.resolve(media.get("schema", {}))
        return schema

    def _success(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        for status, raw in node.get("responses", {}).items():
            if status.startswith("2"):
                response: Mapping[str, Any] = self.resolve(raw)
                return response
        return {}


def _bounded(node: dict[str, Any]) -> dict[str, Any]:
    """An integer schema with the limits that its format means, which validators do not know."""
    limit = INTEGER_LIMITS.get(node.get("format", "")) if isinstance(node.get("format"), str) else None
    if limit is None:
        return node
    return {"minimum": -limit, "maximum": limit - 1, **node}


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


def _fits(template: Sequence[str], segments: Sequence[str]) -> bool:
    return all(part in ("{}", segment) for part, segment in zip(template, segments, strict=True))
