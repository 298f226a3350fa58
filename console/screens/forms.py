"""Forms over an operation's body: limits from the contract, only what was changed merged over what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.api.contract import Operation
from console.api.errors import ApiInvalid
from console.screens import other_settings
from console.screens.cells import humanise, is_empty, plain, truth
from console.screens.fields import Secret
from console.screens.nested import SEPARATOR, Layout, key_of
from console.screens.pickers import REMEMBERED_SECONDS, read_options
from console.screens.resource import Text

Body = dict[str, Any]
TOO_LONG = gettext_lazy("%(show_value)d characters; SigningHub takes at most %(limit_value)d.")


class Picker(forms.CharField):
    """A choice from a list that SigningHub keeps; typed text where that list fails.

    `source` is the operation, `or_source` another for where that one cannot be had. `takes_nested` says of a subclass
    that its value is an object, `remembered_seconds` how long its list may be a little old.
    """

    takes_nested = False
    remembered_seconds: ClassVar[float] = REMEMBERED_SECONDS

    def __init__(self, *, source: str, or_source: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.sources = (source, or_source) if or_source else (source,)

    def read(self, data: Any, _operation: Operation) -> list[tuple[str, ...]]:
        """The value and words of each choice in the operation's answer, and what more the field wants to know."""
        return read_options(data)

    def offer(self, choices: Iterable[tuple[str, ...]], *present: object) -> None:
        """Become a select of the choices; present values (stored, typed) that are not among them stay choosable."""
        options = [(value, words) for value, words, *_more in choices]
        for one in present:
            if not is_empty(one) and str(one) not in {value for value, _words in options}:
                options.insert(0, (str(one), plain(one)))
        self.widget = forms.Select(choices=[("", "—"), *options])
        self.words = dict(options)


@dataclass(frozen=True)
class Shown:
    """One field as the template draws it: what it was before a change, and what a change would cause."""

    bound: forms.BoundField
    was: str | None
    consequence: Text

    @property
    def is_tick(self) -> bool:
        return isinstance(self.bound.field, forms.BooleanField)


@dataclass(frozen=True)
class Section:
    """Fields under one legend, with the counts that the index beside the form shows."""

    key: str
    title: Text
    fields: list[Shown]

    @property
    def changes(self) -> int:
        return sum(shown.was is not None for shown in self.fields)

    @property
    def template(self) -> str:
        """What draws the fields: a kind of field may have its own way, where a section has no other."""
        own = {getattr(shown.bound.field.widget, "section_template", "") for shown in self.fields}
        return own.pop() or "screens/fields.html" if len(own) == 1 else "screens/fields.html"

    @property
    def problems(self) -> int:
        return sum(bool(shown.bound.errors) for shown in self.fields)


