"""What a person hands over with a signing certificate: its file or its text, and what SigningHub is to do with it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.signing_certificates.service import LEVELS, PROTECTIONS
from console.screens.cells import truth
from console.screens.certificates import FILE, CertificateFile, CertificateForm, CertificateText

TEXT = "certificate"


class SigningCertificateForm(CertificateForm):
    """What adding and changing have in common."""

    text = TEXT
    groups: ClassVar[Any] = (
        (gettext_lazy("Certificate"), (FILE, TEXT)),
        (gettext_lazy("Use"), ("capacity_name", "certificate_alias", "level_of_assurance", "default")),
    )
    consequences = {"default": gettext_lazy("The flag moves here from the certificate that has it now.")}

    file = CertificateFile()
    certificate = CertificateText()
    capacity_name = forms.CharField(
        label=gettext_lazy("Capacity"),
        help_text=gettext_lazy("What the person signs as. Letters, digits and blanks; each of a person’s differs."),
        validators=[
            RegexValidator(r"^(?:[^\W_]| )+\Z", gettext_lazy("Only letters, digits and blanks are taken here."))
        ],
    )
    certificate_alias = forms.CharField(
        label=gettext_lazy("Alias"),
        help_text=gettext_lazy("Exactly as the key is called in ADSS Server, or nobody can sign with it."),
    )
    level_of_assurance = forms.ChoiceField(label=gettext_lazy("Level of assurance"), choices=[*LEVELS.items()])
    default = forms.BooleanField(
        label=gettext_lazy("Default"),
        help_text=gettext_lazy("Used unless the person chooses another. One certificate of a person has it."),
    )


class AddCertificateForm(SigningCertificateForm):
    """Every property of Add User Signing Certificate, in both of its operations."""

    groups = (
        SigningCertificateForm.groups[0],
        (
            gettext_lazy("Use"),
            ("capacity_name", "certificate_alias", "level_of_assurance", "key_protection_option", "default"),
        ),
    )

    key_protection_option = forms.ChoiceField(
        label=gettext_lazy("Key protection"),
        choices=[*PROTECTIONS.items()],
        help_text=gettext_lazy("This cannot be changed afterwards."),
    )

    def clean(self) -> dict[str, Any]:
        """There is no signing certificate without a certificate."""
        cleaned = super().clean()
        self.require_certificate()
        return cleaned


class EditCertificateForm(SigningCertificateForm):
    """Every property of Update User Signing Certificates, in both of its operations."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "default" in self.fields and truth(self.base.get("default")):
            self.fields["default"].disabled = True
            self.fields["default"].help_text = _("To take it away, make another certificate the default.")
