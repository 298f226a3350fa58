"""Which values of a record are secrets, by the names under which they stand, and a record without them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from console.screens.attributes import pair_in

SECRET_WORDS = (
    *("password", "passwd", "secret", "token", "pin", "otp", "credential", "pfx"),
    *("private_key", "privatekey", "api_key", "apikey", "access_key", "account_key", "merchant_key"),
)
# What is said about a secret is none: how long it is, where it comes from, whether one is asked for.
ABOUT_SECRETS = re.compile(
    r"(require|allow|include|must|has|is)_.*|(time_based_)?one_time_password|sms_otp|email_otp|ai_tokens"
    r"|.*_(address|count|duration|enabled|endpoint|expires_on|expiry|id|interval|length|method|name|policy|profile"
    r"|required|secs|time|type|uri|url)"
)
# What stands in a record for a secret that is there.
MASK = "********"


def is_secret(name: str) -> bool:
    """Whether a key's own name says that its value is a secret; of a nested field, its innermost key."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name.rsplit("__", 1)[-1])
    name = words.strip("_").lower()
    parts = name.split("_")
    if ABOUT_SECRETS.fullmatch(name):
        return False
    return any(word in parts or (len(word) > 4 and word in name) for word in SECRET_WORDS)


def without_secrets(value: Any) -> Any:
    """A record without the values of keys that are secrets by their name, at any depth. Whether is no secret."""
    if isinstance(value, Mapping):
        kept = {
            str(key): without_secrets(one)
            for key, one in value.items()
            if isinstance(one, bool) or not is_secret(str(key))
        }
        pair = pair_in(value)
        if pair and pair.value and is_secret(pair.name) and not isinstance(pair.value, bool):
            # That there is one is worth knowing; a pair without a value would be none.
            kept[pair.value_key] = MASK
        return kept
    if isinstance(value, list):
        return [without_secrets(one) for one in value]
    return value
