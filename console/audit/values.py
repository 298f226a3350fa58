"""Which values of a change may stand in the record: declared fields that hold no secret; the rest by name only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

CHANGED = "(changed)"
LONGEST = 500

# Part of a field's name, folded. Too wide is right here: a value that is not recorded is still recorded as changed.
_SECRET = re.compile(
    "password|passphrase|secret|pfx|pkcs12|token|certificate|privatekey|apikey|credential|pin$|otp|"
    "securityquestion|securityanswer|base64|picture|logo|photo|attributevalue|detail$"
)


def is_secret(field: str) -> bool:
    """Whether a field's name says that its value must not be kept."""
    return _SECRET.search(re.sub(r"[^a-z0-9]", "", field.lower())) is not None


def recorded(values: Mapping[str, Any], declared: Mapping[str, Any]) -> dict[str, Any]:
    """The values fit to keep: those that the operation declares (name → JSON schema) and that hold no secret.

    Everything else is kept by name, as "(changed)".
    """
    return {
        name: _kept(value, declared[name]) if name in declared and not is_secret(name) else CHANGED
        for name, value in values.items()
    }


def _kept(value: Any, schema: Any) -> Any:
    schema = schema if isinstance(schema, Mapping) else {}
    if isinstance(value, Mapping):
        return recorded(value, schema.get("properties") or {})
    if isinstance(value, list | tuple):
        return [_kept(item, schema.get("items") or {}) for item in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return CHANGED
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return CHANGED
