"""A choice of another record, {"id": 3, "name": "Clickatell"}, from the list that SigningHub keeps of such records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from console.api.contract import Operation
from console.api.records import record_in, records_in
from console.screens.cells import is_empty, plain
from console.screens.forms import Picker


class ReferencePicker(Picker):
    """Another record. The value is an object with its id or, typed by name, with that; or its bare id or name, where
    SigningHub writes it so."""

    takes_nested = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.options: dict[str, str] = {}
        self.present: Any = None

    def learn(self, value: Any, _is_there: bool) -> None:
        """Take the reference as SigningHub has it, to write another in the same shape."""
        self.present = value

    def reads(self, value: Any) -> bool:
        """Whether this refers to one record."""
        return reference_in(value) is not None

    def read(self, data: Any, operation: Operation) -> list[tuple[str, ...]]:
        """Id and name of each record."""
        rows = records_in(data, operation)
        return [(str(row["id"]), plain(row.get("name") or row["id"])) for row in rows if is_key(row.get("id"))]

    def offer(self, choices: Iterable[tuple[str, ...]], *present: object) -> None:
        """Become a select of the records; the present one is among them even where the list does not have it."""
        self.options = {value: words for value, words, *_more in choices}
        options = dict(self.options)
        for one in present:
            key = key_of(one, self.options)
            if key and key not in options:
                options = {key: words_of(one), **options}
        super().offer(options.items())

    def prepare_value(self, value: Any) -> Any:
        """What stands for a record in the field: its id among offered ones, else its name."""
        return key_of(value, self.options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial)).strip() != str(data or "").strip()

    def clean(self, value: Any) -> Any:
        """The record as SigningHub takes it."""
        typed = str(super().clean(value) or "").strip()
        return self.reference(typed) if typed else None

    def reference(self, typed: str) -> Any:
        """What refers to the record that was chosen by its id or typed by its name."""
        is_number = typed.isascii() and typed.isdigit() and len(typed) < 10
        key = int(typed) if is_number else typed
        if isinstance(self.present, int) and is_number:
            return key
        if isinstance(self.present, str) and self.present.strip():
            return self.options.get(typed, typed)
        if typed in self.options:
            return {"id": key, "name": self.options[typed]}
        return {"id": key} if is_number else {"name": typed}

    def references(self, value: Any) -> list[Any]:
        """What in a value refers to a record."""
        return [] if is_empty(value) else [value]

    def in_words(self, value: Any) -> str:
        """The record's name."""
        bare = not isinstance(value, Mapping | list) and not is_empty(value)
        return self.options.get(str(value)) or words_of(value) if bare else words_of(value)


def is_key(value: object) -> bool:
    """Whether a value can name a record."""
    return isinstance(value, int | str) and not isinstance(value, bool) and value != ""


def reference_in(value: Any) -> dict[str, Any] | None:
    """The id and the name in whatever refers to a record; None where nothing can be read."""
    record = record_in(value)
    if record is not None:
        keys = {str(key).casefold(): one for key, one in record.items()}
        if not all(is_empty(one) or is_key(one) for one in (keys.get("id"), keys.get("name"))):
            return None
        found = {name: keys[name] for name in ("id", "name") if is_key(keys.get(name))}
        return found if found or all(is_empty(one) for one in record.values()) else None
    return {"name": str(value)} if is_key(value) else None


def key_of(value: Any, options: Mapping[str, str]) -> str:
    """What stands for a reference in a field: its id among these choices, else its name, else its id."""
    found = reference_in(value) or {}
    number, name = str(found.get("id", "")), str(found.get("name", "")).strip()
    if number in options or name in options:
        return number if number in options else name
    return name or number


def words_of(value: Any) -> str:
    """What the record is called."""
    found = reference_in(value)
    return plain(value) if found is None else plain(found.get("name") or found.get("id") or "")
