"""A person as a form. What whoever fills it in may not give is shown as it is, and stays as it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.access.models import ConsoleRole, User, normal_email
from apps.access.users.reach import FIELDS, Pair, grantable, is_elsewhere, pairs_of
from console.vault.models import Credential


class PersonForm(forms.ModelForm):
    """What can be changed of a person."""

    class Meta:
        model = User
        fields = ("name", "role", "credential", *FIELDS.values())
        help_texts = {
            "role": _("What a delegate may do at most. Roles that include more than you may do are not offered."),
            "credential": _("The operator they act as at SigningHub."),
            "is_custodian": _("Credentials and environments; never together with reading the audit."),
            "is_people_admin": _("People, roles of the console and sessions."),
            "is_auditor": _("The console's own record of who did what."),
        }

    def __init__(self, data: Any = None, *, instance: User, by: User, held: set[Pair]) -> None:
        super().__init__(data, instance=instance)
        self.by = by
        # What one may do at one SigningHub is nothing that could be given at another.
        self.held = set() if is_elsewhere(by, instance) else held
        self._offer_roles(instance)
        self._offer_credentials(instance)
        may_give = grantable(by)
        for right, name in FIELDS.items():
            # Django takes a disabled field from the person, whatever was posted.
            self.fields[name].disabled = right not in may_give
            if right not in may_give:
                self.fields[name].help_text = _("Only somebody who holds this right gives or takes it.")

    def _offer_roles(self, person: User) -> None:
        field = self.fields["role"]
        if person.is_personal:
            del self.fields["role"]
            return
        within = [role.pk for role in ConsoleRole.objects.all() if pairs_of(role) <= self.held]
        field.queryset = ConsoleRole.objects.filter(pk__in=[*within, person.role_id]).order_by("name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda role: role.title  # type: ignore[attr-defined]
        field.empty_label = "—"  # type: ignore[attr-defined]
        field.label = _("Role")

    def _offer_credentials(self, person: User) -> None:
        field = self.fields["credential"]
        mine = Credential.objects.select_related("environment").order_by("name")
        if not self.by.is_custodian:
            # Whoever does not keep the vault may share only what they act through themselves, and never with a
            # personal user who is there already, whom no role of the console narrows.
            own = None if person.pk and person.is_personal else self.by.credential_id
            mine = mine.filter(pk__in=[pk for pk in (own, person.credential_id) if pk])
        field.queryset = mine  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.name} ({one.environment.name})"  # type: ignore[attr-defined]
        field.empty_label = "—"  # type: ignore[attr-defined]
        field.label = _("Credential")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        is_lent = "credential" in self.changed_data and given.get("credential") and not self.by.is_custodian
        if is_lent and pairs_of(given.get("role")) - self.held:
            # With it they could do what the lender, whom a narrower role keeps from it, cannot.
            self.add_error("credential", _("The role of this person includes more than you may do yourself."))
        return given


class AddPersonForm(PersonForm):
    """A new person: their address and kind, which stay, and the rest."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (User.Kind.DELEGATE, _("Delegate: a console password, a shared credential, a role")),
            (User.Kind.PERSONAL, _("Personal: their own PFX and SigningHub password")),
        ],
        help_text=_(
            "A personal user takes over the environment and API client of the credential below when they enrol, and "
            "needs no role."
        ),
    )

    class Meta(PersonForm.Meta):
        fields = ("email", *PersonForm.Meta.fields)

    field_order = ("email", "name", "kind", "role", "credential")

    def clean_email(self) -> str:
        email = normal_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("This person is known already."))
        return email

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.instance.kind = given.get("kind") or User.Kind.DELEGATE
        if self.instance.is_personal:
            given["role"] = None
        elif not given.get("role"):
            self.add_error("role", _("A delegate needs a role."))
        return given
