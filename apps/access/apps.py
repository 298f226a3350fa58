from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "apps.access"
    label = "access"

    def ready(self) -> None:
        from allauth.mfa import signals

        from apps.access import built_in_roles, notices, sealed
        from apps.access.passwords.models import PasswordRecovery
        from console.vault import rotation

        rotation.register("Second factors", sealed.reseal_factors)
        rotation.register_column(PasswordRecovery, "sealed_password")

        signals.authenticator_added.connect(notices.factor_added)
        signals.authenticator_removed.connect(notices.factor_removed)
        signals.authenticator_reset.connect(notices.codes_renewed)
        signals.authentication_failed.connect(notices.factor_refused)
        post_migrate.connect(built_in_roles.make, sender=self)
