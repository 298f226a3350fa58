"""Which SigningHubs the console talks to, and the sealed identities it talks with."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Environment(models.Model):
    """One SigningHub: where it is and how it wants to be spoken to."""

    class HeaderEncoding(models.TextChoices):
        PERCENT = "percent", _("Percent-encoded UTF-8")
        BASE64 = "base64", _("Base64 of UTF-8")
        RAW = "raw", _("Raw UTF-8")

    name = models.SlugField(_("Name"), unique=True)
    api_url = models.URLField(_("Admin API address"))
    auth_url = models.URLField(_("Authentication address"), blank=True, help_text=_("Empty: the Admin API address."))
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


class Credential(models.Model):
    """A PFX, its password and an API client, sealed; nothing gives the sealed parts back."""

    name = models.SlugField(_("Name"), unique=True)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="credentials")
    sealed = models.BinaryField(editable=False)
    # Goes up with every replacement; pooled connections and tokens are kept per version.
    version = models.PositiveIntegerField(default=1)
    # Facts read from the certificate when it was stored, fit to show.
    subject = models.CharField(max_length=500, blank=True)
    issuer = models.CharField(max_length=500, blank=True)
    serial = models.CharField(max_length=100, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    email = models.EmailField(blank=True)
    not_before = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
