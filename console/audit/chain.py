"""The chain: every entry is sealed onto those before it, so that nothing can be changed or taken out unnoticed.

An entry has one link for what it said when it was begun, and one for its outcome; what happened in the console itself
has one for both. A link's digest is keyed with a key that only the vault opens, and made over the digest before it.
Links are added under the lock of the one Chain row, in the same short transaction as the entry, so that writers in
any number of processes queue up instead of forking the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from console.audit.models import Chain, Entry, Link, Part
from console.vault.rotation import Rotated
from console.vault.seal import SealBroken, is_current, reseal, seal, unseal

ONLY = 1
KEY_BYTES = 32
# What an outcome adds to an entry; everything else stands from the beginning.
OUTCOME = frozenset({"state", "status", "detail", "finished_at"})


def locked() -> Chain:
    """The end of the chain, locked until the transaction ends; made where there is none yet. SealBroken, StoreError."""
    rows = Chain.objects.select_for_update().filter(pk=ONLY)
    found = rows.first()
    if found is None:
        Chain.objects.get_or_create(pk=ONLY, defaults={"sealed_key": _new_key()})
        found = rows.get()
    return found


def _new_key() -> bytes:
    return seal(os.urandom(KEY_BYTES), Chain(pk=ONLY).bound_to())


def rotate() -> Rotated:
    """Put the chain's key under the vault's first key. One that no key opens any more gives way to a new one.

    Otherwise nothing could ever be put on record again; `verify` goes on to say which links cannot be checked since.
    """
    with transaction.atomic():
        end = Chain.objects.select_for_update().filter(pk=ONLY).first()
        if end is None:
            return Rotated()
        if is_current(end.sealed_key):
            return Rotated(current=1)
        try:
            end.sealed_key = reseal(end.sealed_key, end.bound_to())
            result = Rotated(resealed=1)
        except SealBroken:
            end.sealed_key, end.key_from = _new_key(), end.number + 1
            result = Rotated(broken=(f"before link {end.key_from}",))
        end.save(update_fields=["sealed_key", "key_from"])
        return result


def add(end: Chain, entry: Entry, part: Part) -> Link:
    """Add the link for this part of an entry. `end` comes from `locked`, in the same transaction."""
    link = Link(number=end.number + 1, entry_id=entry.pk, part=part, previous=end.digest)
    link.digest = digest(link, content(entry, part), key_of(end))
    link.save(force_insert=True)
    end.number, end.digest = link.number, link.digest
    end.save(update_fields=["number", "digest"])
    return link


@sensitive_variables()
def key_of(end: Chain) -> bytes:
    """The key of the digests; SealBroken where the vault does not open it."""
    return unseal(end.sealed_key, end.bound_to())


@sensitive_variables("key")
def fits(link: Link, entry: Entry, key: bytes, *, number: int | None = None) -> bool:
    """Whether a link's digest is that of the entry as it is now; at another `number`, where one is given."""
    return hmac.compare_digest(digest(link, content(entry, link.part), key, number=number), link.digest)


@sensitive_variables("key")
def digest(link: Link, said: Mapping[str, Any], key: bytes, *, number: int | None = None) -> str:
    """What the digest of a link is for an entry that says `said`; at another `number`, where one is given."""
    place = [link.number if number is None else number, link.previous, str(link.entry_id), str(link.part), said]
    return hmac.new(key, json.dumps(place, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def content(entry: Entry, part: Part | str) -> dict[str, Any]:
    """What this part of an entry says, as JSON can hold it.

    A field without a value is left out, so that one added to the model later changes no digest made before.
    """
    names = (field.attname for field in entry._meta.concrete_fields)
    wanted = (name for name in names if part == Part.WHOLE or (name in OUTCOME) is (part == Part.ENDED))
    said = {name: _plain(getattr(entry, name)) for name in wanted}
    return {name: value for name, value in said.items() if value not in (None, "", {})}


def _plain(value: Any) -> Any:
    """A value as it reads on its way back from any database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    # As JSON keeps it: keys are text, tuples are lists.
    return _whole(json.loads(json.dumps(value)))


def _whole(value: Any) -> Any:
    """Numbers without a fraction as whole ones: PostgreSQL gives back 10 for 1e1."""
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
