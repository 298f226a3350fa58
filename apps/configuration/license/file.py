"""Reading a licence file for people: what stands in it, without trusting it or knowing how it is built."""

from __future__ import annotations

from collections import Counter
from xml.parsers import expat

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.configuration.license.service import from_base64
from console.screens.cells import humanise

MAX_BYTES = 128 * 1024
MOST, DEEPEST, LONGEST = 300, 12, 200

REFUSALS = {
    "empty": gettext_lazy("There is no licence in it."),
    "too_large": gettext_lazy("This is more than 128 KB. A licence is much smaller."),
    "dtd": gettext_lazy("This holds a document type, which no licence does. It was not kept."),
    "not_base64": gettext_lazy("This is not Base64."),
}


class LicenceRefused(Exception):  # noqa: N818 - what was handed over is refused
    """No licence file. `message` is fit to show and holds nothing of the input."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.message = str(REFUSALS[code])


def handed_over(upload: object, text: str) -> tuple[bytes, bool]:
    """The licence file that was chosen, or pasted as Base64, and whether it was pasted. Raises LicenceRefused."""
    if isinstance(upload, UploadedFile):
        return _checked(upload.read(MAX_BYTES + 1)), False
    if not text.strip():
        raise LicenceRefused("empty")
    if len(text) > MAX_BYTES * 2:
        raise LicenceRefused("too_large")
    data = from_base64(text.encode("utf-8", "replace"))
    if data is None:
        raise LicenceRefused("not_base64")
    return _checked(data), True


def _checked(data: bytes) -> bytes:
    if not data.strip():
        raise LicenceRefused("empty")
    if len(data) > MAX_BYTES:
        raise LicenceRefused("too_large")
    said_in(data)
    return data


def said_in(data: bytes) -> dict[str, str]:
    """What stands in a licence file, by the names of its elements; empty where it is no XML.

    Raises LicenceRefused for a document type: entities could make a gigabyte of a line, or read other files.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError:
        return {}
    return reader.said


class _Reader:
    """The texts and attributes of a document as they come by."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.above: list[str] = []
        self.text: list[str] = []
        self.seen: Counter[str] = Counter()
        self.parser = expat.ParserCreate(namespace_separator=None)
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text.append

    def refuse(self, *_declared: object) -> None:
        raise LicenceRefused("dtd")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        called = humanise(tag.rpartition(":")[2])
        own = attributes.pop("name", "") or attributes.pop("Name", "")
        self.above.append(f"{called} {humanise(own)}" if own else called)
        self.text.clear()
        for name, value in attributes.items():
            if not name.startswith("xmlns"):
                self.say([*self.above, humanise(name)], value)

    def end(self, _tag: str) -> None:
        self.say(self.above, "".join(self.text).strip())
        self.text.clear()
        self.above.pop()

    def say(self, path: list[str], value: str) -> None:
        """Note a value under its path, without the name of the whole document, which stands above everything."""
        if not value or len(self.said) >= MOST or len(path) > DEEPEST:
            return
        name = " · ".join(path[1:] or path)
        self.seen[name] += 1
        if self.seen[name] > 1:
            name = f"{name} {self.seen[name]}"
        shown = value if len(value) <= LONGEST else _("%d characters") % len(value)
        self.said[name] = shown
