"""What is asked before an environment is checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from apps.access.models import User
from console.vault.credentials import open_credential
from console.vault.models import Credential, Environment
from console.vault.seal import SealBroken

LONGEST_PASSWORD = 1000


def usable_by(user: User, environment: Environment) -> QuerySet[Credential]:
    """The credentials of an environment that this custodian may go through: one's own, and those that are nobody's."""
    owned = User.objects.filter(kind=User.Kind.PERSONAL, credential__isnull=False).values("credential")
    credentials = Credential.objects.select_related("environment").filter(environment=environment)
    return credentials.filter(Q(pk=user.credential_id) | ~Q(pk__in=owned)).order_by("name")


def holds_password(credential: Credential) -> bool:
    """Whether the operator's password at SigningHub is stored with a credential."""
    try:
        return open_credential(credential).admin_password is not None
    except SealBroken:
        return False


class ChecksForm(forms.Form):
    """Through which credential, and the password that is not stored with it."""

    credential = forms.ModelChoiceField(Credential.objects.none(), label=gettext_lazy("Credential"), empty_label=None)
    password = forms.CharField(
        label=gettext_lazy("SigningHub password"),
        help_text=gettext_lazy("Used for these checks and not kept. Leave it empty where SigningHub asks for none."),
        required=False,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, environment: Environment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        credentials = usable_by(user, environment)
        field = self.fields["credential"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - see above
        field.queryset = credentials
        own = user.credential
        self.initial.setdefault("credential", own.pk if own and own.environment_id == environment.pk else None)
        self.is_possible = credentials.exists()
        if all(map(holds_password, credentials)):
            del self.fields["password"]
