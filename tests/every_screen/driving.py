"""Driving a screen as a person does: open it, fill its forms, press its buttons, and again on what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from console.api.contract import load_contract
from console.checks import Address
from console.permissions import Area, Mark, Permission, Right
from sandbox.server import Sandbox
from tests.certificates import pem
from tests.every_screen.addresses import PARAMETER

# A form may lead to a second one (look at it, then send it); nothing leads further.
DEEPEST = 3
RECORDS = 4
# Buttons that throw away what was typed, or draw one more row, lead nowhere new.
LEFT_ALONE = {"discard", "drop", "fill"}
# Somebody whose plan has a price.
PAYER = "o.kovalchuk@nordlicht.example"
# What a form asks for that cannot be left empty.
REQUIRED = {
    "certificate_alias": "driven",
    "mobile_number": "+442079460958",
    "certificate": pem("CN=Driven"),
    "certificate_base64": pem("CN=Driven,1.2.840.113549.1.9.1=driven@example.org"),
    "email": "driven@example.org",
    "transaction_id": "driven",
    "remarks": "Driven by a test",
    "client_id": "driven",
}

# What has to be chosen: where nothing is offered, this is typed.
CHOSEN = {
    "role": "Auditor",
    "verification_profile": "Verification",
    "profile_detail__virtual_id_service": "CSP",
}


@dataclass
class Form:
    """A form that posts to its own page: what it holds, what its lists offer, and the buttons to press."""

    fields: dict[str, Any] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form" and given.get("method", "").lower() == "post":
            self._open = Form() if given.get("action", self.path) in {"", self.path} else None
            self.found += [self._open] if self._open else []
        elif self._open is None:
            return
        elif tag == "input" and name and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            value = given.get("value", "on" if given.get("type") == "checkbox" else "")
            # Ticks of one name are sent all together.
            many = given.get("type") == "checkbox" and name in self._open.fields
            self._open.fields[name] = [*as_list(self._open.fields[name]), value] if many else value
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea, self._open.fields[name] = name, ""
        elif tag == "option" and self._select:
            self._option(given)
        elif tag == "button" and given.get("type", "submit") == "submit" and "hidden" not in given:
            self._button(name, given.get("value", ""))

    def _option(self, given: dict[str, str]) -> None:
        if self._open is None:
            return
        value = given.get("value", "")
        self._open.offered.setdefault(self._select, []).append(value)
        if "selected" in given or self._select not in self._open.fields:
            self._open.fields[self._select] = value

    def _button(self, name: str, value: str) -> None:
        if self._open is not None and not {name, value} & LEFT_ALONE:
            self._open.buttons.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._textarea:
            self._open.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._textarea = ""
        if tag == "form":
            self._open = None


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def forms_in(response: HttpResponse, path: str) -> list[Form]:
    """The forms of a page that post to the page itself; a file has none."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    parser = _Forms(path)
    parser.feed(response.getvalue().decode())
    return parser.found


def drive(client: Client, path: str, typed: Mapping[str, str] | None = None) -> None:
    """Open a screen and press every button of its own forms, with the first text in each changed, and `typed`."""
    response = client.get(path)
    for form in forms_in(response, path):
        form = as_somebody_leaves_it(form, response)
        form.fields |= {name: value for name, value in (typed or {}).items() if name in form.fields}
        _press(client, path, form, 1)


def _press(client: Client, path: str, form: Form, depth: int) -> None:
    for name, value in form.buttons:
        response = client.post(path, form.fields | ({name: value} if name else {}))
        if depth < DEEPEST and response.status_code in {200, 422}:
            for following in forms_in(response, path):
                _press(client, path, following, depth + 1)


def as_somebody_leaves_it(form: Form, response: HttpResponse) -> Form:
    """The form as somebody leaves it who changed one thing and typed what they were asked to type."""
    if "typed" in form.fields:
        form.fields["typed"] = str((response.context or {}).get("typed", ""))
    # Where an operator's address is settled, an empty certificate leaves the one that is there.
    settled = {"certificate_base64"} if "email" not in form.fields else set()
    for name, sample in REQUIRED.items():
        if name in form.fields and name not in settled:
            form.fields[name] = form.fields[name].strip() or sample
    for name in (
        "search_name",
        "capacity_name",
        "job_title",
        "description",
        "name",
        "user_name",
        "machine_name",
        "client_id",
        "connector_detail__server_address",
    ):
        if name in form.fields:
            form.fields[name] = "Changed by a test"
            break
    typed_where_empty = {
        "user_email": "driven@example.org",
        "user_name": "Driven by a test",
        "name": "Driven by a test",
    }
    for name, typed in typed_where_empty.items():
        if form.fields.get(name) == "":
            form.fields[name] = typed
    choose_where_empty(form)
    if "service_plan" in form.fields:
        others = [
            plan for plan in form.offered.get("service_plan", ()) if plan not in ("", form.fields["service_plan"])
        ]
        form.fields["service_plan"] = others[0] if others else "Another plan"
    return form


def choose_where_empty(form: Form) -> None:
    """Take the first that is offered where something has to be chosen."""
    for name, otherwise in CHOSEN.items():
        if form.fields.get(name) == "":
            form.fields[name] = next(filter(None, form.offered.get(name, ())), otherwise)


def paths_to(address: Address, client: Client) -> list[str]:
    """Paths to a screen: one for a screen without parameters, else one for each of the first records that are linked.

    A parameter's values are read from the page above it: the ids on the list, and below a record those on its page.
    """
    paths = ["/"]
    end = 0
    for parameter in PARAMETER.finditer(address.route):
        above = [path + address.route[end : parameter.start()] for path in paths]
        paths = [
            f"{page}{value}"
            for page in above
            for value in fitting(linked(client.get(page, follow=True), page), parameter["kind"])[:RECORDS]
        ]
        end = parameter.end()
    return [path + address.route[end:] for path in paths]


def fitting(values: list[str], kind: str | None) -> list[str]:
    """The values that an address takes for a parameter: beside its records, a page links to pages of its own."""
    return [value for value in values if kind != "int" or value.isdigit()]


def linked(response: HttpResponse, path: str) -> list[str]:
    """The next segment of every link that leads below `path`, in the page's order, each once."""
    found = re.findall(rf'href="{re.escape(path)}([^/"?#]+)/', response.content.decode())
    return [value for value in dict.fromkeys(found) if value != "add"]


def uncovered(sandbox: Sandbox, mark: Mark | None) -> Iterator[str]:
    """The operations that were called and need a right that the mark does not ask for."""
    contract = load_contract()
    for called in dict.fromkeys(request.operation for request in sandbox.requests if request.operation):
        operation = contract.operation(called)
        needed = operation.right
        if needed is not None and not is_covered(mark, Permission(Area(needed[0]), Right(needed[1]))):
            yield f"{called} needs {needed[0]}: {needed[1]}"


def is_covered(mark: Mark | None, needed: Permission) -> bool:
    """Whether a mark asks for at least the right that is needed.

    Who may change or delete a record may also be shown it: a screen that changes one has to read it first.
    """
    if not isinstance(mark, Permission) or mark.area != needed.area:
        return False
    return needed.right in {mark.right, Right.READ}
