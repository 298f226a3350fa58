"""Put everything sealed under the first key of VAULT_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from console.audit.models import Kind
from console.audit.record import event
from console.vault.rotation import rotate_all


class Command(BaseCommand):
    """`manage.py rotate_vault_keys`"""

    help = (
        "Seal everything in the database under the first key of VAULT_KEYS. Put the new key first, keep the old ones "
        "behind it, restart, and run this while the console works. Open sessions keep the old key for up to 12 hours."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        result = rotate_all()
        for name, rotated in result.items():
            self.stdout.write(f"{name}: {rotated.resealed} sealed again, {rotated.current} under the first key already")
        counts = {name: rotated.resealed for name, rotated in result.items()}
        event(Kind.VAULT, title="Vault keys rotated", values=counts)
        broken = [f"{name} {', '.join(rotated.broken)}" for name, rotated in result.items() if rotated.broken]
        if broken:
            raise CommandError(f"Not opened by any key in VAULT_KEYS, left as they are: {'; '.join(broken)}.")
