from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "apps.configuration"
    label = "configuration"

    def ready(self) -> None:
        """Have kept licences sealed anew when the vault's keys are rotated."""
        from apps.configuration.models import KeptLicence
        from console.vault import rotation

        rotation.register_column(KeptLicence, "sealed")
