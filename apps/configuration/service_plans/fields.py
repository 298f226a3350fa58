"""Fields for what a plan says otherwise than in plain words: limits, ticked lists, days, and lists of profiles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.configuration.service_plans.words import Words
from console.api.contract import folded
from console.api.records import record_in
from console.screens.cells import as_moment, as_number, grouped, is_empty, plain, truth
from console.screens.filters import DateInput
from console.screens.references import ReferencePicker, key_of, reference_in, words_of

UNLIMITED = "unlimited"
LARGEST = 2_147_483_647
NUMBER = re.compile(r"\d+(\.\d{1,6})?")


class LimitInput(forms.Widget):
    """A number, or a tick that there is no limit."""

    # Says to the form that a section of only these is drawn as a table.
    section_template = "configuration/service_plans/limits.html"

    def __init__(self, title: Any) -> None:
        super().__init__()
        self.title = title

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 - Django's signature
        ticked = [UNLIMITED] if data.get(f"{UNLIMITED}-{name}") else []
        return [str(data.get(name) or ""), *ticked]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        typed = [one for one in value or () if one != UNLIMITED]
        context = {"name": name, "attrs": attrs or {}, "typed": typed[0] if typed else "", "title": self.title}
        context |= {"is_unlimited": UNLIMITED in (value or ()), "unlimited": UNLIMITED}
        return SafeString(render_to_string("configuration/service_plans/limit.html", context))


class LimitField(forms.Field):
    """How much of something is allowed, in any of the shapes in which SigningHub may write it.

    The value as the form has it is a list of texts: a number, UNLIMITED, or nothing. `no_limit` is how this plan
    writes that there is none: null or -1.
    """

    takes_nested = True

    def __init__(self, *, label: Any, **kwargs: Any) -> None:
        super().__init__(label=label, widget=LimitInput(label), required=False, **kwargs)
        self.present: Any = None
        self.is_there = False
        self.no_limit: int | None = None

    def learn(self, value: Any, is_there: bool) -> None:
        """Take the limit as SigningHub has it, to write another in the same shape."""
        self.present, self.is_there = value, is_there

    def reads(self, value: Any) -> bool:
        """Whether this is a limit in a shape that is known."""
        return not isinstance(value, bool) and self._state(value) is not None

    def prepare_value(self, value: Any) -> list[str]:
        """The texts that stand for a limit."""
        if isinstance(value, list):
            return [str(one) for one in value if one]
        return self._state(value) or []

    def inputs(self, name: str, value: Any) -> dict[str, list[str]]:
        """What a browser would post of this limit."""
        state = self._state(value) or [""]
        return {f"{UNLIMITED}-{name}": ["on"]} if state == [UNLIMITED] else {name: state}

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ARG002 - `learn` knows whether it is there
        return _numbers(self._state(self.present) or []) != _numbers(self.prepare_value(data))

    def clean(self, value: Any) -> Any:
        """The limit in the shape in which it came."""
        texts = self.prepare_value(value)
        if UNLIMITED in texts:
            return self._shaped(self.no_limit, True)
        typed = "".join(texts).strip()
        if not typed:
            if self.is_there:
                raise forms.ValidationError(_("Type a number, or tick that there is no limit."))
            return None
        number = _number(typed)
        if number is None or number > LARGEST:
            raise forms.ValidationError(_("Type a number from 0 to 2147483647."))
        return self._shaped(number, False)

    def in_words(self, value: Any) -> str:
        """A limit as a person reads it."""
        state = self._state(value)
        if state is None:
            return plain(value)
        if not state:
            return ""
        number = as_number(state[0])
        return _("No limit") if state == [UNLIMITED] else grouped(number) if number is not None else state[0]

    def _shaped(self, number: Any, is_unlimited: bool) -> Any:
        record = record_in(self.present)
        if record is None:
            return str(number) if isinstance(self.present, str) and number is not None else number
        keys = {folded(str(key)): key for key in record}
        changed = {keys.get("limit", "limit"): number}
        if "unlimited" in keys:
            changed[keys["unlimited"]] = is_unlimited
        shaped = {**record, **changed}
        return [shaped] if isinstance(self.present, list) else shaped

    def _state(self, value: Any) -> list[str] | None:
        record = record_in(value)
        if record is not None:
            keys = {folded(str(key)): one for key, one in record.items()}
            if "limit" not in keys and "unlimited" not in keys:
                return None
            return [UNLIMITED] if truth(keys.get("unlimited")) else self._state(keys.get("limit"))
        if value is None:
            return [UNLIMITED] if self.is_there else []
        text = plain(value).strip()
        if text.casefold() in ("-1", "-1.0", UNLIMITED):
            return [UNLIMITED]
        return [text] if not isinstance(value, bool | list) and _number(text) is not None else None


def _number(typed: str) -> int | float | None:
    """A number as people type it, in any digits and with the thousands set off; None where it is none."""
    plain_digits = "".join(str(unicodedata.decimal(letter, letter)) for letter in typed)
    text = re.sub(r"[,٬\s  ]", "", plain_digits)
    if not NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text[:20])


def _numbers(texts: Iterable[str]) -> list[Any]:
    return (
        [UNLIMITED] if UNLIMITED in texts else [_number(text) if _number(text) is not None else text for text in texts]
    )


class Ticks(forms.CheckboxSelectMultiple):
    """Choices to tick, in columns under their own title."""

    use_fieldset = True

    def __init__(self, title: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.title = title

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        ticked = {str(one) for one in value or ()}
        choices = [(choice, words, str(choice) in ticked) for choice, words in self.choices]
        context = {"name": name, "choices": choices, "title": self.title, "attrs": attrs or {}}
        return SafeString(render_to_string("configuration/service_plans/ticks.html", context))


class TicksField(forms.MultipleChoiceField):
    """Values of an enumeration; one that nobody knows can be kept, too."""

    def __init__(self, *, label: Any, words: Words, title: Any = None, **kwargs: Any) -> None:
        """`title` stands over the ticks; "" where the section has the same one."""
        widget = Ticks(label if title is None else title)
        super().__init__(label=label, choices=list(words.items()), widget=widget, **kwargs)
        self.present: list[str] = []

    def learn(self, value: Any, _is_there: bool) -> None:
        """Offer what SigningHub has there, too."""
        self.required = False
        self.present = [str(one) for one in value] if isinstance(value, list) else []
        known = {choice for choice, _words in self.choices}  # type: ignore[misc, union-attr]
        self.choices = [*self.choices, *((one, plain(one)) for one in self.present if one not in known)]  # type: ignore[misc]

    def leave_out(self, values: Iterable[str]) -> None:
        """Offer these no more, but for those that are chosen."""
        gone = set(values) - set(self.present)
        self.choices = [(choice, words) for choice, words in self.choices if choice not in gone]  # type: ignore[misc, union-attr]

    def reads(self, value: Any) -> bool:
        """Whether this is a list of texts."""
        return isinstance(value, list) and all(isinstance(one, str) for one in value)

    def clean(self, value: Any) -> list[str]:
        """What is ticked: what was there in its order, then what is new."""
        chosen = super().clean(value)
        return [one for one in self.present if one in chosen] + [one for one in chosen if one not in self.present]

    def in_words(self, value: Any) -> str:
        """The values in words."""
        titles = {str(choice): str(words) for choice, words in self.choices}  # type: ignore[misc, union-attr]
        return (
            ", ".join(titles.get(str(one)) or plain(one) for one in value or ()) if self.reads(value) else plain(value)
        )


class DayField(forms.DateField):
    """A day on which something begins or ends, in UTC; SigningHub keeps a moment, whose time of day stays as it is."""

    def __init__(self, *, at: time, **kwargs: Any) -> None:
        super().__init__(widget=DateInput(), **kwargs)
        self.at = at
        self.present: datetime | None = None

    def learn(self, value: Any, _is_there: bool) -> None:
        """Take the moment as SigningHub has it."""
        self.present = as_moment(value)

    def reads(self, value: Any) -> bool:
        """Whether this is a moment."""
        return as_moment(value) is not None

    def prepare_value(self, value: Any) -> Any:
        """The day of a moment; what was typed as it is."""
        moment = as_moment(value) if isinstance(value, str) and len(value) > 10 else None
        return in_utc(moment).date().isoformat() if moment else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()

    def clean(self, value: Any) -> str | None:
        """The moment as SigningHub takes it; nothing where no day is set."""
        day: date | None = super().clean(value)
        if day is None:
            return None
        at = in_utc(self.present).time() if self.present else self.at
        return f"{datetime.combine(day, at).isoformat(timespec='seconds')}Z"

    def in_words(self, value: Any) -> str:
        """The day."""
        return str(self.prepare_value(value) or "")


def in_utc(moment: datetime) -> datetime:
    """The same moment as its day counts at SigningHub, without an offset."""
    return (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None)


class ReferencesField(ReferencePicker):
    """Several records of a list that SigningHub keeps: ticks, or typed names, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)
        self.present: list[Any] = []

    def learn(self, value: Any, _is_there: bool) -> None:
        """Take those that are chosen."""
        self.present = value if isinstance(value, list) else []

    def reads(self, value: Any) -> bool:
        """Whether this is a list of records."""
        return isinstance(value, list) and all(reference_in(one) is not None for one in value)

    def offer(self, choices: Iterable[tuple[str, ...]], *present: object) -> None:
        """Become ticks; those that are chosen can be kept, even where the list does not have them."""
        self.options = {value: words for value, words, *_more in choices}
        chosen = [one for value in present for one in (value if isinstance(value, list) else [])]
        options = {key_of(one, self.options): words_of(one) for one in chosen} | self.options
        self.widget = Ticks(self.label, choices=list(options.items()))

    def prepare_value(self, value: Any) -> Any:
        """What stands for each."""
        if not isinstance(value, list):
            return value
        keys = [one if isinstance(one, str) else key_of(one, self.options) for one in value]
        return keys if self.options else "\n".join(keys)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sorted(self._keys(self.prepare_value(initial))) != sorted(self._keys(data))

    def clean(self, value: Any) -> list[Any]:
        """Those that were there as they came, the others by id and name."""
        there = {key_of(one, self.options): one for one in self.present}
        return [there[key] if key in there else self.reference(key) for key in self._keys(value)]

    def references(self, value: Any) -> list[Any]:
        """Each of them."""
        return value if isinstance(value, list) else []

    def in_words(self, value: Any) -> str:
        """Their names."""
        return ", ".join(words_of(one) for one in value) if isinstance(value, list) else plain(value)

    @staticmethod
    def _keys(value: Any) -> list[str]:
        texts = value.splitlines() if isinstance(value, str) else value or []
        return [text.strip() for text in texts if not is_empty(text)]
