"""Fields for what SigningHub sends beside plain words: secrets, flags, lists and structures."""

from __future__ import annotations

import base64
import json
from typing import Any, ClassVar, Protocol, runtime_checkable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

# What every PFX begins with.
ASN1_SEQUENCE = b"\x30"


class Secret(forms.CharField):
    """Something that is typed but never shown, drafted or sent back: left empty, it is left out."""

    widget: Any = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class SecretFile(Secret):
    """A file that is a secret, as a PFX with its key: sent in Base64, and like any secret never shown nor drafted."""

    widget = forms.FileInput(attrs={"accept": ".pfx,.p12,application/x-pkcs12"})
    largest: ClassVar[int] = 64 * 1024

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ARG002 - what is there is never compared
        return bool(data)

    def clean(self, value: Any) -> str:
        """The file in Base64; "" where none was chosen."""
        if not isinstance(value, UploadedFile):
            return str(super().clean(""))
        raw = value.read(self.largest + 1)
        # For the next who reads it: the form is made anew at each step of one request.
        value.seek(0)
        if len(raw) > self.largest:
            raise forms.ValidationError(_("This file is too large. A PFX has a few kilobytes."))
        if raw[:1] != ASN1_SEQUENCE:
            raise forms.ValidationError(_("This is not a PFX file."))
        return base64.b64encode(raw).decode("ascii")


@runtime_checkable
class ManyInputs(Protocol):
    """A field that is drawn as several inputs; `is_input_of` says how they are named."""

    def inputs(self, name: str, value: Any) -> dict[str, list[str]]:
        """What a browser would post of it while it shows this value."""


def is_input_of(name: str, key: str) -> bool:
    """Whether an input belongs to a field: it has the field's own name, alone or with more and a hyphen around it."""
    return key == name or key.startswith(f"{name}-") or key.endswith(f"-{name}")


class YesNo(forms.TypedChoiceField):
    """A flag as a choice, which is always sent: a tick that is missing might not have been on the page at all."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("True", _("Yes")), ("False", _("No"))]
        super().__init__(choices=choices, coerce=lambda value: value == "True", empty_value=None, **kwargs)


class Lines(forms.CharField):
    """A list of texts, one a line."""

    # Says to ApiForm that a list is no surprise here.
    takes_nested = True
    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """The lines of a list; what was typed as it is."""
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """The list; blank lines say nothing."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines are others."""
        return [str(one).strip() for one in initial or ()] != self.to_python(data)


class Structure(forms.JSONField):
    """A value that only its own notation can show: lists of objects and the like."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "mono", "dir": "ltr", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        """The value over several lines; what was typed as it is."""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
