"""A certificate in a form and on a page: handed over as a file or as text, shown by what it says."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.certificates import MAX_BYTES, REFUSALS, CertificateFacts, CertificateRefused, der_of, facts_of, pem_of
from console.requests import ConsoleRequest
from console.screens import cells
from console.screens.cells import Reader
from console.screens.facts import Fact
from console.screens.forms import ApiForm

FILE = "file"
# Beside the name of a field: why what it held was taken out of the form.
REFUSED = "refused-"
LONGEST_NAME = 100


def without_keys(request: ConsoleRequest, text: str) -> QueryDict:
    """What was posted, with a chosen file as the text of its certificate and with neither key nor PFX in it.

    A certificate is no secret, so it can be kept and shown as text (in the field `text`) from here on; the file itself
    cannot. The first line of the text then names the file, as PEM allows.
    """
    data = request.POST.copy()
    upload = request.FILES.get(FILE)
    if isinstance(upload, UploadedFile):
        try:
            # One byte more than is allowed is enough to say that it is too large.
            data[text] = f"{_plain_name(upload.name)}\n{pem_of(der_of(upload.read(MAX_BYTES + 1)))}"
        except CertificateRefused as refused:
            data[REFUSED + FILE] = refused.code
    if typed := data.get(text, "").strip():
        try:
            der_of(typed)
        except CertificateRefused as refused:
            if refused.code in ("private_key", "pfx"):
                data[text] = ""
                data[REFUSED + text] = refused.code
    return data


def _plain_name(name: str | None) -> str:
    kept = "".join(letter for letter in name or "" if letter.isprintable() and letter not in '"/\\')
    # Five dashes would begin a frame of PEM.
    return re.sub("-+", "-", kept).strip()[:LONGEST_NAME] or "certificate.cer"


class CertificateFile(forms.FileField):
    """The file of a certificate; `without_keys` has put its content into the field of the text."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Certificate file"),
            required=False,
            allow_empty_file=True,
            help_text=gettext_lazy(
                "CER, DER, PEM or Base64, at most 64 KB, without a private key. A file is not kept between two pages:"
                " one that was not taken has to be chosen again."
            ),
            widget=forms.FileInput(attrs={"accept": ".cer,.crt,.der,.pem,.txt,application/pkix-cert"}),
        )


class CertificateText(forms.CharField):
    """A certificate as PEM or Base64; the value is the text as it was typed."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Certificate as text"),
            help_text=gettext_lazy("PEM or Base64, instead of a file. A chosen file is shown here once it was read."),
            widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "dir": "ltr", "spellcheck": "false"}),
        )

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed:
            try:
                der_of(typed)
            except CertificateRefused as refused:
                raise forms.ValidationError(refused.message) from None
        return typed


class CertificateForm(ApiForm):
    """A form with a certificate: the field `file`, and the text field whose name is `text`."""

    text: ClassVar[str] = "certificate"
    beside = frozenset({FILE})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.text in self.fields:
            # Either of the two fields will do, so neither is required by itself.
            self.fields[self.text].required = False

    def clean(self) -> dict[str, Any]:
        """Say why something was taken out of the form."""
        super().clean()
        for name in (FILE, self.text):
            if code := self.data.get(REFUSED + name):
                self.add_error(name, REFUSALS.get(code, REFUSALS["not_a_certificate"]))
        return self.cleaned_data

    def require_certificate(self) -> None:
        """Ask for a certificate where neither a file nor a text was given."""
        if not self.cleaned_data.get(self.text) and not {FILE, self.text} & self.errors.keys():
            self.add_error(FILE, _("Choose the file of the certificate, or paste its text below."))

    def given(self) -> CertificateFacts | None:
        """What the certificate says that was handed over; None where none was, or the one that is there already."""
        typed, present = self.cleaned_data.get(self.text), self.base.get(self.text)
        if not typed or self.text not in self.changed_data or typed == present:
            return None
        return facts_of(der_of(typed))

    def words(self, name: str, value: object) -> str:
        """A certificate by what it says, not by its letters."""
        if name != self.text or not isinstance(value, str) or not value.strip():
            return super().words(name, value)
        try:
            return in_words(facts_of(der_of(value)))
        except CertificateRefused as refused:
            return refused.message


def in_words(facts: CertificateFacts) -> str:
    """What a certificate says, on one line; that its time is over, or has not begun, comes first."""
    now = timezone.now()
    said = _("%(subject)s; issued by %(issuer)s; valid from %(from)s until %(to)s; SHA-256 %(fingerprint)s") % {
        "subject": facts.subject,
        "issuer": facts.issuer,
        "from": date_format(facts.not_before, "Y-m-d"),
        "to": date_format(facts.not_after, "Y-m-d"),
        "fingerprint": facts.fingerprint,
    }
    if facts.emails:
        said = _("%(said)s; for %(emails)s") % {"said": said, "emails": ", ".join(facts.emails)}
    if facts.not_after < now:
        return _("Expired: %(said)s") % {"said": said}
    return _("Not yet valid: %(said)s") % {"said": said} if facts.not_before > now else said


def shown(parsed: CertificateFacts, reader: Reader) -> list[Fact]:
    """What a certificate says, as facts of a page."""
    usages = list(parsed.usages) or [_("Not limited")]
    emails = [Fact(_("E-mail"), cells.cell("list", list(parsed.emails), reader))] if parsed.emails else []
    return [
        Fact(_("Subject"), cells.cell("text", parsed.subject, reader)),
        *emails,
        Fact(_("Issuer"), cells.cell("text", parsed.issuer, reader)),
        Fact(_("Serial number"), cells.cell("code", parsed.serial, reader)),
        Fact(_("Valid from"), cells.cell("datetime", parsed.not_before, reader)),
        Fact(_("Valid until"), cells.cell("datetime", parsed.not_after, reader)),
        Fact(_("Key usage"), cells.cell("list", usages, reader)),
        Fact(_("Key"), cells.cell("code", parsed.key, reader)),
        Fact(_("SHA-256 fingerprint"), cells.cell("code", parsed.fingerprint, reader)),
    ]
