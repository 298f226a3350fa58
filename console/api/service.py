"""What every service can do, told only the ids of its operations.

    class Roles(Service):
        list_operation = "listRoles"
        get_operation = "getRole"
        update_operation = "updateRole"

Whether SigningHub pages a list or gives it whole is known here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from console.api.client import AdminApi
from console.api.contract import Operation
from console.api.errors import ApiNotOffered, ApiUnreachable
from console.api.records import Row, record_in, records_in, with_declared_names

# Never sent back, whatever an operation would take: SigningHub makes them, and reading a secret is not changing it.
NEVER_SENT_BACK = {"client_secret"}
LARGEST_PAGE = 1000


@dataclass(frozen=True)
class Query:
    """Which part of a list is wanted. `filters` are arguments of the list operation, or keys of its rows."""

    number: int = 1
    size: int = 25
    sort: str = ""
    ascending: bool = True
    search: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """One page of a list. `total` counts all matches, None where SigningHub does not say, or cannot be right."""

    items: Sequence[Row]
    number: int
    size: int
    total: int | None

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this one; without a total, a full page is taken to have one."""
        if self.total is None:
            return len(self.items) >= self.size
        return bool(self.items) and self.number * self.size < self.total

    @property
    def has_previous(self) -> bool:
        return self.number > 1


