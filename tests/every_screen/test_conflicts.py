"""Every update, while somebody else changes the same field: yours, theirs, what it was, and a choice between them."""

import pytest

from console.api.contract import folded
from tests.every_screen.people import EVERYTHING, all_console_rights
from tests.every_screen.test_unlucky_answers import EDITING, a_path_to, changed_form, text_of

# Two people can only agree about a tick, and an integration has no field of words.
UPDATES = [address for address in EDITING if not address.name.startswith("integrations")]
# A word each: what is new is marked word by word.
MINE, THEIRS = "Minebyatest", "Theirsbyatest"


def with_value(data, name, value):
    """The answer with the value of one key, or of one pair of an attribute list, replaced wherever it stands."""
    if isinstance(data, list):
        return [with_value(one, name, value) for one in data]
    if not isinstance(data, dict):
        return data
    if folded(str(data.get("attribute_name"))) == folded(name):
        return data | {"attribute_value": value}
    return {key: value if folded(key) == folded(name) else with_value(one, name, value) for key, one in data.items()}


@pytest.mark.parametrize("address", UPDATES, ids=lambda address: address.name)
def test_a_field_that_two_people_changed_is_compared_and_chosen(address, people, sandbox):
    client = people.signed_in(EVERYTHING, all_console_rights(True))
    path = a_path_to(address, client)
    page = client.get(path)
    fields, name = changed_form(page, path, MINE)
    assert fields.get(name) == MINE
    read = address.view.resource.operation("detail")
    key = name.rpartition("__")[2]
    sandbox.rewrite = lambda operation, _status, data: with_value(data, key, THEIRS) if operation == read else data
    compared = client.post(path, fields | {"step": "review"})
    assert compared.status_code == 409
    said = text_of(compared.content.decode())
    assert MINE in said
    assert THEIRS in said
    choice = {"nonce": fields["nonce"], f"choose-{name}": "mine", "step": "choose"}
    assert MINE in text_of(client.post(path, choice).content.decode())
    sandbox.requests.clear()
    client.post(path, choice | {"step": "save"})
    update = address.view.resource.operation("edit")
    (sent,) = [request.body for request in sandbox.requests if request.operation == update]
    assert MINE in str(sent[name.partition("__")[0]])
    assert THEIRS not in str(sent[name.partition("__")[0]])
