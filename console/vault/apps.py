from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "console.vault"
    label = "vault"

    def ready(self) -> None:
        from console.vault.rotation import register_column

        register_column(self.get_model("Credential"), "sealed")
        register_column(self.get_model("FormerIdentity"), "sealed")
