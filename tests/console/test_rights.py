"""May = our role ∩ SigningHub's; SigningHub's is yes, no or unknown, and costs one call in ten minutes."""

import pytest
from django.core.cache import cache

from console.permissions import Area, Right
from console.rights import REMEMBERED_SECONDS, forget_role
from sandbox.faults import Fault, Kind

pytestmark = pytest.mark.urls("tests.console.planted_urls")

EVERYTHING = {area.value: [right.value for right in Right] for area in Area}


@pytest.fixture
def through(delegate, signed_in_client, credential_of):
    """A browser of a delegate with every console right who acts through this operator of the sandbox."""

    def make(operator, rights=EVERYTHING):
        return signed_in_client(delegate(rights, credential=credential_of(operator)))

    return make


def asked(sandbox):
    return [request.operation for request in sandbox.requests].count("getSessionOperator")


def test_what_signinghubs_role_has_is_open(through):
    assert through("administrator").get("/write/").status_code == 200


def test_what_signinghubs_role_lacks_is_closed_and_the_page_says_which_side_lacks_it(through):
    response = through("auditor").get("/write/")
    assert response.status_code == 403
    assert "The role at SigningHub does not include this right: Accounts, add and edit." in response.content.decode()


def test_our_role_narrows_what_signinghubs_has(through):
    client = through("administrator", {"accounts": ["read"]})
    assert client.get("/read/1/").status_code == 200
    assert client.get("/write/").status_code == 403


def test_many_pages_cost_one_call(through, sandbox):
    client = through("administrator")
    for _turn in range(5):
        client.get("/write/")
        client.get("/read/1/")
    assert asked(sandbox) == 1


def test_a_refusal_by_our_own_role_costs_no_call(through, sandbox):
    through("administrator", {}).get("/write/")
    assert sandbox.requests == []


def test_an_unreadable_role_is_unknown_so_signinghub_is_asked_by_trying(through, sandbox):
    client = through("unreadable-role")
    assert client.get("/write/").status_code == 200
    assert client.get("/write/").status_code == 200
    assert asked(sandbox) == 1


def test_what_signinghub_does_not_guard_is_closed_while_its_role_is_unreadable(through):
    """Statement 24."""
    assert through("unreadable-role").get("/unguarded/").status_code == 403


def test_what_signinghub_does_not_guard_follows_its_role_where_that_is_readable(through):
    assert through("administrator").get("/unguarded/").status_code == 200


def test_a_refusal_met_on_the_way_is_remembered_for_what_is_unknown(through):
    client = through("unreadable-role")
    assert client.get("/write/").status_code == 200
    assert client.get("/fails/forbidden/").status_code == 403
    assert client.get("/write/").status_code == 403
    assert client.get("/read/1/").status_code == 200


def test_a_refusal_met_on_the_way_does_not_outweigh_a_role_that_says_yes(through):
    client = through("administrator")
    assert client.get("/fails/forbidden/").status_code == 403
    assert client.get("/write/").status_code == 200


def test_a_remembered_refusal_is_forgotten_with_the_role(through, rf):
    client = through("unreadable-role")
    client.get("/fails/forbidden/")
    request = rf.get("/")
    request.user = client.user
    forget_role(request)
    assert client.get("/write/").status_code == 200


@pytest.mark.parametrize("kind", [Kind.FAIL, Kind.HTML, Kind.TRUNCATE, Kind.BAD_JSON, Kind.DROP, Kind.REDIRECT])
def test_a_signinghub_that_cannot_say_is_asked_once_and_leaves_the_page_open(through, sandbox, kind):
    client = through("administrator")
    sandbox.faults.add(Fault("getSessionOperator", kind))
    assert client.get("/write/").status_code == 200
    answered = asked(sandbox)
    assert client.get("/write/").status_code == 200
    assert client.get("/unguarded/").status_code == 403
    assert asked(sandbox) == answered


def test_a_signinghub_that_hangs_does_not_hang_the_page(through, sandbox):
    client = through("administrator")
    sandbox.faults.add(Fault("getSessionOperator", Kind.HANG))
    assert client.get("/write/").status_code == 200
    assert client.get("/write/").status_code == 200
    assert asked(sandbox) == 1


def test_a_new_version_of_the_credential_is_asked_anew(through, sandbox):
    client = through("administrator")
    client.get("/write/")
    credential = client.user.credential
    credential.version += 1
    credential.save()
    client.get("/write/")
    assert asked(sandbox) == 2


def test_while_somebody_is_asking_everybody_else_goes_on_with_unknown(through, sandbox):
    client = through("auditor")
    credential = client.user.credential
    cache.add(f"rights:{credential.pk}:{credential.version}", {}, REMEMBERED_SECONDS)
    assert client.get("/write/").status_code == 200
    assert asked(sandbox) == 0
