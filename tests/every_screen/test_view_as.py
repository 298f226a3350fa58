"""Every address, looked at with somebody else's eyes: read or refused, and nothing of it changes anything."""

import pytest
from django.apps import apps

from apps.access.view_as import OWN_ACTS
from console.api.contract import load_contract
from console.permissions import Finishing, Permission, Right, mark_of
from tests.every_screen.addresses import every_address, path_of
from tests.every_screen.driving import paths_to
from tests.every_screen.people import EVERYTHING, all_console_rights

# What a look leaves behind though nothing was changed: the session, its tokens, pictures, and the record of the look.
TRACES = {"Opening", "Session", "AccessToken", "Entry", "Link", "Chain", "Stream", "KeptPicture"}
ADDRESSES = [address for address in every_address() if address.name not in OWN_ACTS]


@pytest.fixture
def looking(people):
    """A custodian's browser, through the eyes of somebody who may do everything at SigningHub."""
    viewer = people.signed_in(EVERYTHING, all_console_rights(True))
    looked_at = people.signed_in(EVERYTHING, {}).user
    viewer.post(f"/people/{looked_at.pk}/view/")
    assert "You look with the eyes of" in viewer.get("/").content.decode()
    return viewer


def everything_kept():
    """Every row that the console keeps, but for the traces of a look."""
    models = [model for model in apps.get_models() if model.__name__ not in TRACES]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def written(sandbox):
    """The operations that were asked of SigningHub and change something there."""
    asked = [load_contract().operation(request.operation) for request in sandbox.requests if request.operation]
    return [operation.id for operation in asked if operation.writes]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name or address.route)
def test_somebody_elses_eyes_change_nothing(address, looking, people, sandbox):
    mark = mark_of(address.view)
    finder = people.signed_in(EVERYTHING, all_console_rights(True))
    paths = (paths_to(address, finder) if isinstance(mark, Permission) else []) or [path_of(address)]
    path = paths[0]
    before = everything_kept()
    sandbox.requests.clear()
    for method in ("post", "put", "patch", "delete"):
        assert getattr(looking, method)(path).status_code == 403, method
    answer = looking.get(path)
    if (isinstance(mark, Permission) and mark.right is not Right.READ) or isinstance(mark, Finishing):
        assert answer.status_code == 403
    assert written(sandbox) == []
    assert everything_kept() == before
