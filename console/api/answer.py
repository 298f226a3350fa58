"""From what came over the wire to an Answer, strictly: what cannot be read safely is no answer at all."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.utils.translation import gettext as _

from console.api import exact
from console.api.contract import Operation
from console.api.errors import ApiUnreachable
from console.api.refusal import is_message_only, message_of, refusal

# After decompression, in bytes.
LONGEST_ANSWER = 10 * 1024 * 1024
DEEPEST_NESTING = 64
# Everything else that the server sends (cookies above all) stays here.
KEPT_HEADERS = ("content-disposition", "content-language", "date", "last-modified")
FILE_TYPES = re.compile(r"application/(octet-stream|pdf|zip|vnd\..+|x-.+)|image/.+|(application|text)/(xml|csv)")
ZIP = b"PK\x03\x04"
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Answer:
    """What SigningHub answered to a call.

    `data` is the parsed JSON, None for an empty answer, bytes for a file that came as such, a string for plain text.
    `total` is the number of matches that a list claims to have, None where it says nothing usable.
    """

    data: Any = None
    total: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = ""


def read_answer(response: httpx.Response, operation: Operation, request_id: str) -> Answer:
    """Read the open response of a call; raises the ApiError that fits any status but 2xx, and any garbage."""
    about: dict[str, Any] = {"operation": operation.id, "request_id": request_id}
    if 300 <= response.status_code < 400:
        # Following it could carry the token to another server.
        raise ApiUnreachable(_("SigningHub answered with a redirect, which the console does not follow."), **about)
    content = _read(response, about)
    content_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if not response.is_success:
        raise refusal(response.status_code, response.headers, _parsed(content, content_type, {}), operation, about)
    if not content.strip():
        return Answer(None, _total(response), _kept(response), content_type)
    data = _data(content, content_type, operation, about)
    if not operation.writes and is_message_only(data, operation):
        raise ApiUnreachable(message_of(data) or _("SigningHub answered with an error."), **about)
    return Answer(data, _total(response), _kept(response), content_type)


def _read(response: httpx.Response, about: dict[str, Any]) -> bytes:
    """The whole body, unpacked, as long as it stays within LONGEST_ANSWER at every moment."""
    unpack = _unpacker(response.headers.get("content-encoding", "identity").strip().lower(), about)
    content = bytearray()
    for chunk in response.iter_raw():
        try:
            content += unpack(chunk, LONGEST_ANSWER + 1 - len(content))
        except zlib.error:
            raise _garbage(about) from None
        if len(content) > LONGEST_ANSWER:
            raise ApiUnreachable(_("The answer of SigningHub is too large."), **about)
    return bytes(content)


def _unpacker(encoding: str, about: dict[str, Any]) -> Any:
    """`(chunk, longest) -> bytes`. We ask for no compression; where a server compresses all the same, never trust it
    with memory: httpx's own decoders unpack a whole chunk at once, however large it becomes.
    """
    if encoding in ("", "identity"):
        return lambda chunk, _longest: chunk
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise _garbage(about)
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress


def _data(content: bytes, content_type: str, operation: Operation, about: dict[str, Any]) -> Any:
    if FILE_TYPES.fullmatch(content_type) and not content_type.endswith("+json"):
        return content
    if operation.is_export and content.startswith(ZIP):
        # A workbook under a wrong name: no JSON begins so.
        return content
    data = _parsed(content, content_type, about)
    if isinstance(data, str) and content_type == "text/plain" and not _may_be_text(operation):
        raise _garbage(about)
    return data


def _may_be_text(operation: Operation) -> bool:
    return operation.writes or operation.answer_schema.get("type") == "string"


def _parsed(content: bytes, content_type: str, about: dict[str, Any]) -> Any:
    """JSON, or the text of text/plain. What cannot be read raises, or is None without `about`: a refusal's body."""
    is_json = content_type in ("", "text/json") or re.fullmatch(r"application/(.*\+)?json", content_type)
    if not is_json and content_type != "text/plain":
        if about:
            raise _garbage(about)
        return None
    try:
        return strict_json(content)
    except ValueError:
        if content_type == "text/plain" and not content.lstrip().startswith(b"<"):
            return content.decode("utf-8", "replace")
        if about:
            raise _garbage(about) from None
        return None


def strict_json(content: bytes) -> Any:
    """Parse UTF-8 JSON, with or without a byte order mark; ValueError for what two readers could take differently.

    That is NaN, infinity (also as 1e999, which could not be sent back), a key given twice, and deep nesting.
    """
    text = content.decode("utf-8-sig")
    try:
        data = json.loads(
            text, parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_without_doublets
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if text.count("[") + text.count("{") > DEEPEST_NESTING:
        _check_depth(data)
    if re.search(r"\\u[dD][89a-fA-F]", text):
        data = _without_lone_surrogates(data)
    return data


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = exact.number(text)
    if math.isinf(number):
        raise ValueError("a number beyond every number")
    return number


def _without_doublets(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key given twice")
    return found


def _check_depth(data: Any) -> None:
    level = [data]
    for _depth in range(DEEPEST_NESTING):
        level = [child for node in level for child in _children(node) if isinstance(child, dict | list)]
        if not level:
            return
    raise ValueError("nested too deeply")


def _children(node: Any) -> Any:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


def _without_lone_surrogates(data: Any) -> Any:
    """Half a character, as `\\ud83d` alone, is valid JSON but cannot be written to a page."""
    if isinstance(data, str):
        return LONE_SURROGATE.sub("\ufffd", data)
    if isinstance(data, list):
        return [_without_lone_surrogates(item) for item in data]
    if isinstance(data, dict):
        return {_without_lone_surrogates(key): _without_lone_surrogates(value) for key, value in data.items()}
    return data


def _garbage(about: dict[str, Any]) -> ApiUnreachable:
    return ApiUnreachable(_("SigningHub gave an answer that cannot be read."), **about)


def _total(response: httpx.Response) -> int | None:
    text = response.headers.get("x-total-records", "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None


def _kept(response: httpx.Response) -> dict[str, str]:
    return {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
