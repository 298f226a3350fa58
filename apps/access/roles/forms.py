"""What a person types about a role: its name, and its rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.roles.rights import RightsField, changed, named, split
from console import way_in
from console.grants import Held, refusal
from console.requests import ConsoleRequest
from console.role_matrix import in_words, lines_of, written
from console.screens.asking import as_seen
from console.screens.cells import is_empty
from console.screens.forms import TOO_LONG, ApiForm, Body
from console.vault.models import Credential

RIGHTS, CONFIRM = "role_detail", "confirm"
# The guide gives Update Role a longer name than Add Role; the shorter one is right in both.
LONGEST_NAME = 100


class RoleForm(ApiForm):
    """What adding and changing have in common. `request` is whose rights limit what may be given."""

    groups: ClassVar[Any] = (
        (gettext_lazy("Role"), ("name", "description")),
        (gettext_lazy("Rights"), (RIGHTS,)),
    )

    name = forms.CharField(label=gettext_lazy("Name"), validators=[MaxLengthValidator(LONGEST_NAME, TOO_LONG)])
    description = forms.CharField(
        label=gettext_lazy("Description"),
        validators=[MaxLengthValidator(255, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    role_detail = RightsField(label=gettext_lazy("Rights"))

    def __init__(self, *args: Any, request: ConsoleRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.lines = lines_of(self.base.get(RIGHTS))
        field = self.fields.get(RIGHTS)
        if isinstance(field, RightsField):
            field.show(self.base.get(RIGHTS))
            if not self.lines and self.base:
                field.help_text = _("The rights come in a form that cannot be read; they go back as they came.")

    def pieces(self, name: str, value: object) -> Mapping[str, str]:
        """The rights, module by module."""
        return {line.title: in_words(line.cells) for line in lines_of(value)} if name == RIGHTS else {}

    def words(self, name: str, value: object) -> str:
        """The modules with any right, each with those that it has."""
        if name != RIGHTS:
            return super().words(name, value)
        return "; ".join(f"{title}: {rights}" for title, rights in self.pieces(name, value).items() if rights)

    def ticked(self) -> set[tuple[str, Any]]:
        """The rights that are to be included."""
        return {split(tick) for tick in self.cleaned_data.get(RIGHTS) or ()}

    def refuse_grants(self, given: set[tuple[str, Any]]) -> None:
        """Say which of these rights the person does not hold."""
        if self.request is None or RIGHTS not in self.fields:
            return
        if missing := Held(self.request).missing(named(self.lines, given)):
            # What a copy brings is no change of the field, so it would not be said there.
            self.add_error(RIGHTS if RIGHTS in self.changed_data else None, refusal(missing))

    def _outgoing(self, name: str) -> Any:
        if name != RIGHTS:
            return super()._outgoing(name)
        return self._written(self.base.get(RIGHTS))

    def _written(self, detail: Any) -> Any:
        """The details with what was ticked and unticked since the form was opened."""
        before = self.fields[RIGHTS].prepare_value(self.base.get(RIGHTS))
        return written(detail, changed(before, self.cleaned_data.get(RIGHTS) or ()))

    def payload(self, over: Mapping[str, Any] | None = None) -> Body:
        """The whole body; ticks are written into the details as they are now, so that nothing in these is lost."""
        body = super().payload(over)
        if RIGHTS in self.changed_data and over and not is_empty(over.get(RIGHTS)):
            body[RIGHTS] = self._written(over[RIGHTS])
        return body


class AddRoleForm(RoleForm):
    """Every property of Add Role; it begins with details without rights, or with those of another role."""

    def clean(self) -> dict[str, Any]:
        """Everything that is ticked is given anew."""
        self.refuse_grants(self.ticked())
        return self.cleaned_data

    def changes(self) -> Body:
        """Everything that is filled in, and the rights in any case."""
        filled = {name for name, value in self.cleaned_data.items() if not is_empty(value)}
        return {name: self._outgoing(name) for name in self.fields if name in filled | {RIGHTS}}


class EditRoleForm(RoleForm):
    """Every property of Update Role. `ways_in` are the console's credentials that need what this role allows."""

    beside = frozenset({CONFIRM})
    groups = (RoleForm.groups[0], (gettext_lazy("Rights"), (RIGHTS, CONFIRM)))
    consequences = {
        RIGHTS: gettext_lazy("It counts for everybody who holds the role, from the next page that they open."),
    }

    confirm = forms.CharField(
        label=gettext_lazy("Name of this role, to confirm"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, ways_in: Callable[[], list[Credential]] = list, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is None or not self.base:
            # Only looked at for its fields; nobody is asked for anything yet.
            return
        self.ways_in = ways_in()
        if not self.ways_in or not way_in.is_custodian(self.request):
            del self.fields[CONFIRM]
            return
        self.fields[CONFIRM].help_text = " ".join(
            (way_in.sentence(self.ways_in), _("Needed where you take a right away."))
        )

    def clean(self) -> dict[str, Any]:
        """Hold what is given against what the person holds, and what is taken against the console's ways in."""
        if self.request is None or RIGHTS not in self.fields or RIGHTS not in self.changed_data:
            return self.cleaned_data
        before = {split(tick) for tick in self.fields[RIGHTS].prepare_value(self.base.get(RIGHTS))}
        self.refuse_grants(self.ticked() - before)
        if before - self.ticked() and self.ways_in:
            name = str(self.base.get("name") or "")
            if not way_in.is_custodian(self.request):
                self.add_error(RIGHTS, way_in.refusal(self.ways_in))
            elif as_seen(str(self.cleaned_data.get(CONFIRM) or "")) != as_seen(name):
                self.add_error(CONFIRM, _("Type the name of the role: the console itself signs in with it."))
        return self.cleaned_data
