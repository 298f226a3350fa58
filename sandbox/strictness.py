"""What a request says, taken apart and held against the contract; every fault is named in the refusal."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from sandbox.answering import Refusal
from sandbox.contract import JsonSchema, Operation, Parameter

BODY_LIMIT = 20 * 1024 * 1024
# Headers that say something about the journey, not about the operation.
TRAVELLING = frozenset({"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id"})
# Never decoded: they are not search text.
VERBATIM = frozenset({"x-password", "x-subject-token", "x-base64", *TRAVELLING})


class HeaderEncoding(StrEnum):
    """How a server reads text in its filter headers."""

    PERCENT = "percent"
    BASE64 = "base64"
    RAW = "raw"


def read_path(raw_path: str) -> list[str]:
    """The decoded segments of a request path. A segment may hold a quoted slash."""
    return [_decoded(segment, "path") for segment in raw_path.split("?", 1)[0].lstrip("/").split("/")]


def read_arguments(
    operation: Operation,
    in_path: Mapping[str, str],
    query: str,
    headers: Mapping[str, str],
    encoding: HeaderEncoding,
    tolerated: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """All arguments of the operation by their name in the contract, converted and checked.

    `headers` has lower-case names and values as WSGI gives them (latin-1). Raises Refusal 400.
    """
    in_path = {
        parameter.name: in_path[parameter.wire_name]
        for parameter in operation.parameters_in("path")
        if not parameter.may_be_empty or parameter.wire_name in in_path
    }
    texts = {**in_path, **_query_texts(operation, query), **_header_texts(operation, headers, encoding, tolerated)}
    arguments = {}
    for name, parameter in operation.parameters.items():
        if name in texts:
            arguments[name] = _converted(parameter, texts[name])
        elif parameter.required and not parameter.may_be_empty:
            raise Refusal(400, f"{name}: required, and not given.")
    return arguments


def read_body(operation: Operation, content_type: str, raw: bytes) -> Any:
    """The body, parsed; check_body says whether it is what the contract wants. Raises Refusal 400."""
    if len(raw) > BODY_LIMIT:
        raise Refusal(400, f"body: longer than {BODY_LIMIT} bytes.")
    if not operation.bodies:
        if raw:
            raise Refusal(400, f"body: {operation.title} takes none.")
        return None
    if not raw and not operation.body_required:
        return None
    kind = content_type.split(";", 1)[0].strip().lower()
    if kind not in operation.bodies:
        raise Refusal(400, f"Content-Type: {kind or 'none'}, where {' or '.join(operation.bodies)} is expected.")
    body: Any
    if kind == "multipart/form-data":
        body = _form_values(_multipart(content_type, raw), operation.bodies[kind].schema)
    elif kind == "application/json":
        body = _json(raw)
    else:
        body = base64.b64encode(raw).decode("ascii")
    return body


def check_body(operation: Operation, content_type: str, body: Any) -> None:
    """Refuse a body from `read_body` with faults: one sentence with all, and each by the property it is in."""
    kind = content_type.split(";", 1)[0].strip().lower()
    faults = operation.bodies[kind].faults(body)
    if not faults:
        return
    by_property: dict[str, list[str]] = {}
    for place, sentence in faults[:10]:
        by_property.setdefault(place.split(".")[0] or "body", []).append(sentence)
    text = " ".join(f"{place or 'body'}: {sentence}." for place, sentence in faults[:10])
    raise Refusal(400, text[:1000], field_errors=by_property)


def _query_texts(operation: Operation, query: str) -> dict[str, str]:
    known = {parameter.wire_name: parameter.name for parameter in operation.parameters_in("query")}
    texts: dict[str, str] = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict")
    except ValueError as error:
        raise Refusal(400, f"query: {error}.") from error
    for name, value in pairs:
        if name not in known:
            raise Refusal(400, f"{name[:100]}: {operation.title} knows no such query parameter.")
        if known[name] in texts:
            raise Refusal(400, f"{name}: given more than once.")
        texts[known[name]] = value
    return texts


def _header_texts(
    operation: Operation, headers: Mapping[str, str], encoding: HeaderEncoding, tolerated: frozenset[str]
) -> dict[str, str]:
    known = {parameter.wire_name.lower(): parameter.name for parameter in operation.parameters_in("header")}
    texts = {}
    for name, value in headers.items():
        if name in known:
            texts[known[name]] = _header_text(known[name].lower(), value, encoding)
        elif name.startswith("x-") and name not in TRAVELLING and name not in tolerated:
            raise Refusal(400, f"{name[:100]}: {operation.title} knows no such header.")
    return texts


def _header_text(name: str, value: str, encoding: HeaderEncoding) -> str:
    # Only the vendor's own headers carry text that somebody typed; Accept-Language is HTTP's.
    if name in VERBATIM or not name.startswith("x-"):
        return value
    if name == "x-search-text":
        return _base64_or_plain(value)
    if encoding is HeaderEncoding.PERCENT:
        if not value.isascii():
            raise Refusal(400, f"{name}: only ASCII is expected, other characters percent-encoded.")
        return _decoded(value, name)
    if encoding is HeaderEncoding.BASE64:
        try:
            return base64.b64decode(value, validate=True).decode("utf-8")
        except ValueError as error:
            raise Refusal(400, f"{name}: not Base64 of UTF-8.") from error
    return _utf8(value, name)


def _base64_or_plain(value: str) -> str:
    """Search text comes as Base64 or plain; what is no Base64 of readable UTF-8 is taken as plain."""
    try:
        text = base64.b64decode(value, validate=True).decode("utf-8")
    except ValueError:
        return _utf8(value, "x-search-text")
    return text if text.isprintable() else _utf8(value, "x-search-text")


def _utf8(value: str, name: str) -> str:
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise Refusal(400, f"{name}: not UTF-8.") from error


def _decoded(value: str, name: str) -> str:
    try:
        return unquote_to_bytes(value.encode("latin-1")).decode("utf-8")
    except UnicodeError as error:
        raise Refusal(400, f"{name}: not percent-encoded UTF-8.") from error


def _converted(parameter: Parameter, text: str) -> Any:
    value = _typed(parameter, text)
    for _place, sentence in parameter.shape.faults(value):
        raise Refusal(400, f"{parameter.name}: {sentence}")
    return value


def _typed(parameter: Parameter, text: str) -> Any:
    types = parameter.types
    # The guide types service-plan-type as a number and lists words: the words are what it takes.
    if "string" in types:
        return text
    if "integer" in types:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 30):
            raise Refusal(400, f"{parameter.name}: {text[:100]!r} is not an integer.")
        return int(text)
    if "boolean" in types:
        if text not in ("true", "false", "True", "False"):
            raise Refusal(400, f"{parameter.name}: {text[:100]!r} is not a boolean.")
        return text.lower() == "true"
    if "number" in types:
        try:
            return float(text)
        except ValueError as error:
            raise Refusal(400, f"{parameter.name}: {text[:100]!r} is not a number.") from error
    return text


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except (UnicodeError, ValueError, RecursionError) as error:
        raise Refusal(400, f"body: not JSON ({str(error)[:200]}).") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _multipart(content_type: str, raw: bytes) -> dict[str, Any]:
    """The parts of a form by name: text for a field, Base64 for a file."""
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + raw
    )
    if not message.is_multipart():
        raise Refusal(400, "body: not a multipart form.")
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise Refusal(400, "body: a part has no name.")
        if name in fields:
            raise Refusal(400, f"{name[:100]}: given more than once.")
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            raise Refusal(400, f"{name[:100]}: a part may not hold parts.")
        if part.get_filename() is not None:
            fields[name] = base64.b64encode(content).decode("ascii")
        else:
            fields[name] = _decoded_part(name, content)
    return fields


def _form_values(fields: dict[str, Any], schema: JsonSchema) -> dict[str, Any]:
    """The fields with their text read as the schema's booleans and integers."""
    values = dict(fields)
    for name, text in fields.items():
        kind = schema.get("properties", {}).get(name, {}).get("type")
        if kind == "boolean":
            values[name] = {"true": True, "false": False}.get(text.lower(), text)
        elif kind == "integer" and text.removeprefix("-").isdigit():
            values[name] = int(text)
    return values


def _decoded_part(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeError as error:
        raise Refusal(400, f"{name[:100]}: not UTF-8.") from error