class ApiForm(forms.Form):
    """Input for one operation. A field is named as the body's property, and may say less than the contract, not more.

    `groups` arranges the fields in sections; `consequences` says, per field, what a change of it sets off. The fields
    in `beside` are no properties of the body but help to fill one, as a file does whose content a text field takes.

    The properties in `nested` are laid out by nested.py: a field for a value within is named by the way to it, with
    two underscores (auto_delete_user__enabled, connector_detail__client_id). What SigningHub has there and no field is
    declared for gets one from other_settings.py. Everything else about the form is as ever, and per value: its diff,
    its choice between yours and theirs, its secrets.

    A field of one's own may say more of its values: `learn(value, is_there)` is given the one that SigningHub has,
    `reads(value)` says whether it can show one at all, `in_words(value)` says it to a person, `described(value)` says
    its parts one by one. One whose input says what becomes of a value, and not the value, has `written(over, input)`.
    """

    beside: ClassVar[frozenset[str]] = frozenset()
    nested: ClassVar[tuple[str, ...]] = ()
    # Of something new: what the form begins with is sent like what was typed.
    begins_filled: ClassVar[bool] = False
    groups: ClassVar[tuple[tuple[Text, tuple[str, ...]], ...]] = ()
    consequences: ClassVar[Mapping[str, Text]] = {}
    use_required_attribute = False

    def __init__(self, data: Any = None, files: Any = None, *, operation: Operation, base: Mapping[str, Any]) -> None:
        super().__init__(data, files)
        self.layout = Layout(self.nested, self.fields, operation.body_schema)
        self.whole = dict(base)
        self.base = self.layout.spread(base)
        self.initial = dict(self.base)
        for name in list(self.fields):
            schema = self.layout.schema_of(name)
            if schema is not None:
                limit(self.fields[name], schema, is_required=name in self.layout.required)
            elif name not in self.beside:
                # This SigningHub's own contract has no such property: it must not be sent.
                del self.fields[name]
                continue
            self._take(name, self.base.get(name))
            if (
                self.whole
                and not self.begins_filled
                and self.layout.root_of(name)
                and isinstance(self.fields[name], Secret)
            ):
                self.fields[name].help_text = other_settings.hint_on_secret(self.base.get(name))
        for name, field in other_settings.fields_for(self):
            self.fields[name] = field
            self._take(name, self.base.get(name))

    def _take(self, name: str, value: object) -> None:
        """Show a value that came in another type than the contract says, so that it goes back as it came."""
        field = self.fields[name]
        if learn := getattr(field, "learn", None):
            learn(value, name in self.base)
        is_flag = isinstance(field, forms.BooleanField)
        reads = getattr(field, "reads", None)
        if reads and not is_empty(value) and not reads(value):
            self.fields[name] = forms.CharField(label=field.label, help_text=field.help_text, required=False)
            self.fields[name].disabled = True
            self.initial[name] = plain(value)
        elif is_flag and truth(value) is not None:
            # A 0 or a "False" would be drawn as a tick.
            self.initial[name] = truth(value)
        elif (is_flag and not is_empty(value)) or (isinstance(value, Mapping | list) and not _takes_nested(field)):
            if not isinstance(field, forms.CharField):
                self.fields[name] = forms.CharField(label=field.label, help_text=field.help_text, required=False)
            self.fields[name].disabled = True
            self.initial[name] = plain(value)
        elif isinstance(field, forms.MultipleChoiceField):
            self.initial[name] = value
        elif isinstance(field, forms.ChoiceField) and not is_empty(value):
            shown = str(field.prepare_value(value))
            if shown not in {str(choice) for choice, _words in field.choices}:  # type: ignore[union-attr, misc]
                # A select without it would take the first of the others.
                field.choices = [(shown, plain(value)), *field.choices]  # type: ignore[misc]
            self.initial[name] = shown

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields whose input differs from the base by more than what a browser does to a value on its own."""
        return [name for name in super().changed_data if not self._is_same_text(name)]

    def _is_same_text(self, name: str) -> bool:
        """Whether a text differs only as browsers and CharField alter it: line breaks lost, blanks trimmed."""
        field, before = self.fields[name], self.initial.get(name)
        if not isinstance(field, forms.CharField | forms.IntegerField) or not isinstance(before, str | int | float):
            return False
        before = str(before)
        typed = str(self[name].data or "")
        if isinstance(field.widget, forms.Textarea):
            return "\n".join(before.splitlines()).strip() == "\n".join(typed.splitlines()).strip()
        return _on_one_line(before) == _on_one_line(typed)

    def full_clean(self) -> None:
        """Check the input, but not what is only there: a value that SigningHub has must not block another's change."""
        super().full_clean()
        for name in list(self.errors):
            if name in self.fields and name not in self.changed_data and not is_empty(self.base.get(name)):
                del self.errors[name]

    def forgive_blanks(self) -> None:
        """Say nothing of what is still to be typed: the form is only drawn again, not handed in."""
        for name, errors in self.errors.as_data().items():
            if {one.code for one in errors} == {"required"}:
                del self.errors[name]

    def changes(self) -> Body:
        """The properties that the input changes, as SigningHub takes them. Call it on a valid form."""
        names = self.changed_data
        if self.begins_filled:
            names = [name for name in self.fields if not is_empty(self.cleaned_data.get(name))]
        return {
            name: self._outgoing(name)
            for name in names
            if name not in self.beside
            and not (isinstance(self.fields[name], Secret) and not self.cleaned_data.get(name))
        }

    def payload(self, over: Mapping[str, Any] | None = None) -> Body:
        """The whole body: `over` (the record's own, by default as the form was opened) with the changes in it.

        What the form does not know goes back as it came; an untouched secret is left out, since what SigningHub gave
        for it may be a mask.
        """
        over = self.whole if over is None else over
        body = self.layout.spread(over)
        for name, value in self.changes().items():
            # Written into what is there now, so that nothing in it is lost.
            written = getattr(self.fields[name], "written", None) if name in self.changed_data else None
            body[name] = written(body.get(name), self.cleaned_data.get(name)) if written else value
        for name in list(body):
            if self.is_hidden(name, body[name]) and not self.cleaned_data.get(name):
                del body[name]
        return self.layout.gather(body, over)

    def is_hidden(self, name: str, value: object) -> bool:
        """Whether a value is never shown nor sent back as it came: a secret, or what stands for one."""
        field = self.fields.get(name)
        if field is not None:
            return _is_secret(field)
        return bool(self.layout.root_of(name)) and other_settings.is_hidden(name, value)

    def fields_at_fault(self) -> list[forms.BoundField]:
        """The fields with something to mend, for the links above the form."""
        return [self[name] for name in self.fields if name in self.errors]

    def secrets(self) -> list[str]:
        """The fields that are never drafted nor shown again."""
        return [name for name, field in self.fields.items() if _is_secret(field)]

    def _outgoing(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        if written := getattr(self.fields[name], "written", None):
            return written(self.base.get(name), value)
        if isinstance(value, date | datetime):
            return value.isoformat()
        if value in (None, ""):
            schema = self.layout.schema_of(name) or {}
            # Of a nested value the contract mostly does not say; a null stays one.
            is_open = bool(self.layout.root_of(name)) and name in self.base and self.base[name] is None
            return None if is_nullable(schema) or is_open else ""
        return value

    def add_api_errors(self, error: ApiInvalid) -> None:
        """Put SigningHub's refusal beside the fields it names, and above the form where it names none of ours."""
        folded = {fold(name.rsplit(SEPARATOR, 1)[-1]): name for name in reversed(self.fields)}
        placed = False
        for said, messages in error.field_errors.items():
            name = folded.get(fold(said.rsplit(".", 1)[-1]))
            for message in messages:
                self.add_error(name, message if name else f"{humanise(said)}: {message}")
                placed = True
        if not placed:
            self.add_error(None, error.message)

    def words(self, name: str, value: object) -> str:
        """A value of one of the fields as a person reads it: the choice's words, yes or no, or the text."""
        field = self.fields.get(name)
        if in_words := getattr(field, "in_words", None):
            return str(in_words(value))
        if isinstance(field, forms.BooleanField) and truth(value) is not None:
            return _("Yes") if truth(value) else _("No")
        choices = getattr(field, "words", None) or dict(getattr(field, "choices", ()))
        is_key = isinstance(value, str | int) and not isinstance(value, bool)
        return str(choices.get(str(value), "") or plain(value)) if is_key else plain(value)

    def pieces(self, name: str, value: object) -> Mapping[str, str]:
        """The parts of a value that is compared part by part, each under its title; empty for one that is compared
        whole."""
        described = getattr(self.fields.get(name), "described", None)
        return described(value) if described else {}

    def title(self, name: str) -> str:
        """What a property is called: the field's label, or its key humanised."""
        field = self.fields.get(name)
        return str(field.label if field and field.label else humanise(key_of(name)))

    def sections(self) -> list[Section]:
        """The fields under their legends; those that no group names come last."""
        grouped = {name for _title, names in self.groups for name in names}
        rest = tuple(name for name in self.fields if name not in grouped)
        groups = [*self.groups, *([(_("Other settings"), rest)] if rest else [])]
        changed = set(self.changed_data) if self.is_bound else set()
        sections = []
        for place, (title, names) in enumerate(groups):
            fields = [self._shown(name, name in changed) for name in names if name in self.fields]
            if fields:
                sections.append(Section(f"s-{place}", title, fields))
        return sections

    def _shown(self, name: str, is_changed: bool) -> Shown:
        is_hidden = name in self.beside or name in self.secrets()
        is_told = is_changed and self.base and not self.begins_filled and not is_hidden
        # What is compared part by part is too long to stand below its field.
        has_been = is_told and not self.pieces(name, self.base.get(name))
        was = self.words(name, self.base.get(name)) if has_been else None
        return Shown(self[name], was, self.consequences.get(name, ""))


def _is_secret(field: forms.Field) -> bool:
    return isinstance(field, Secret) or isinstance(field.widget, forms.PasswordInput)


def _takes_nested(field: forms.Field) -> bool:
    return isinstance(field, forms.JSONField | forms.MultipleChoiceField) or getattr(field, "takes_nested", False)


def _on_one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "").strip()


def fold(name: str) -> str:
    """A key without case, separators and list marks, so that UserName meets user_name."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def is_nullable(schema: Mapping[str, Any]) -> bool:
    """Whether the contract takes null for this property."""
    types = schema.get("type", ())
    return "null" in types if isinstance(types, list) else bool(schema.get("nullable"))


def limit(field: forms.Field, schema: Mapping[str, Any], *, is_required: bool) -> None:
    """Hold a field to its property: required, longest and shortest text, enumeration."""
    is_flag = isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField)
    field.required = field.widget.is_required = is_required and not is_flag
    if isinstance(field, forms.ChoiceField) and "enum" in schema:
        words = dict(field.choices)  # type: ignore[arg-type]
        values = [value for value in schema["enum"] if value is not None]
        blank = [] if field.required else [("", "—")]
        field.choices = [*blank, *((value, words.get(value) or humanise(value)) for value in values)]
    elif isinstance(field, forms.CharField):
        if longest := schema.get("maxLength"):
            # Checked here and not by the browser, whose maxlength silently cuts what is pasted.
            field.validators.append(MaxLengthValidator(longest, TOO_LONG))
        if shortest := schema.get("minLength"):
            field.validators.append(MinLengthValidator(shortest))
