"""What SigningHub means by an answer that is not a success: the ApiError with its message and fields."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from console.api.contract import Operation, folded
from console.api.errors import (
    ApiBusy,
    ApiConflict,
    ApiError,
    ApiForbidden,
    ApiInvalid,
    ApiMissing,
    ApiRefused,
    ApiSignedOut,
    ApiUnreachable,
)
from console.api.records import record_in, with_declared_names

LONGEST_MESSAGE = 300
# Every spelling of an error's text that SigningHub's interfaces are known to use, the most telling first.
MESSAGE_KEYS = ("message", "Message", "error_description", "detail", "title", "Error", "error")
# Those that a record of its own would hardly consist of: a success with nothing else in it is an error in disguise.
ERROR_KEYS = {"message", "Message", "error_description", "Error", "error"}
FIELD_MAPS = ("errors", "ModelState", "modelState", "Errors")
INVALID = (400, 413, 415, 422, 431)
# What a proxy or a server that is starting up answers; the same read may succeed a moment later.
PASSING = (500, 502, 503, 504)


def refusal(
    status: int, headers: Mapping[str, str], data: Any, operation: Operation, about: Mapping[str, Any]
) -> ApiError:
    """The error for an answer with `status` (4xx, 5xx) whose body was parsed to `data`, None where it is unreadable."""
    message = message_of(data)
    retry_after = _seconds(headers.get("retry-after", ""))
    if status == 429 or (status == 503 and retry_after is not None):
        busy = _("SigningHub is busy.")
        return ApiBusy(message or busy, status=status, retry_after=retry_after, **about)
    if status in INVALID:
        fields, rest = _field_errors(data, operation)
        text = message or " ".join(rest)[:LONGEST_MESSAGE] or _("SigningHub does not accept these values.")
        return ApiInvalid(text, status=status, field_errors=fields, code=_oauth_code(data), **about)
    known: dict[int, tuple[type[ApiRefused], str]] = {
        401: (ApiSignedOut, _("SigningHub does not accept the sign-in any more.")),
        403: (ApiForbidden, _("The role at SigningHub does not allow this.")),
        404: (ApiMissing, _("There is no such record.")),
        409: (ApiConflict, _("The record is not in a state that allows this.")),
        410: (ApiMissing, _("There is no such record.")),
        412: (ApiConflict, _("The record was changed meanwhile.")),
    }
    if status in known:
        kind, default = known[status]
        return kind(message or default, status=status, code=_oauth_code(data), **about)
    if status >= 500:
        text = message or _("SigningHub failed while it worked on this.")
        return ApiUnreachable(text, passing=status in PASSING, **about)
    return ApiRefused(message or _("SigningHub refuses this."), status=status, **about)


def message_of(data: Any) -> str:
    """The text for a person in an error's body, one short line; empty where there is none."""
    if isinstance(data, str):
        return "" if data.lstrip().startswith("<") else _one_line(data)
    data = record_in(data)
    if data is None:
        return ""
    for key in MESSAGE_KEYS:
        text = data.get(key)
        if isinstance(text, list):
            text = " ".join(one for one in text if isinstance(one, str))
        if isinstance(text, Mapping):
            text = message_of(text)
        if isinstance(text, str) and text.strip():
            return _one_line(text)
    return ""


def _oauth_code(data: Any) -> str:
    code = data.get("error") if isinstance(data, Mapping) else None
    return code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else ""


def is_message_only(data: Any, operation: Operation) -> bool:
    """Whether a success carries nothing but an error's text where the operation answers records."""
    if not isinstance(data, Mapping) or not data:
        return False
    declared = operation.answer_properties
    return ERROR_KEYS.issuperset(data) and not with_declared_names(data, declared).keys() & declared.keys()


def _one_line(text: str) -> str:
    words = "".join(character if character.isprintable() else " " for character in text[: 4 * LONGEST_MESSAGE])
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_MESSAGE else f"{line[: LONGEST_MESSAGE - 1]}…"


def _field_errors(data: Any, operation: Operation) -> tuple[dict[str, list[str]], list[str]]:
    """Messages by field of the body or argument, and those of fields that the operation does not have."""
    names = {folded(name): name for name in (*operation.arguments, *operation.body_properties)}
    fields: dict[str, list[str]] = {}
    rest: list[str] = []
    for key, messages in _named_messages(data):
        # ASP.NET writes `model.User.Name`, `$.user_name` and `items[0].Name`.
        steps = [folded(step) for step in re.split(r"[.\[]", key)]
        name = next((names[step] for step in reversed(steps) if step in names), None)
        if name is None:
            rest += messages
        else:
            fields.setdefault(name, []).extend(messages)
    return fields, rest


def _named_messages(data: Any) -> list[tuple[str, list[str]]]:
    if not isinstance(data, Mapping):
        return []
    found = next((data[key] for key in FIELD_MAPS if data.get(key)), None)
    if isinstance(found, Mapping):
        return [(str(key), _messages(value)) for key, value in found.items()]
    if isinstance(found, list):
        return [
            (str(item.get("field") or item.get("name") or ""), _messages(message_of(item)))
            for item in found
            if isinstance(item, Mapping)
        ]
    return []


def _messages(value: Any) -> list[str]:
    texts = value if isinstance(value, list) else [value]
    return [_one_line(text) for text in texts if isinstance(text, str) and text.strip()]


def _seconds(text: str) -> float | None:
    """`Retry-After` in seconds from now: a number, or an HTTP date; None where it is neither."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,7}", text):
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())
