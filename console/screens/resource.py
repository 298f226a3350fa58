"""What a module is, as data: a Resource with its columns and acts. Nothing here is ever overridden or called back.

A screen exists only if what it needs is declared: no `edit_form`, no edit address and no button. To change one
screen, in this order: give a column another `kind`; name a `template`; or write a view and hand it to
`screen_urls(resource, detail=my_view)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise

from console.permissions import Area, Permission, Right
from console.screens.cells import plain, truth

if TYPE_CHECKING:
    from console.api.contract import Operation
    from console.api.service import Service
    from console.screens.filters import FilterForm
    from console.screens.forms import ApiForm
    from console.screens.parts import Part

Text = str | Promise
Row = Mapping[str, Any]


def value_at(item: Any, path: str) -> Any:
    """The value at a dotted path into nested objects, None where there is none."""
    for key in path.split("."):
        item = item.get(key) if isinstance(item, Mapping) else None
    return item


def is_flagged(item: Any, keys: tuple[str, ...]) -> bool:
    """Whether the first of these flags that is there at all is true; without keys, always."""
    flag = next((value for key in keys if (value := value_at(item, key)) is not None), None)
    return not keys or truth(flag) is True


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `name` is the row's key as the contract spells it (other spellings come from its `x-names`); `kind` is a key of
    `cells.KINDS`; `sort` is the contract's own sort key, empty where SigningHub cannot sort by it; `width` is a class
    of the style sheet (flex-1 … flex-4, state, less); `shown` is False for a column that waits to be chosen.
    `link` leads to the record's own page; `leads_to` to another kind's, as (the name of an address, the row's key of
    the id it takes): a row without that id has no link, nor has a person who may not open it. `part` is the name of a
    part (parts.py) that each row asks for by itself, and that then stands in place of the row's own value.
    """

    name: str
    title: Text
    kind: str = "text"
    sort: str = ""
    link: bool = False
    width: str = ""
    shown: bool = True
    leads_to: tuple[str, str] | None = None
    part: str = ""


@dataclass(frozen=True)
class Action:
    """Something that can be done to one record, to the records chosen in the list (`on="selection"`), or to the list.

    Without a `view` of its own it is a simple act: a page says the `consequence` and asks, its POST calls the service's
    method `verb`, for a selection once per record (selection.py). `offered_if` names the keys of a flag (dotted where
    nested; a row spells it otherwise than a record), of which the first that is there must be true for the act to be
    offered, and `offered_unless` the keys of flags of which none may be; its address works all the same, since
    SigningHub is the judge. `ends` says that the record is no more afterwards, so that the person is led to its list.
    `form` is what the act's own view asks to be typed, a form over its operation's body.
    """

    name: str
    title: Text
    right: Right
    operation: str
    verb: str = ""
    question: Text = ""
    consequence: Text = ""
    done: Text = ""
    icon: str = ""
    offered_if: tuple[str, ...] = ()
    offered_unless: tuple[str, ...] = ()
    form: type[ApiForm] | None = None
    danger: bool = False
    on: str = "record"
    ends: bool = False
    view: Callable[..., HttpResponse] | None = None

    def offered_for(self, item: Row) -> bool:
        """Whether the record is in the state this act is for."""
        is_barred = any(truth(value_at(item, key)) is True for key in self.offered_unless)
        return not is_barred and is_flagged(item, self.offered_if)


@dataclass(frozen=True)
class View:
    """A ready-made question to a list, drawn as a tab: a title and the value of the filter that makes it."""

    title: Text
    value: str


@dataclass(frozen=True)
class Saved:
    """The searches that SigningHub keeps for a list: what they are, and the part of its page that offers them."""

    resource: Resource
    part: Part


