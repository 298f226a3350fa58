"""What a person types about an operator: filters, the record, and their certificate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.operators.guard import Guard
from apps.access.operators.service import CERTIFICATE
from console import way_in
from console.api.contract import Operation
from console.api.records import record_in, records_in
from console.screens.cells import is_empty, plain, truth
from console.screens.certificates import FILE, CertificateFile, CertificateForm, CertificateText
from console.screens.filters import EnumField, FilterForm
from console.screens.forms import Picker

CONFIRM = "confirm"


class OperatorFilters(FilterForm):
    """What the list of operators is asked; SigningHub gives it whole."""

    groups = ((gettext_lazy("Operator"), ("name", "email", "status")),)

    name = forms.CharField(label=gettext_lazy("Name"), required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), required=False)
    status = EnumField(
        label=gettext_lazy("Status"), words={"True": gettext_lazy("Active"), "False": gettext_lazy("Inactive")}
    )


class RolePicker(Picker):
    """A role of SigningHub's. The value is an object with its id or, typed by name, with that."""

    takes_nested = True

    def read(self, data: Any, operation: Operation) -> list[tuple[str, ...]]:
        """Id and name of each role."""
        rows = records_in(data, operation)
        return [(str(row["id"]), plain(row.get("name") or row["id"])) for row in rows if is_key(row.get("id"))]

    def offer(self, choices: Iterable[tuple[str, ...]], *present: object) -> None:
        """Become a select of the roles; the present one is among them even where the list does not have it."""
        options = {value: name for value, name, *_more in choices}
        self.words: dict[str, str] = {}
        for one in present:
            role = record_in(one)
            key = plain(one) if role is None else str(role.get("id") or role.get("name") or "")
            if key and key not in options:
                options = {key: plain(one), **options}
        super().offer(options.items())

    def prepare_value(self, value: Any) -> Any:
        """What stands for a role in the field: its id among offered ones, else its name."""
        role = record_in(value)
        if role is None:
            return value
        number, name = role.get("id"), plain(role.get("name") or "")
        if str(number) in getattr(self, "words", {}):
            return str(number)
        return name or ("" if number is None else str(number))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "").strip() != str(data or "").strip()

    def clean(self, value: Any) -> Any:
        """The role as SigningHub takes it."""
        typed = str(super().clean(value) or "").strip()
        words = getattr(self, "words", {})
        if typed in words:
            return {"id": int(typed) if typed.isdigit() else typed, "name": words[typed]}
        if typed.isascii() and typed.isdigit() and len(typed) < 10:
            return {"id": int(typed)}
        return {"name": typed} if typed else None


