"""What a person hands over with a signing certificate: its file or its text, and what SigningHub is to do with it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.signing_certificates.certificate import (
    MAX_BYTES,
    REFUSALS,
    CertificateRefused,
    der_of,
    facts_of,
    pem_of,
)
from apps.accounts.signing_certificates.service import LEVELS, PROTECTIONS
from console.requests import ConsoleRequest
from console.screens.cells import truth
from console.screens.forms import ApiForm

FILE, TEXT = "file", "certificate"
# Beside the name of a field: why what it held was taken out of the form.
REFUSED = "refused-"
LONGEST_NAME = 100


def without_keys(request: ConsoleRequest) -> QueryDict:
    """What was posted, with a chosen file as the text of its certificate and with neither key nor PFX in it.

    A certificate is no secret, so it can be kept and shown as text from here on; the file itself cannot. The first
    line of the text then names the file, as PEM allows.
    """
    data = request.POST.copy()
    upload = request.FILES.get(FILE)
    if isinstance(upload, UploadedFile):
        try:
            # One byte more than is allowed is enough to say that it is too large.
            data[TEXT] = f"{_plain_name(upload.name)}\n{pem_of(der_of(upload.read(MAX_BYTES + 1)))}"
        except CertificateRefused as refused:
            data[REFUSED + FILE] = refused.code
    if typed := data.get(TEXT, "").strip():
        try:
            der_of(typed)
        except CertificateRefused as refused:
            if refused.code in ("private_key", "pfx"):
                data[TEXT] = ""
                data[REFUSED + TEXT] = refused.code
    return data


def _plain_name(name: str | None) -> str:
    kept = "".join(letter for letter in name or "" if letter.isprintable() and letter not in '"/\\')
    # Five dashes would begin a frame of PEM.
    return re.sub("-+", "-", kept).strip()[:LONGEST_NAME] or "certificate.cer"


class CertificateForm(ApiForm):
    """What adding and changing have in common."""

    beside = frozenset({FILE})
    groups: ClassVar[Any] = (
        (gettext_lazy("Certificate"), (FILE, TEXT)),
        (gettext_lazy("Use"), ("capacity_name", "certificate_alias", "level_of_assurance", "default")),
    )
    consequences = {"default": gettext_lazy("The flag moves here from the certificate that has it now.")}

    file = forms.FileField(
        label=gettext_lazy("Certificate file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "CER, DER, PEM or Base64, at most 64 KB, without a private key. A file is not kept between two pages: one"
            " that was not taken has to be chosen again."
        ),
        widget=forms.FileInput(attrs={"accept": ".cer,.crt,.der,.pem,.txt,application/pkix-cert"}),
    )
    certificate = forms.CharField(
        label=gettext_lazy("Certificate as text"),
        help_text=gettext_lazy("PEM or Base64, instead of a file. A chosen file is shown here once it was read."),
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "dir": "ltr", "spellcheck": "false"}),
    )
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if TEXT in self.fields:
            # Either of the two fields will do, so neither is required by itself.
            self.fields[TEXT].required = False

    def clean(self) -> dict[str, Any]:
        """Say why something was taken out of the form."""
        for name in (FILE, TEXT):
            if code := self.data.get(REFUSED + name):
                self.add_error(name, REFUSALS.get(code, REFUSALS["not_a_certificate"]))
        return self.cleaned_data

    def clean_certificate(self) -> str:
        """The text, as it was typed, if it is one certificate."""
        typed = str(self.cleaned_data[TEXT])
        if typed and TEXT in self.changed_data:
            try:
                der_of(typed)
            except CertificateRefused as refused:
                raise forms.ValidationError(refused.message) from None
        return typed

    def words(self, name: str, value: object) -> str:
        """A certificate by what it says, not by its letters."""
        if name != TEXT or not isinstance(value, str) or not value.strip():
            return super().words(name, value)
        try:
            facts = facts_of(der_of(value))
        except CertificateRefused as refused:
            return refused.message
        return _("%(subject)s; issued by %(issuer)s; valid from %(from)s until %(to)s; SHA-256 %(fingerprint)s") % {
            "subject": facts.subject,
            "issuer": facts.issuer,
            "from": date_format(facts.not_before, "Y-m-d"),
            "to": date_format(facts.not_after, "Y-m-d"),
            "fingerprint": facts.fingerprint,
        }


class AddCertificateForm(CertificateForm):
    """Every property of Add User Signing Certificate, in both of its operations."""

    groups = (
        CertificateForm.groups[0],
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
        if not cleaned.get(TEXT) and not {FILE, TEXT} & self.errors.keys():
            self.add_error(FILE, _("Choose the file of the certificate, or paste its text below."))
        return cleaned


class EditCertificateForm(CertificateForm):
    """Every property of Update User Signing Certificates, in both of its operations."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "default" in self.fields and truth(self.base.get("default")):
            self.fields["default"].disabled = True
            self.fields["default"].help_text = _("To take it away, make another certificate the default.")