@dataclass(frozen=True)
class Resource:
    """One kind of record: what it is called, who serves it, what of it is shown and what can be done.

    `label` names the keys of a record (dotted where nested) that say what it is called; the first that is filled
    wins. `route` is its place under the app's address, its name by default. `parent_argument` is what the
    operations call the parent's id. `rights` names the screens for which SigningHub asks another right than usual.
    `views_by` is the filter that the default views (tabs) set. `changeable_if` names the keys of a flag, as
    `offered_if` of an act does: a record without it is neither edited nor deleted, and `fixed_because` is the
    sentence that says why. `saved` are the searches that SigningHub keeps for the list. `template` is the folder
    below templates/ that may hold its own list.html, detail.html or form.html. `key` is the kind of its ids in an
    address: int or str.
    """

    name: str
    title: Text
    noun: Text
    area: Area
    service: type[Service]
    columns: tuple[Column, ...]
    filters: type[FilterForm] | None = None
    add_form: type[ApiForm] | None = None
    edit_form: type[ApiForm] | None = None
    deletable: bool = False
    delete_consequence: Text = ""
    actions: tuple[Action, ...] = ()
    label: tuple[str, ...] = ("name",)
    route: str | None = None
    rights: tuple[tuple[str, Right], ...] = ()
    parent: Resource | None = None
    parent_argument: str = ""
    views_by: str = ""
    views: tuple[View, ...] = ()
    search: Text = ""
    changeable_if: tuple[str, ...] = ()
    fixed_because: Text = ""
    saved: Saved | None = None
    template: str = ""
    default_sort: str = ""
    icon: str = "list-details"
    key: str = "int"

    def screens(self) -> dict[str, Right]:
        """Every screen that this declaration calls for, with the right it needs."""
        # SigningHub shows some things in a list only, such as the alerts of an account.
        screens = {name: Right.READ for name in ("list", "detail") if self.operation(name)}
        if self.add_form:
            screens["add"] = Right.WRITE
        if self.edit_form:
            screens["edit"] = Right.WRITE
        if self.deletable:
            screens["delete"] = Right.DELETE
        return screens | dict(self.rights) | {action.name: action.right for action in self.actions}

    def permission(self, screen: str) -> Permission:
        """What the screen asks of the person; the same mark that its view carries."""
        return Permission(self.area, self.screens()[screen])

    def action(self, name: str) -> Action:
        """The declared act of that name; StopIteration is not an answer, so a missing one is a KeyError."""
        for action in self.actions:
            if action.name == name:
                return action
        raise KeyError(name)

    def operation(self, screen: str) -> str | None:
        """The operation id without which the screen cannot be; None where the service does not name one."""
        verbs = {"list": "list_operation", "detail": "get_operation", "add": "add_operation"}
        verbs |= {"edit": "update_operation", "delete": "delete_operation"}
        if screen in verbs:
            return getattr(self.service, verbs[screen], None)
        return self.action(screen).operation

    def url(self, screen: str, *keys: object) -> str:
        """The address of a screen; the keys are the parent's, then the record's."""
        return reverse(f"{self.name}-{screen}", args=keys)

    def offered_by(self, operation: Operation) -> Resource:
        """The resource without the search and the sorting that this SigningHub's own contract has no parameter for."""
        if not operation.is_paged:
            # Fetched whole: the console searches and sorts by itself.
            return self
        sort, ascending = operation.playing("sort"), operation.playing("ascending")
        keys = {column.sort for column in self.columns} if sort and ascending else set()
        if sort and (values := sort.schema.get("enum")):
            keys &= set(values)
        return replace(
            self,
            search=self.search if operation.playing("search") else "",
            columns=tuple(column if column.sort in keys else replace(column, sort="") for column in self.columns),
            default_sort=self.default_sort if self.default_sort.removeprefix("-") in keys else "",
        )

    def may_change(self, item: Row) -> bool:
        """Whether a record is one that can be edited and deleted at all."""
        return is_flagged(item, self.changeable_if)

    def called(self, item: Row) -> str:
        """What a record is called, or its noun where none of the labels is filled."""
        names = (plain(value_at(item, key)).strip() for key in self.label)
        return next(filter(None, names), str(self.noun))
