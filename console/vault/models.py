"""Which SigningHubs the console talks to, and the sealed identities it talks with."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from console.vault.addresses import normal_host, normal_proxy, normal_url
from console.vault.tls import normal_ca_bundle


class Environment(models.Model):
    """One SigningHub: where it is and how it wants to be spoken to."""

    class HeaderEncoding(models.TextChoices):
        PERCENT = "percent", _("Percent-encoded UTF-8")
        BASE64 = "base64", _("Base64 of UTF-8")
        RAW = "raw", _("Raw UTF-8")

    name = models.SlugField(_("Name"), unique=True)
    api_url = models.CharField(_("Admin API address"), max_length=255)
    auth_url = models.CharField(
        _("Authentication address"), max_length=255, blank=True, help_text=_("Empty: the Admin API address.")
    )
    ca_bundle = models.TextField(_("CA certificates (PEM)"), blank=True, help_text=_("Empty: the system's."))
    proxy = models.CharField(_("Proxy"), max_length=255, blank=True)
    powerbi_host = models.CharField(_("Power BI host"), max_length=255, default="app.powerbi.com")
    header_encoding = models.CharField(
        _("Filter header encoding"), max_length=10, choices=HeaderEncoding, default=HeaderEncoding.PERCENT
    )
    is_production = models.BooleanField(_("Production"), default=False)
    colour = models.CharField(_("Colour"), max_length=7, blank=True)
    # The vendor's own OpenAPI file, mapped onto our operation ids by `import_spec`; None until one is imported.
    overlay = models.JSONField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Bring addresses and certificates into their one normal form; refuse what the console must not talk to."""
        normal_forms: dict[str, Callable[[str], str]] = {
            "api_url": normal_url,
            "auth_url": normal_url,
            "proxy": normal_proxy,
            "powerbi_host": normal_host,
            "ca_bundle": normal_ca_bundle,
            "colour": _normal_colour,
        }
        errors = {}
        for field, normal in normal_forms.items():
            try:
                if value := getattr(self, field).strip():
                    setattr(self, field, normal(value))
            except ValidationError as error:
                errors[field] = error
        if errors:
            raise ValidationError(errors)


def _normal_colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValidationError(_("A colour is written as # and six hexadecimal digits."))
    return text.lower()


class CertificateFacts(models.Model):
    """What may be shown of a sealed identity's certificate, read from it when it was stored."""

    subject = models.CharField(max_length=500, blank=True)
    issuer = models.CharField(max_length=500, blank=True)
    serial = models.CharField(max_length=100, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    email = models.EmailField(blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    not_after = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def days_left(self) -> int | None:
        """Whole days until the certificate expires, negative once it has; None where that is not known."""
        return (self.not_after - timezone.now()).days if self.not_after else None

    def is_expired(self) -> bool:
        """Whether the certificate's time is over."""
        return self.not_after is not None and self.not_after <= timezone.now()


class Credential(CertificateFacts):
    """A PFX, its password and an API client, sealed; nothing gives the sealed parts back."""

    name = models.SlugField(_("Name"), unique=True)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="credentials")
    sealed = models.BinaryField(editable=False)
    # Goes up with every replacement; pooled connections and tokens are kept per version.
    version = models.PositiveIntegerField(default=1)
    # Since when a custodian has closed it to everybody; None while it may be used.
    sealed_since = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    def bound_to(self) -> str:
        """What the sealed part is bound to: in another row, or under another environment, it does not open."""
        return f"vault.credential:{self.pk}:{self.environment_id}"


class FormerIdentity(CertificateFacts):
    """What a credential held before its PFX was last replaced, sealed as it was: the way back."""

    credential = models.OneToOneField(Credential, on_delete=models.CASCADE, related_name="former")
    sealed = models.BinaryField(editable=False)
    kept_since = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.credential} before {self.kept_since:%Y-%m-%d %H:%M}"

    def bound_to(self) -> str:
        """The same as its credential's: for no other does it open."""
        return self.credential.bound_to()


class Opening(models.Model):
    """How often a credential was opened for use within an hour; the row goes when that stands in the audit."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="openings")
    hour = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential", "hour"], name="one_count_per_hour")]

    def __str__(self) -> str:
        return f"{self.credential} at {self.hour:%Y-%m-%d %H:%M}: {self.times}"
