"""What a person types about a service plan: all of Add and Update Service Plan, and what Clone takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.configuration.service_plans import words
from apps.configuration.service_plans.fields import DayField, LimitField, ReferencesField, TicksField
from apps.configuration.service_plans.servers import SEALING, SIGNING, ServersField
from apps.configuration.service_plans.words import ENTERPRISE, ENTERPRISE_FEATURES
from console.screens.cells import is_empty
from console.screens.filters import EnumField, FilterForm
from console.screens.forms import ApiForm, Body, Picker
from console.screens.references import ReferencePicker
from console.screens.resource import Text

KIND = "type"
SEAL_SERVERS = "electronic_seal_servers"
USERS = "constraints__users"
FOR_ENTERPRISES = (USERS, SEAL_SERVERS)
LIMITS = tuple(f"constraints__{name}" for name in words.LIMITS)
CONNECTORS, PROFILES = "listBasicConnectors", "listBasic%sProfiles"
NOT_FOR_INDIVIDUALS = gettext_lazy("Only enterprise plans can have this.")
REACHES = gettext_lazy("Who has a default certificate on what is taken away here must choose another.")
AFTER_ALL = gettext_lazy("SigningHub deletes by itself, and what is deleted cannot be brought back.")


class PlanFilters(FilterForm):
    """What the list of plans is asked; SigningHub gives it whole."""

    groups = ((gettext_lazy("Service plan"), ("name", "type", "public", "deprecated")),)

    name = forms.CharField(label=gettext_lazy("Name"), required=False)
    type = EnumField(label=gettext_lazy("Type"), words=words.TYPES)
    public = EnumField(
        label=gettext_lazy("Open to"),
        words={"True": gettext_lazy("Everybody"), "False": gettext_lazy("Whom an administrator gives it")},
    )
    deprecated = EnumField(
        label=gettext_lazy("New subscribers"), words={"False": gettext_lazy("Allowed"), "True": gettext_lazy("None")}
    )


def _limits() -> dict[str, forms.Field]:
    return {f"constraints__{name}": LimitField(label=title) for name, title in words.LIMITS.items()}


def _days(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=36500, required=False, **more)


def _seconds(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=86400, required=False)


def _choice(label: Any, choices: words.Words, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices.items()], required=False, **more)


def _connector(label: Any) -> ReferencePicker:
    return ReferencePicker(label=label, source=CONNECTORS, required=False)


class PlanForm(ApiForm):
    """What adding and changing have in common: the six parts of SigningHub's own wizard on one page."""

    nested = (
        "constraints",
        "level_of_assurance",
        "certify_options",
        "auto_delete_document",
        "signature_pad",
        "authentication_profile",
        "evidence_report",
        "one_time_password",
        "smtp_server",
        "sms_notification",
        "auto_delete_user",
        "billing",
    )
    groups: ClassVar[Any] = (
        (gettext_lazy("Basic information"), ("name", "start_date", "end_date", "public")),
        (gettext_lazy("Features"), ("features",)),
        (gettext_lazy("Limits"), LIMITS),
        (
            gettext_lazy("Documents"),
            (
                "certify_options__allowed",
                "certify_options__default",
                "pdf_a_compliancy",
                "add_unique_identifier",
                "auto_delete_document__enabled",
                "auto_delete_document__duration",
                "auto_delete_document__notify__enabled",
                "auto_delete_document__notify__duration",
                "auto_delete_document__email_document__enabled",
                "auto_delete_document__email_document__workflow_evidence_report",
            ),
        ),
        (
            gettext_lazy("Signatures"),
            (
                "level_of_assurance__allowed",
                "level_of_assurance__default",
                "signature_appearances",
                "signature_pad__enabled",
                "signature_pad__connector",
            ),
        ),
        (gettext_lazy("Signing servers"), ("signing_servers",)),
        (gettext_lazy("Seal servers"), (SEAL_SERVERS,)),
        (
            gettext_lazy("Settings"),
            (
                "verification_profile",
                "authentication_profile__allowed",
                "authentication_profile__default",
                "require_password",
                "evidence_report__enabled",
                "evidence_report__auto_generate",
                "evidence_report__remove_logs",
                "evidence_report__language",
                "smtp_server__enabled",
                "smtp_server__Server",
                "sms_notification__enabled",
                "sms_notification__server",
                "auto_delete_user__enabled",
                "auto_delete_user__inactive_days",
                "auto_delete_user__notify__enabled",
                "auto_delete_user__notify__duration",
            ),
        ),
        (
            gettext_lazy("One-time passwords"),
            (
                "one_time_password__otp_length",
                "one_time_password__otp_retry_interval",
                "one_time_password__otp_expiry",
                "one_time_password__email_otp__enabled",
                "one_time_password__sms_otp__enabled",
                "one_time_password__sms_otp__server",
                "time_based_one_time_password",
            ),
        ),
        (
            gettext_lazy("Billing"),
            ("billing__payment_type", "billing__monthly_price", "billing__yearly_price", "billing__currency"),
        ),
    )
    consequences: ClassVar[Mapping[str, Text]] = {
        "level_of_assurance__allowed": REACHES,
        "signing_servers": REACHES,
        "authentication_profile__allowed": gettext_lazy("Who signs in with what is taken away here can no longer."),
        "end_date": gettext_lazy("After this day nothing of the plan can be used."),
        "auto_delete_document__enabled": AFTER_ALL,
        "auto_delete_user__enabled": AFTER_ALL,
    }

    name = forms.CharField(label=gettext_lazy("Name"))
    start_date = DayField(label=gettext_lazy("Starts"), at=time(), help_text=gettext_lazy("The day in UTC."))
    end_date = DayField(label=gettext_lazy("Ends"), at=time(23, 59, 59), help_text=gettext_lazy("Empty: never."))
    public = forms.BooleanField(
        label=gettext_lazy("Public"),
        help_text=gettext_lazy("Everybody can see and buy it. Otherwise only an administrator can give it."),
    )
    features = TicksField(label=gettext_lazy("Features"), words=words.FEATURES, title="")
    locals().update(_limits())
    certify_options__allowed = TicksField(label=gettext_lazy("Allowed after certifying"), words=words.CERTIFYING)
    certify_options__default = _choice(gettext_lazy("Chosen at first"), words.CERTIFYING)
    pdf_a_compliancy = forms.BooleanField(label=gettext_lazy("Documents become PDF/A"))
    add_unique_identifier = forms.BooleanField(label=gettext_lazy("Documents get an identifier in their header"))
    auto_delete_document__enabled = forms.BooleanField(label=gettext_lazy("Delete unused documents"))
    auto_delete_document__duration = _days(gettext_lazy("Days unused"))
    auto_delete_document__notify__enabled = forms.BooleanField(label=gettext_lazy("Tell the owner before"))
    auto_delete_document__notify__duration = _days(gettext_lazy("Days before"))
    auto_delete_document__email_document__enabled = forms.BooleanField(label=gettext_lazy("Mail the document"))
    auto_delete_document__email_document__workflow_evidence_report = forms.BooleanField(
        label=gettext_lazy("Mail the evidence report with it")
    )
    level_of_assurance__allowed = TicksField(label=gettext_lazy("Levels of assurance allowed"), words=words.LEVELS)
    level_of_assurance__default = TicksField(
        label=gettext_lazy("Levels of assurance chosen at first"), words=words.LEVELS
    )
    signature_appearances = TicksField(label=gettext_lazy("Signature appearances"), words=words.APPEARANCES)
    signature_pad__enabled = forms.BooleanField(label=gettext_lazy("Signature pads"))
    signature_pad__connector = _connector(gettext_lazy("Connector of the signature pads"))
    signing_servers = ServersField(
        label=gettext_lazy("Signing server"), kind=SIGNING, source=PROFILES % "Signing", required=False
    )
    electronic_seal_servers = ServersField(
        label=gettext_lazy("Seal server"), kind=SEALING, source=PROFILES % "ElectronicSeal", required=False
    )
    verification_profile = ReferencePicker(label=gettext_lazy("Verification profile"), source=PROFILES % "Verification")
    authentication_profile__allowed = ReferencesField(
        label=gettext_lazy("Authentication profiles allowed"), source=PROFILES % "Authentication"
    )
    authentication_profile__default = ReferencePicker(
        label=gettext_lazy("Authentication profile chosen at first"), source=PROFILES % "Authentication"
    )
    require_password = forms.BooleanField(label=gettext_lazy("A password is chosen when registering"))
    evidence_report__enabled = forms.BooleanField(label=gettext_lazy("Workflow evidence report"))
    evidence_report__auto_generate = forms.BooleanField(
        label=gettext_lazy("Made when a workflow is complete"),
    )
    evidence_report__remove_logs = forms.BooleanField(
        label=gettext_lazy("Logs leave the document"),
        help_text=gettext_lazy("Afterwards they are in the report only."),
    )
    evidence_report__language = Picker(label=gettext_lazy("Language of the report"), source="listLanguages")
    smtp_server__enabled = forms.BooleanField(
        label=gettext_lazy("Own mail server"), help_text=gettext_lazy("Otherwise the one in the global settings.")
    )
    smtp_server__Server = _connector(gettext_lazy("Connector of the mail server"))  # noqa: N815 - SigningHub's key
    sms_notification__enabled = forms.BooleanField(label=gettext_lazy("Notify by SMS"))
    sms_notification__server = _connector(gettext_lazy("Connector of the notifications"))
    auto_delete_user__enabled = forms.BooleanField(label=gettext_lazy("Delete inactive users"))
    auto_delete_user__inactive_days = _days(gettext_lazy("Days inactive"))
    auto_delete_user__notify__enabled = forms.BooleanField(label=gettext_lazy("Tell the user before"))
    auto_delete_user__notify__duration = _days(gettext_lazy("Days before"))
    one_time_password__otp_length = forms.IntegerField(
        label=gettext_lazy("Digits"), min_value=1, max_value=32, required=False
    )
    one_time_password__otp_retry_interval = _seconds(gettext_lazy("Seconds until another"))
    one_time_password__otp_expiry = _seconds(gettext_lazy("Seconds valid"))
    one_time_password__email_otp__enabled = forms.BooleanField(label=gettext_lazy("By e-mail"))
    one_time_password__sms_otp__enabled = forms.BooleanField(label=gettext_lazy("By SMS"))
    one_time_password__sms_otp__server = _connector(gettext_lazy("Connector of the SMS"))
    time_based_one_time_password = forms.BooleanField(label=gettext_lazy("By an authenticator app (TOTP)"))
    billing__payment_type = _choice(gettext_lazy("Payment"), words.PAYMENTS)
    billing__monthly_price = forms.FloatField(label=gettext_lazy("Price of a month"), min_value=0, required=False)
    billing__yearly_price = forms.FloatField(label=gettext_lazy("Price of a year"), min_value=0, required=False)
    billing__currency = forms.CharField(label=gettext_lazy("Currency"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writes_minus = any(str(self.base.get(name)) == "-1" for name in LIMITS)
        for field in self.fields.values():
            if isinstance(field, LimitField):
                field.no_limit = -1 if writes_minus else None

    def clean(self) -> dict[str, Any]:
        """What is not for individuals, and days the wrong way round."""
        if self.plan_type() not in ("", ENTERPRISE):
            self._refuse_enterprise_parts()
        start, end = self.cleaned_data.get("start_date"), self.cleaned_data.get("end_date")
        if start and end and str(end) < str(start) and {"start_date", "end_date"} & set(self.changed_data):
            self.add_error("end_date", _("It ends before it starts."))
        return self.cleaned_data

    def plan_type(self) -> str:
        """Whether the plan is for individuals or enterprises; "" where that is not known."""
        raise NotImplementedError

    def _refuse_enterprise_parts(self) -> None:
        chosen = set(self.cleaned_data.get("features") or ()) - set(self.base.get("features") or ())
        if chosen & ENTERPRISE_FEATURES:
            self.add_error("features", _("Electronic seals and integrations are for enterprise plans only."))
        for name in FOR_ENTERPRISES:
            if name in self.changed_data and name in self.fields:
                self.add_error(name, NOT_FOR_INDIVIDUALS)

    def _outgoing(self, name: str) -> Any:
        field = self.fields[name]
        if isinstance(field, LimitField | DayField | ReferencePicker):
            return self.cleaned_data.get(name)
        return super()._outgoing(name)


class AddPlanForm(PlanForm):
    """Every property of Add Service Plan."""

    groups = (
        (gettext_lazy("Basic information"), ("name", KIND, "start_date", "end_date", "public")),
        *PlanForm.groups[1:],
    )

    # Nobody is on it yet, so nothing can be taken away from anybody.
    consequences: ClassVar[Mapping[str, Text]] = {
        name: said for name, said in PlanForm.consequences.items() if name.endswith(("date", "enabled"))
    }

    type = _choice(gettext_lazy("Type"), words.TYPES, help_text=gettext_lazy("It can never be changed."))

    def plan_type(self) -> str:
        return str(self.cleaned_data.get(KIND) or "")

    def changes(self) -> Body:
        """What was typed, and what SigningHub wants to be told in any case."""
        told: Body = {}
        for name in self.layout.required & self.fields.keys():
            field = self.fields[name]
            if isinstance(field, forms.BooleanField):
                told[name] = False
            elif isinstance(field, TicksField | ServersField):
                told[name] = []
        return told | {name: value for name, value in super().changes().items() if not is_empty(value) or name in told}


class EditPlanForm(PlanForm):
    """Every property of Update Service Plan. The base may say the plan's type, which is not sent."""

    groups = (
        (gettext_lazy("Basic information"), ("name", "start_date", "end_date", "public", "deprecated")),
        *PlanForm.groups[1:],
    )
    consequences = {
        **PlanForm.consequences,
        "deprecated": gettext_lazy("Nobody new gets a deprecated plan; who has it keeps it."),
    }

    deprecated = forms.BooleanField(label=gettext_lazy("Deprecated"), help_text=gettext_lazy("Nobody new gets it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.plan_type() not in ("", ENTERPRISE):
            for name in FOR_ENTERPRISES:
                # What stands there all the same goes back as it came.
                self.fields.pop(name, None)
            features = self.fields.get("features")
            if isinstance(features, TicksField):
                features.leave_out(ENTERPRISE_FEATURES)

    def plan_type(self) -> str:
        kind = self.whole.get(KIND)
        return kind.upper() if isinstance(kind, str) else ""


class ClonePlanForm(ApiForm):
    """Every property of Clone Service Plan."""

    groups = ((gettext_lazy("Clone"), ("name", "public", "deprecated")),)

    name = forms.CharField(label=gettext_lazy("Name of the new plan"))
    public = forms.BooleanField(label=gettext_lazy("Public"), help_text=PlanForm.base_fields["public"].help_text)
    deprecated = forms.BooleanField(label=gettext_lazy("Deprecated"), help_text=gettext_lazy("Nobody new gets it."))

    def changes(self) -> Body:
        """All three are always said."""
        return {name: self._outgoing(name) for name in self.fields}
