"""Putting every sealed value in the database under the first key of VAULT_KEYS.

A room that keeps sealed values registers them in its `AppConfig.ready`:

- `register_column(Model, "field")` for a binary column; the model has a method `bound_to() -> str` that gives the
  text its value is sealed with;
- `register(name, function)` for anything else; the function re-seals all it has and returns a Rotated.

Sealed values in sessions are left out: sessions end within hours, until which the old keys stay in VAULT_KEYS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import Model

from console.vault.seal import SealBroken, is_current, reseal


@dataclass(frozen=True)
class Rotated:
    """What became of one kind of sealed value: how many were re-sealed, were current already, did not open."""

    resealed: int = 0
    current: int = 0
    broken: tuple[str, ...] = ()


_registered: dict[str, Callable[[], Rotated]] = {}


def register(name: str, rotate: Callable[[], Rotated]) -> None:
    """Have `rotate` called by rotate_vault_keys; `name` is how its result is reported."""
    _registered[name] = rotate


def register_column(model: type[Model], field: str) -> None:
    """Have the sealed binary column `field` of `model` re-sealed; the model needs a `bound_to()`."""
    register(model._meta.label, partial(_rotate_column, model, field))


def rotate_all() -> dict[str, Rotated]:
    """Re-seal everything registered, by name. Works while the console runs; can be repeated at any time."""
    return {name: rotate() for name, rotate in sorted(_registered.items())}


def _rotate_column(model: type[Model], field: str) -> Rotated:
    resealed = current = 0
    broken: list[str] = []
    for pk in model._default_manager.values_list("pk", flat=True).order_by("pk"):
        try:
            if _reseal_row(model, pk, field):
                resealed += 1
            else:
                current += 1
        except SealBroken:
            broken.append(str(pk))
    return Rotated(resealed, current, tuple(broken))


def _reseal_row(model: type[Model], pk: object, field: str) -> bool:
    """Whether a row had to be re-sealed. One that was deleted or replaced meanwhile is somebody else's newer work."""
    rows = model._default_manager.filter(pk=pk)
    while (row := rows.first()) is not None:
        sealed = bytes(getattr(row, field) or b"")
        if not sealed or is_current(sealed):
            return False
        renewed = reseal(sealed, row.bound_to())  # type: ignore[attr-defined]
        # Compare and swap: a value written between our read and this update must not be undone.
        if rows.filter(**{field: sealed}).update(**{field: renewed}):
            return True
    return False
