"""Sealing secrets for the database: AES-256-GCM under the keys in VAULT_KEYS.

A sealed value is `version (1 byte) | key id (8) | nonce (12) | ciphertext and tag`. It opens only with the `bound_to`
text it was sealed with, so that a value copied into another record is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

VERSION = b"\x01"
KEY_BYTES = 32
KEY_ID_BYTES = 8
NONCE_BYTES = 12
HEADER_BYTES = len(VERSION) + KEY_ID_BYTES


class SealBroken(Exception):  # noqa: N818 - the state of the value
    """A sealed value does not open; the message says why and is fit to show."""


@lru_cache(maxsize=8)
@sensitive_variables()
def read_keys(texts: tuple[str, ...]) -> dict[bytes, AESGCM]:
    """The ciphers of VAULT_KEYS by key id, in their order: the first one writes.

    Raises ImproperlyConfigured with one sentence that names the setting, never a key.
    """
    ciphers: dict[bytes, AESGCM] = {}
    for position, text in enumerate(texts, start=1):
        key = _decoded(text)
        if len(key) != KEY_BYTES:
            raise ImproperlyConfigured(f"VAULT_KEYS: key {position} is not the Base64 of {KEY_BYTES} bytes.")
        ciphers[_key_id(key)] = AESGCM(key)
    if not ciphers:
        raise ImproperlyConfigured(f"VAULT_KEYS is empty: it needs at least one key, the Base64 of {KEY_BYTES} bytes.")
    return ciphers


@sensitive_variables()
def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _key_id(key: bytes) -> bytes:
    # A hash of a random 256-bit key gives nothing of it away.
    return hashlib.sha256(b"vault key id" + key).digest()[:KEY_ID_BYTES]


def _keys() -> dict[bytes, AESGCM]:
    return read_keys(tuple(settings.VAULT_KEYS))


@sensitive_variables()
def seal(plain: bytes, bound_to: str) -> bytes:
    """Seal `plain` under the first key; `bound_to` names the one record it may be opened for."""
    key_id, cipher = next(iter(_keys().items()))
    header = VERSION + key_id
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + cipher.encrypt(nonce, plain, header + bound_to.encode())


@sensitive_variables()
def unseal(sealed: bytes | memoryview, bound_to: str) -> bytes:
    """Open what `seal` made for the same `bound_to`, under any of the keys; SealBroken otherwise."""
    value = bytes(sealed)  # PostgreSQL gives a memoryview.
    header, rest = value[:HEADER_BYTES], value[HEADER_BYTES:]
    if header[:1] != VERSION or len(rest) <= NONCE_BYTES:
        raise SealBroken(_("This is not a sealed value of this console."))
    cipher = _keys().get(header[1:])
    if cipher is None:
        raise SealBroken(_("Sealed with a key that is not in VAULT_KEYS."))
    try:
        return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + bound_to.encode())
    except InvalidTag:
        raise SealBroken(_("The sealed value was changed, or belongs to another record.")) from None


def is_current(sealed: bytes | memoryview) -> bool:
    """Whether `sealed` is already under the first key."""
    return bytes(sealed)[:HEADER_BYTES] == VERSION + next(iter(_keys()))


def reseal(sealed: bytes | memoryview, bound_to: str) -> bytes:
    """The same secret under the first key; the very same bytes where it already is."""
    return bytes(sealed) if is_current(sealed) else seal(unseal(sealed, bound_to), bound_to)