class OperatorForm(CertificateForm):
    """What adding and changing have in common. `guard` knows what this person may do to whom."""

    text = CERTIFICATE
    beside = frozenset({FILE, CONFIRM})
    name = forms.CharField(label=gettext_lazy("Name"))
    mobile_number = forms.CharField(label=gettext_lazy("Mobile number"), help_text=gettext_lazy("With country code."))
    file = CertificateFile()
    certificate_base64 = CertificateText()
    role = RolePicker(label=gettext_lazy("Role"), source="listRoles")
    status = forms.BooleanField(label=gettext_lazy("May sign in"))

    def __init__(self, *args: Any, guard: Guard | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guard = guard

    def refuse_grant(self, field: str, role: Any) -> None:
        """Say beside the field where the role that it lets somebody have gives more than the person holds."""
        if self.guard and not is_empty(role) and (why := self.guard.refusal_of_role(role)):
            self.add_error(field, why)


class AddOperatorForm(OperatorForm):
    """Every property of Add Operator."""

    groups = (
        (gettext_lazy("Operator"), ("name", "email", "mobile_number")),
        (gettext_lazy("Certificate"), (FILE, CERTIFICATE)),
        (gettext_lazy("Rights"), ("role", "status")),
    )
    consequences = {
        "email": gettext_lazy("SigningHub mails a password to this address, which cannot be changed afterwards."),
    }

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Exactly as in the certificate."),
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        """A certificate, for this address, and a role that gives no more than the person holds."""
        cleaned = super().clean()
        self.require_certificate()
        certificate, email = self.given(), str(cleaned.get("email") or "").strip().lower()
        if certificate and email and certificate.emails and email not in certificate.emails:
            whose = {"email": email, "others": ", ".join(certificate.emails)}
            self.add_error(self.text, _("This certificate is for %(others)s, not for %(email)s.") % whose)
        self.refuse_grant("role", cleaned.get("role"))
        return cleaned


class EditOperatorForm(OperatorForm):
    """Every property of Update Operator."""

    groups = (
        (gettext_lazy("Operator"), ("name", "mobile_number")),
        (gettext_lazy("Certificate"), (FILE, CERTIFICATE)),
        (gettext_lazy("Rights"), ("role", "status", CONFIRM)),
    )
    consequences = {
        CERTIFICATE: gettext_lazy("The certificate that is there now opens SigningHub no more."),
        "role": gettext_lazy("The new role counts from the next page that the operator opens."),
        "status": gettext_lazy("An operator who may not sign in loses every open session at once."),
    }

    confirm = forms.CharField(
        label=gettext_lazy("E-mail address of this operator, to confirm"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guard = self.guard
        if guard is None or not self.base:
            # Only looked at for its fields; nobody is asked for anything yet.
            return
        present = self.base.get(self.text)
        if self.text in self.fields and isinstance(present, str) and present.strip():
            # A wall of letters tells nobody anything; left empty, the certificate that is there stays.
            self.initial[self.text] = ""
            words = _("Leave both empty to keep the present one: %(said)s")
            self.fields[self.text].help_text = words % {"said": self.words(self.text, present)}
        if not guard.ways_in or not guard.is_custodian:
            del self.fields[CONFIRM]
        else:
            self.fields[CONFIRM].help_text = " ".join(
                (way_in.sentence(guard.ways_in), _("Needed for another role, another certificate, or none to sign in."))
            )

    def clean(self) -> dict[str, Any]:
        """Hold what would change against what this person may grant and close."""
        cleaned = super().clean()
        guard = self.guard
        if guard is None:
            return cleaned
        certificate = self.given()
        if certificate and certificate.emails and guard.email and guard.email not in certificate.emails:
            whose = {"email": guard.email, "others": ", ".join(certificate.emails)}
            self.add_error(self.text, _("This certificate is for %(others)s, not for %(email)s.") % whose)
        is_let_in = "status" in self.changed_data and truth(cleaned.get("status")) is True
        # Whoever holds the new certificate, or is let in again, holds what the role gives.
        giving = {"role": "role" in self.changed_data, self.text: certificate, "status": is_let_in}
        if field := next((name for name, gives in giving.items() if gives), ""):
            self.refuse_grant(field, cleaned.get("role") or guard.operator.get("role"))
        is_shut_out = "status" in self.changed_data and not is_let_in
        if guard.ways_in and (is_shut_out or certificate or "role" in self.changed_data):
            self._ask_custodian(guard)
        return cleaned

    def _ask_custodian(self, guard: Guard) -> None:
        if not guard.is_custodian:
            self.add_error(None, way_in.refusal(guard.ways_in))
        elif not is_typed_as(self.cleaned_data.get(CONFIRM), guard.email):
            self.add_error(
                CONFIRM, _("Type %(email)s: the console itself signs in as this operator.") % {"email": guard.email}
            )


def is_key(value: object) -> bool:
    """Whether a role can be chosen by it."""
    return isinstance(value, int | str) and not isinstance(value, bool)


def is_typed_as(typed: object, wanted: str) -> bool:
    """Whether the confirmation says the address, whatever its case."""
    return str(typed or "").strip().casefold() == wanted.casefold() != ""
