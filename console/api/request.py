"""From an operation and its arguments to the request that goes over the wire."""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from console.api import exact
from console.api.caller import Caller
from console.api.contract import Operation, Parameter, load_contract, titles_of
from console.api.errors import ApiInvalid, ApiMissing, ApiNotOffered, ApiUnreachable
from console.vault.models import Environment

Arguments = Mapping[str, Any]

# Headers that are no filter: their readers expect the value as it is, not encoded.
VERBATIM_HEADERS = {"x-password", "x-subject-token", "x-base64", "accept-language"}
# What a header may carry at most, in bytes: servers refuse longer ones with an error page.
LONGEST_HEADER = 6000
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
# The keys of the guide's languages.
LANGUAGES = {"x-values-of": "#/components/schemas/Language"}
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Upload:
    """A file in a multipart body."""

    filename: str
    data: bytes
    content_type: str = "application/octet-stream"

    def __repr__(self) -> str:
        return f"<Upload: {len(self.data)} bytes>"


def check_arguments(operation: Operation, arguments: Arguments, body: object) -> None:
    """Refuse what the operation does not take and what it needs and did not get: a fault of the code, TypeError.

    What only this server does not take is no fault of anybody's: ApiNotOffered.
    """
    for name, value in arguments.items():
        if name not in operation.arguments and (value is not None or name not in _ours(operation).arguments):
            raise _not_taken(operation, name, _ours(operation).arguments, "argument")
    for name, parameter in operation.arguments.items():
        if parameter.required and not parameter.may_be_empty and arguments.get(name) is None:
            raise TypeError(f"{operation.id} needs the argument {name!r}.")
    _check_body(operation, body)


def _check_body(operation: Operation, body: object) -> None:
    if body is None:
        if operation.body_required:
            raise TypeError(f"{operation.id} needs a body.")
        return
    if not operation.content_type:
        raise TypeError(f"{operation.id} takes no body.")
    if isinstance(body, Mapping) and operation.body_properties:
        for name in body:
            if name not in operation.body_properties:
                raise _not_taken(operation, name, _ours(operation).body_properties, "property")


def _ours(operation: Operation) -> Operation:
    """The operation as the contract has it, whatever this server makes of it."""
    return load_contract().operation(operation.id)


def _not_taken(operation: Operation, name: str, known: Container[str], kind: str) -> Exception:
    if name not in known:
        return TypeError(f"{operation.id} takes no {kind} {name!r}.")
    message = _("“%(title)s” of this SigningHub takes no “%(name)s”.") % {"title": operation.title, "name": name}
    return ApiNotOffered(message, operation=operation.id, sent=False)


def build_request(
    environment: Environment,
    operation: Operation,
    arguments: Arguments,
    body: object,
    caller: Caller,
    authorization: str | None,
) -> httpx.Request:
    """The request for one call, whole and checked. Nothing is sent.

    Raises ApiInvalid for a value that no header can carry, ApiMissing for one that no path can lead to.
    """
    given = {
        parameter: _text(operation, name, arguments[name])
        for name, parameter in operation.arguments.items()
        if arguments.get(name) is not None
    }
    base = _base_url(environment, operation)
    path = urlsplit(base).path + _path(operation, given)
    content, content_type = _content(operation, body)
    headers = _headers(environment, operation, given, caller)
    headers += [(b"accept", b"application/json"), (b"accept-encoding", b"identity")]
    headers += [(b"content-type", content_type.encode("ascii")), (b"user-agent", b"signinghub-admin-console")]
    if authorization is not None:
        headers.append((b"authorization", authorization.encode("ascii")))
    query = {parameter.wire_name: text for parameter, text in given.items() if parameter.location == "query"}
    # Not httpx's own encoding of a query: it writes a blank as `+`, which not every server reads as one.
    asked = f"?{urlencode(query, quote_via=quote, safe='', errors='replace')}" if query else ""
    try:
        url = base.removesuffix(urlsplit(base).path) + path + asked
        request = httpx.Request(operation.method, url, headers=headers, content=content)
    except httpx.InvalidURL:
        raise _no_such_address(operation) from None
    # httpx folds `..` and re-encodes; what it made of the path must be what the template says.
    if request.url.raw_path.split(b"?")[0] != path.encode("ascii"):
        raise _no_such_address(operation)
    return request


def _base_url(environment: Environment, operation: Operation) -> str:
    """Where the operation is served, without a trailing slash: sign-in may have a host or port of its own."""
    signs_in = {"clientCertificate", "basic"} & set(operation.security)
    url = (environment.auth_url if signs_in and environment.auth_url else environment.api_url).rstrip("/")
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS)
    if not is_safe or "@" in parts.netloc or parts.query or parts.fragment:
        raise ApiUnreachable(_("The address of SigningHub must begin with https:// and hold no user name."), sent=False)
    return url


def _text(operation: Operation, name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float | Decimal):
        return str(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"{operation.id} cannot send {type(value).__name__} as {name!r}.")


def _path(operation: Operation, given: Mapping[Parameter, str]) -> str:
    segments = {parameter.wire_name: text for parameter, text in given.items() if parameter.location == "path"}
    for parameter, text in given.items():
        if parameter.location == "path" and not _leads_somewhere(parameter, text):
            raise _no_such_address(operation)
    template = operation.path
    for parameter in operation.parameters:
        if parameter.may_be_empty and parameter.location == "path" and parameter not in given:
            template = template.replace(f"/{{{parameter.wire_name}}}", "")
    return re.sub(r"\{([^{}]+)\}", lambda found: quote(segments[found[1]], safe="", errors="replace"), template)


