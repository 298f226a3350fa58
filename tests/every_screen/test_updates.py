"""Every update of every resource with an edit form: what nobody knows comes back, nothing else is sent, and two who
change one thing at once are asked which of both it shall be."""

import pytest
from django import forms

from console.api.contract import load_contract
from console.api.service import NEVER_SENT_BACK
from console.permissions import Permission, mark_of
from console.screens.attributes import pair_in
from console.screens.fields import Secret
from console.screens.forms import Picker
from console.screens.other_settings import is_hidden
from tests.every_screen.addresses import every_address
from tests.every_screen.driving import forms_in
from tests.every_screen.people import EVERYTHING, all_console_rights
from tests.every_screen.test_unlucky_answers import a_path_to

PLANTED = "x_from_a_later_release"
EDITING = [
    address
    for address in every_address()
    if isinstance(mark_of(address.view), Permission) and getattr(address.view, "screen", "") == "edit"
]
# Words mean something in these: they are refused, or ask for more.
PARTICULAR = ("mail", "certificate", "confirm", "number", "base64", "url", "address")

editing = pytest.mark.parametrize("address", EDITING, ids=lambda address: address.name)


@pytest.fixture
def people_at_work(people):
    """Two browsers of people with every right."""
    return [people.signed_in(EVERYTHING, all_console_rights(True)) for _number in range(2)]


def opened(client, path):
    """The form of a page, and what a browser would post of it."""
    response = client.get(path)
    assert response.status_code == 200
    (fields,) = [found.fields for found in forms_in(response, path) if "nonce" in found.fields]
    form = response.context["form"]
    for name in [name for name, field in form.fields.items() if field.disabled]:
        fields.pop(name, None)
    return form, fields


def changeable(form, fields):
    """The first field that takes other words, or another choice: its name, and two other values."""
    for name, field in form.fields.items():
        if field.disabled or name not in fields or name in form.beside or isinstance(field, Secret):
            continue
        if values := other_values(name, field, fields[name]):
            return name, *values
    raise AssertionError("No field of this form can be changed to two other values.")


def other_values(name, field, value):
    if isinstance(field, forms.IntegerField):
        return ("7", "8") if value not in ("7", "8") else ("5", "6")
    if choices := getattr(field.widget, "choices", None):
        is_select = isinstance(field.widget, forms.Select) and not field.widget.allow_multiple_selected
        others = [str(key) for key, _words in choices if str(key) not in ("", value)] if is_select else []
        return others[:2] if len(others) > 1 else None
    is_text = type(field) is forms.CharField or (isinstance(field, Picker) and not field.takes_nested)
    if not is_text or any(word in name for word in PARTICULAR):
        return None
    return "Theirs", "Mine"


def posted(client, path, fields, step):
    return client.post(path, fields | {"step": step})


def saved(client, path, fields):
    """Review and save; what comes back of saving."""
    response = posted(client, path, fields, "review")
    assert response.status_code == 200, response.context["form"].errors
    return posted(client, path, {"nonce": fields["nonce"]}, "save")


def planted(data):
    """The data with one more key in every object."""
    if isinstance(data, dict):
        return {key: planted(value) for key, value in data.items()} | {PLANTED: {"kept": [1, None]}}
    return [planted(one) for one in data] if isinstance(data, list) else data


def count_in(value):
    """How many objects within still have the planted key, and its value."""
    if isinstance(value, dict):
        own = value.get(PLANTED) == {"kept": [1, None], PLANTED: {"kept": [1, None]}}
        own = own or value.get(PLANTED) == {"kept": [1, None]}
        return own + sum(count_in(one) for key, one in value.items() if key != PLANTED)
    return sum(map(count_in, value)) if isinstance(value, list) else 0


def sent_back(value):
    """What of a value goes back: a pair that holds a secret is left out whole."""
    if isinstance(value, list):
        pairs = [(one, pair_in(one)) for one in value]
        return [sent_back(one) for one, pair in pairs if pair is None or not is_hidden(pair.name, pair.value)]
    return value


def sent_bodies(sandbox, resource):
    return [request.body for request in sandbox.requests if request.operation == resource.operation("edit")]


@editing
def test_an_update_sends_what_its_operation_takes_with_all_that_nobody_knows_in_it(address, people_at_work, sandbox):
    client, _other = people_at_work
    resource, path = address.view.resource, a_path_to(address, client)
    given = {}

    def plant(operation, _status, data):
        if operation == resource.operation("detail"):
            data = given["record"] = planted(data)
        return data

    sandbox.rewrite = plant
    form, fields = opened(client, path)
    name, _theirs, mine = changeable(form, fields)
    sandbox.requests.clear()
    # Nothing stands in the way of a 422: SigningHub itself may want no such keys.
    assert saved(client, path, fields | {name: mine}).status_code in {302, 422}
    (sent,) = sent_bodies(sandbox, resource)
    takes = load_contract().operation(resource.operation("edit")).body_properties
    assert set(sent) <= set(takes)
    assert not set(sent) & NEVER_SENT_BACK
    assert [secret for secret in form.secrets() if secret in form.layout.spread(sent)] == []
    record = given["record"]
    within = record.get(resource.service.record_key) if resource.service.record_key else None
    source = record | within if isinstance(within, dict) else record
    lost = [key for key in sent if key in source and count_in(sent_back(source[key])) != count_in(sent[key])]
    assert lost == []


@editing
def test_two_who_change_the_same_are_shown_yours_theirs_and_what_it_was(address, people_at_work, sandbox):
    ann, bob = people_at_work
    path = a_path_to(address, ann)
    form, fields = opened(ann, path)
    name, theirs, mine = changeable(form, fields)
    _form, of_bob = opened(bob, path)
    assert saved(bob, path, of_bob | {name: theirs}).status_code == 302
    sandbox.requests.clear()
    response = posted(ann, path, fields | {name: mine}, "review")
    assert response.status_code == 409
    (conflict,) = response.context["conflicts"]
    assert conflict.name == name
    was, now = form.words(name, form.base.get(name)), {conflict.theirs, conflict.mine}
    assert conflict.base == was
    assert len(now - {was}) == 2
    page = response.content.decode()
    assert page.count(f'name="choose-{name}"') == 2
    assert sent_bodies(sandbox, address.view.resource) == []
    nonce = {"nonce": fields["nonce"]}
    assert posted(ann, path, nonce | {f"choose-{name}": "theirs"}, "choose").status_code == 302
    assert sent_bodies(sandbox, address.view.resource) == []


@editing
def test_whoever_chooses_theirs_for_nothing_saves_their_own(address, people_at_work, sandbox):
    ann, bob = people_at_work
    path = a_path_to(address, ann)
    form, fields = opened(ann, path)
    name, theirs, mine = changeable(form, fields)
    _form, of_bob = opened(bob, path)
    saved(bob, path, of_bob | {name: theirs})
    posted(ann, path, fields | {name: mine}, "review")
    nonce = {"nonce": fields["nonce"]}
    sandbox.requests.clear()
    assert posted(ann, path, nonce | {f"choose-{name}": "mine"}, "choose").status_code == 200
    assert posted(ann, path, nonce, "save").status_code == 302
    _form, after = opened(ann, path)
    assert after[name] == mine
    assert len(sent_bodies(sandbox, address.view.resource)) == 1


def test_there_are_updates_to_look_at():
    assert {"accounts-edit", "roles-edit", "service-plans-edit"} <= {address.name for address in EDITING}
