from django.apps import AppConfig
from django.conf import settings


class VaultConfig(AppConfig):
    name = "console.vault"
    label = "vault"

    def ready(self) -> None:
        from console.vault.rotation import register_column
        from console.vault.seal import read_keys

        # A console that cannot open its vault must not start and look healthy.
        read_keys(tuple(settings.VAULT_KEYS))
        register_column(self.get_model("Credential"), "sealed")