def _leads_somewhere(parameter: Parameter, text: str) -> bool:
    if text == "" and parameter.may_be_empty:
        return True
    if text in ("", ".", "..") or not text.isprintable():
        return False
    return parameter.schema.get("type") != "integer" or re.fullmatch(r"-?[0-9]{1,19}", text) is not None


def _no_such_address(operation: Operation) -> ApiMissing:
    return ApiMissing(_("There is no such record."), status=404, operation=operation.id, sent=False)


def _headers(
    environment: Environment, operation: Operation, given: Mapping[Parameter, str], caller: Caller
) -> list[tuple[bytes, bytes]]:
    headers = {b"x-request-id": re.sub(r"[^A-Za-z0-9_.-]", "", caller.request_id)[:100].encode("ascii")}
    if language := _language(operation, caller.language):
        headers[b"accept-language"] = language.encode("ascii")
    if address := _ip_address(caller.address):
        headers[b"x-forwarded-for"] = address.encode("ascii")
    for parameter, text in given.items():
        if parameter.location == "header":
            name = parameter.wire_name.lower().encode("ascii")
            headers[name] = _header_value(environment, operation, parameter, text)
    return list(headers.items())


def _language(operation: Operation, wanted: str) -> str:
    """The caller's language as SigningHub spells it, with a country: `en-US` for `en`, `ar-AE` for `ar`.

    An export lists those it has a sheet for, so another is not sent; everywhere else it goes as it is.
    """
    if not LANGUAGE.fullmatch(wanted):
        return ""
    parameter = operation.arguments.get("accept_language")
    listed = parameter.schema.get("enum") if parameter else None
    known = listed or titles_of(LANGUAGES)
    if wanted in known:
        return wanted
    primary = wanted.split("-")[0].lower()
    like = next((str(one) for one in known if str(one).split("-")[0].lower() == primary), "")
    return like or ("" if listed else wanted)


def _ip_address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def _header_value(environment: Environment, operation: Operation, parameter: Parameter, text: str) -> bytes:
    """A header's value in bytes that cannot end the header: encoded, or refused as the fault of a field."""
    if parameter.name.lower() in VERBATIM_HEADERS:
        value = text.encode("utf-8", "replace")
        # Blanks at the edges do not survive a header, and a password without them is another password.
        is_sendable = _is_one_line(value) and value == value.strip()
    else:
        value = _filter_value(environment, operation.playing("search") is parameter, text)
        is_sendable = _is_one_line(value)
    if is_sendable and len(value) <= LONGEST_HEADER:
        return value
    message = _("This value is too long.") if is_sendable else _("This value contains characters that cannot be sent.")
    raise ApiInvalid(
        message, status=400, field_errors={parameter.argument: [message]}, operation=operation.id, sent=False
    )


def _filter_value(environment: Environment, is_search: bool, text: str) -> bytes:
    encoding = environment.HeaderEncoding
    if is_search or environment.header_encoding == encoding.BASE64:
        return base64.b64encode(text.encode("utf-8", "replace"))
    if environment.header_encoding == encoding.RAW:
        return text.encode("utf-8", "replace").strip(b" ")
    return _percent_encoded(text).encode("ascii")


def _percent_encoded(text: str) -> str:
    """Everything but printable ASCII as percent-encoded UTF-8; `%` too, and blanks where a header would lose them."""
    quoted = quote(text, safe=PRINTABLE.replace("%", ""), errors="replace")
    inner = quoted.strip(" ")
    if not inner:
        return quote(text, safe="")
    before, after = quoted.split(inner, 1)
    return quote(before, safe="") + inner + quote(after, safe="")


def _is_one_line(value: bytes) -> bool:
    return all(byte >= 0x20 and byte != 0x7F for byte in value)


def _content(operation: Operation, body: object) -> tuple[bytes, str]:
    if operation.body_names and isinstance(body, Mapping):
        body = {operation.body_names.get(name, name): value for name, value in body.items()}
    if body is None or operation.content_type in ("", "application/json"):
        # The guide wants the content type on every call, also where there is nothing to type.
        content = b"" if body is None else exact.dumps(body, cls=DjangoJSONEncoder, allow_nan=False).encode("ascii")
        return content, "application/json"
    if operation.content_type == "multipart/form-data" and isinstance(body, Mapping):
        parts = httpx.Request("POST", "http://localhost/", files=[_part(name, value) for name, value in body.items()])
        return parts.read(), parts.headers.get("content-type", operation.content_type)
    if operation.content_type == "application/x-www-form-urlencoded" and isinstance(body, Mapping):
        fields = {name: _text(operation, name, value) for name, value in body.items() if value is not None}
        return urlencode(fields).encode("ascii"), operation.content_type
    if isinstance(body, bytes):
        return body, operation.content_type
    raise TypeError(f"{operation.id} cannot send {type(body).__name__} as its body.")


def _part(name: str, value: object) -> tuple[str, Any]:
    if isinstance(value, Upload):
        return name, (value.filename, value.data, value.content_type)
    if isinstance(value, bool):
        value = "true" if value else "false"
    return name, (None, value if isinstance(value, bytes) else str(value))
