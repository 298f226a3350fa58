"""Every screen is driven, what it asks of SigningHub is recorded, and its mark must be at least as strong.

Reading the marks alone could not fail: a mark says what its author thought, the recorded operations what the view does.
SigningHub's side is the administrator's, who may do everything, so that nothing but the console's mark stands between
the person and the operation.
"""

import pytest

from console.api.contract import load_contract
from console.permissions import Permission, mark_of
from tests.certificates import pem
from tests.every_screen.addresses import every_address, path_of
from tests.every_screen.driving import PAYER, drive, fitting, linked, paths_to, uncovered
from tests.every_screen.people import EVERYTHING, Kind, all_console_rights

ADDRESSES = [address for address in every_address() if isinstance(mark_of(address.view), Permission)]
OTHERS = [address for address in every_address() if not isinstance(mark_of(address.view), Permission)]

# Pages that ask SigningHub nothing until something is looked for or chosen.
QUERIES = {
    "find": "?q=nordlicht",
    "find-accounts": "?q=nordlicht",
    "accounts-unlock-chosen": "?id=1002&id=1007",
    "connectors-add": "?provider=SMS",
    "roles-compare": "?id=1&id=3",
    "service-plans-compare": "?id=4&id=5",
    "billings-add": f"?owner={PAYER}",
    "advanced-reports-assign": "?enterprise=501",
    "advanced-reports-unassign": "?enterprise=501",
    "accounts-delete-chosen": "?id=1002&id=1007",
}


def purposes(view):
    """The operations that a view is for: those of its part of a page, or of its resource's screen; empty by hand."""
    part, resource = getattr(view, "part", None), getattr(view, "resource", None)
    if part is not None:
        return set(part.operations)
    return {resource.operation(view.screen)} if resource is not None else set()


# What each screen was answered when it was driven, by its address: driving all of them once is enough for all tests.
ANSWERED = {}


def driven(address, client, sandbox, finder):
    """Drive a screen on some records; afterwards the sandbox holds what this asked for."""
    paths = paths_to(address, finder)
    assert paths, f"No record was found to drive {address.route} on."
    sandbox.requests.clear()
    for path in paths:
        drive(client, path + QUERIES.get(address.name, ""))
    answered = {request.operation for request in sandbox.requests if request.status == 200}
    ANSWERED.setdefault(address.route, set()).update(answered)
    return list(uncovered(sandbox, mark_of(address.view)))


@pytest.fixture
def administrator(people):
    """A browser of somebody with every right."""
    return people.signed_in(EVERYTHING, all_console_rights(True))


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_a_screen_asks_nothing_that_its_mark_does_not_cover(address, people, administrator, sandbox):
    person = people.client(Kind.EXACT, mark_of(address.view))
    assert driven(address, person, sandbox, administrator) == []


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_driving_a_screen_calls_what_it_is_for_and_changes_nothing_in_another_area(address, administrator, sandbox):
    """For somebody with every right, whom nothing but the screen itself keeps from anything."""
    driven(address, administrator, sandbox, administrator)
    # 409: asked in earnest, of a record that is not in a state for it (an account that is not locked).
    called = {request.operation for request in sandbox.requests if request.status in {200, 409}}
    assert purposes(address.view) <= called
    area = mark_of(address.view).area
    written = [load_contract().operation(request.operation) for request in sandbox.requests if request.operation]
    assert [found.id for found in written if found.writes and found.right and found.right[0] != area] == []


def drive_beyond(client, sandbox):
    """What nobody gets to by pressing every button of the first records."""
    as_typed = {"HX-Request": "true"}
    client.get("/accounts/add/existing/?user_email=o.kovalchuk@nordlicht.example", headers=as_typed)
    sandbox.world.accounts.change(sandbox.world.accounts.get(1010), dormant=True)
    drive(client, "/accounts/1010/archive/")
    certificates = "/accounts/1002/certificates/"
    # With the name of its file before it, a certificate travels as a file.
    a_file = {"certificate": f"driven.cer\n{pem('CN=A file')}", "capacity_name": "Driven"}
    drive(client, f"{certificates}add/", a_file)
    newest = max(map(int, fitting(linked(client.get(certificates), certificates), "int")))
    drive(client, f"{certificates}{newest}/edit/", a_file)


def test_each_of_the_33_operations_of_accounts_and_certificates_is_used_by_a_screen(administrator, sandbox):
    tags = {"accounts", "signing-certificates"}
    wanted = {operation.id for operation in load_contract().operations if tags & set(operation.tags)}
    assert len(wanted) == 33
    for address in ADDRESSES:
        if address.route.startswith("accounts/") and address.route not in ANSWERED:
            sandbox.reset()
            driven(address, administrator, sandbox, administrator)
    sandbox.reset()
    drive_beyond(administrator, sandbox)
    answered = set.union(*ANSWERED.values()) | {one.operation for one in sandbox.requests if one.status == 200}
    assert wanted - answered == set()


@pytest.mark.parametrize("address", OTHERS, ids=lambda address: address.name or address.route)
def test_a_page_without_a_right_asks_nothing_that_needs_one(address, administrator, sandbox):
    sandbox.requests.clear()
    drive(administrator, path_of(address) + QUERIES.get(address.name, ""))
    assert list(uncovered(sandbox, mark_of(address.view))) == []


@pytest.mark.urls("tests.every_screen.planted_and_all_urls")
@pytest.mark.parametrize(
    ("route", "problem"),
    [
        ("planted/reads-for-anybody/", "listAccounts needs accounts: read"),
        ("planted/reads-roles/", "listRoles needs roles: read"),
        ("planted/reader-changes/<int:pk>/", "unlockUserAccount needs accounts: write"),
        ("planted/writes-elsewhere/<int:pk>/", "unlockUserAccount needs accounts: write"),
        ("planted/fine/<int:pk>/", None),
    ],
)
def test_a_planted_view_whose_mark_is_too_weak_is_found(route, problem, administrator, sandbox):
    (address,) = [found for found in every_address("tests.every_screen.planted_urls") if found.route == route]
    (number, *_rest) = linked(administrator.get("/accounts/"), "/accounts/")
    sandbox.requests.clear()
    drive(administrator, path_of(address, pk=number))
    assert list(uncovered(sandbox, mark_of(address.view))) == ([problem] if problem else [])
    assert {"listAccounts", "listRoles", "unlockUserAccount", "getAccount"} & {
        request.operation for request in sandbox.requests
    }