class Service:
    """A resource of SigningHub's. `scope` are arguments that go with every call, such as the account of a certificate.

    A verb whose operation is not named raises AttributeError: the resource cannot do that.
    """

    list_operation: ClassVar[str]
    choices_operation: ClassVar[str]
    get_operation: ClassVar[str]
    add_operation: ClassVar[str]
    update_operation: ClassVar[str]
    delete_operation: ClassVar[str]
    # Where the answer of `get` holds the record that `update` takes under a key of its own.
    record_key: ClassVar[str] = ""

    def __init__(self, api: AdminApi, **scope: Any) -> None:
        self.api = api
        self.scope = scope

    def page(self, query: Query) -> Page:
        """One page of the list, cut by SigningHub or here."""
        operation = self.api.contract.operation(self.list_operation)
        if operation.is_paged:
            return self._page_of_theirs(operation, query)
        return self._page_of_ours(operation, query)

    def choices(self) -> list[Row]:
        """All records that may be chosen in a form: the basic list, which asks for no right, where there is one."""
        return self.rows(getattr(self, "choices_operation", None) or self.list_operation)

    def rows(self, operation_id: str, **arguments: Any) -> list[Row]:
        """The rows of a list operation that is not paged, whatever it wraps them in."""
        operation = self.api.contract.operation(operation_id)
        answer = self.api.call(operation_id, **self._in_scope(operation), **arguments)
        return records_in(answer.data, operation)

    def get(self, pk: object) -> Row:
        """One record as SigningHub gives it, its declared keys under their declared names."""
        operation = self.api.contract.operation(self.get_operation)
        data = record_in(self.api.call(operation.id, **self._of_one(operation, pk)).data)
        if not data:
            # An empty record would be saved back as one.
            raise ApiUnreachable(_("SigningHub answered without the record."), operation=operation.id)
        record = with_declared_names(data, operation.answer_properties)
        inner = record_in(record.get(self.record_key)) if self.record_key else None
        if inner is not None:
            declared = operation.answer_properties.get(self.record_key, {}).get("properties", {})
            record[self.record_key] = with_declared_names(inner, declared)
        return record

    def editable(self, pk: object) -> dict[str, Any]:
        """The body of an update that changes nothing: every property the operation takes, read afresh, as it came."""
        return self.editable_part(self.get(pk))

    def editable_part(self, record: Row) -> dict[str, Any]:
        """What of a record from `get` its update takes; nested values as they came, unknown keys in them included."""
        operation = self.api.contract.operation(self.update_operation)
        inner = record.get(self.record_key) if self.record_key else None
        source = {**record, **inner} if isinstance(inner, Mapping) else record
        source = with_declared_names(source, operation.body_properties)
        return {
            name: source[name]
            for name, schema in operation.body_properties.items()
            if name in source and name not in NEVER_SENT_BACK and _goes_back(source[name], schema)
        }

    def add(self, body: Mapping[str, Any]) -> Any:
        """Add a record; returns what SigningHub answers, mostly its id."""
        operation = self.api.contract.operation(self.add_operation)
        return self.api.call(operation.id, body=body, **self._in_scope(operation)).data

    def update(self, pk: object, body: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Any:
        """Replace a record by `body`; `before` is what `editable` gave, for the record of changes."""
        operation = self.api.contract.operation(self.update_operation)
        return self.api.call(operation.id, body=body, before=before, **self._of_one(operation, pk)).data

    def delete(self, pk: object) -> Any:
        """Delete a record."""
        operation = self.api.contract.operation(self.delete_operation)
        return self.api.call(operation.id, **self._of_one(operation, pk)).data

    def act(self, operation_id: str, pk: object, **kwargs: Any) -> Any:
        """Do something else to one record, such as unlocking an account."""
        operation = self.api.contract.operation(operation_id)
        return self.api.call(operation_id, **self._of_one(operation, pk), **kwargs).data

    def _in_scope(self, operation: Operation) -> dict[str, Any]:
        return {name: value for name, value in self.scope.items() if name in operation.arguments}

    def _of_one(self, operation: Operation, pk: object) -> dict[str, Any]:
        """The scope, and the record's id under the one name in the path that the scope leaves open."""
        scope = self._in_scope(operation)
        open_names = [parameter.argument for parameter in operation.path_parameters if parameter.argument not in scope]
        if len(open_names) != 1:
            raise TypeError(f"{operation.id} does not take the id of one record, but {open_names}.")
        return scope | {open_names[0]: pk}

    def _page_of_theirs(self, operation: Operation, query: Query) -> Page:
        size = min(query.size, self._largest(operation))
        arguments = self._in_scope(operation) | _filled(query.filters)
        played = {"page": query.number, "size": size, "search": query.search or None}
        if query.sort:
            played |= {"sort": query.sort, "ascending": query.ascending}
        if query.search and operation.playing("search") is None:
            # Everything is no answer to a search.
            raise ApiNotOffered(_("This SigningHub cannot search this list."), operation=operation.id, sent=False)
        for role, value in played.items():
            parameter = operation.playing(role)  # type: ignore[arg-type]
            if parameter and value is not None:
                arguments[parameter.argument] = value
        answer = self.api.call(operation.id, **arguments)
        items = records_in(answer.data, operation)
        if len(items) > size:
            # More than was asked for: this server gives the list whole, so the page is cut here.
            start = (query.number - 1) * size
            return Page(items[start : start + size], query.number, size, len(items))
        return Page(items, query.number, size, _believable(answer.total, query.number, size, len(items)))

    def _page_of_ours(self, operation: Operation, query: Query) -> Page:
        theirs = {name: value for name, value in _filled(query.filters).items() if name in operation.arguments}
        search = operation.playing("search")
        if search and query.search:
            theirs[search.argument] = query.search
            query = replace(query, search="")
        ours = {name: value for name, value in _filled(query.filters).items() if name not in theirs}
        rows = self.rows(operation.id, **theirs)
        rows = [row for row in rows if _matches(row, query.search, ours)]
        if query.sort:
            rows = _sorted(rows, query.sort, query.ascending)
        start = (query.number - 1) * query.size
        return Page(rows[start : start + query.size], query.number, query.size, len(rows))

    @staticmethod
    def _largest(operation: Operation) -> int:
        parameter = operation.playing("size")
        return int(parameter.schema.get("maximum", LARGEST_PAGE)) if parameter else LARGEST_PAGE


def _filled(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters that say something: an empty field of a filter form filters nothing."""
    return {name: value for name, value in filters.items() if value is not None and value != ""}


def _goes_back(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value that was read may be sent back: no secret, and no null where the operation takes none."""
    if schema.get("writeOnly") or schema.get("format") == "password":
        return False
    types = schema.get("type")
    return value is not None or types is None or "null" in types


def _believable(total: int | None, number: int, size: int, shown: int) -> int | None:
    """The total, unless the page itself proves it wrong: fewer matches than were shown, or some but none to show."""
    if total is None:
        return None
    before = (number - 1) * size
    is_wrong = total < before + shown if shown else total > before
    return None if is_wrong else total


def _matches(row: Row, search: str, filters: Mapping[str, Any]) -> bool:
    if search:
        wanted = search.casefold()
        if not any(wanted in value.casefold() for value in row.values() if isinstance(value, str)):
            return False
    return all(_is_like(row.get(name), wanted) for name, wanted in filters.items())


def _is_like(value: Any, wanted: Any) -> bool:
    """A text contains the wanted one, a list something like it; anything else is equal to it, compared as a filter in
    an address is written."""
    if isinstance(value, list):
        return any(_is_like(one, wanted) for one in value)
    if isinstance(value, str):
        return str(wanted).casefold() in value.casefold()
    return str(value).casefold() == str(wanted).casefold()


def _sorted(rows: list[Row], key: str, ascending: bool) -> list[Row]:
    """By one key, in the order people expect: texts without regard to case, what is missing at the end both ways."""
    present = [row for row in rows if row.get(key) is not None]
    missing = [row for row in rows if row.get(key) is None]
    return sorted(present, key=_by(key), reverse=not ascending) + missing


def _by(key: str) -> Callable[[Row], tuple[int, float, str]]:
    def order(row: Row) -> tuple[int, float, str]:
        value = row[key]
        # Numbers before texts, so that a list that mixes both still has an order.
        if isinstance(value, int | float):
            return 0, value, ""
        return 1, 0, str(value).casefold()

    return order
