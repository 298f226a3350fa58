from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "console.audit"
    label = "audit"

    def ready(self) -> None:
        from console.audit import chain
        from console.vault import rotation

        rotation.register("Audit chain", chain.rotate)
