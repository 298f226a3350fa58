"""Every address, with every method, as every kind of person: who is let in, who is kept out."""

import pytest

from console.permissions import Finishing, OpenToAll, SignedIn, mark_of
from tests.every_screen.addresses import every_address
from tests.every_screen.doors import problems

# Doors that ask for no right. A new one is a decision, so it is written down here too.
OPEN = {
    "",
    # A picture by its digest, written anew by the console: whoever knows the digest has seen the picture.
    "configuration/picture/",
    "configuration/profiles/",
    "dashboard/system/",
    "enrol/<str:token>/",
    "find/",
    "healthz",
    "language/",
    "signin/",
    "signout/",
}
WITHOUT_A_RIGHT = ("profile/", "signin/")

ADDRESSES = every_address()


def undecided(addresses):
    """The addresses that ask for no right though nobody decided so."""
    found = []
    for address in addresses:
        mark = mark_of(address.view)
        is_meant = address.route in OPEN or (
            not isinstance(mark, OpenToAll) and address.route.startswith(WITHOUT_A_RIGHT)
        )
        if isinstance(mark, OpenToAll | SignedIn | Finishing) and not is_meant:
            found.append(address.route)
    return found


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name or address.route)
def test_a_door_lets_in_whom_its_mark_says_and_nobody_else(address, people, sandbox, settings):
    """Statement 19."""
    assert problems([address], people, sandbox, settings) == {}


def test_every_door_that_asks_for_no_right_is_meant_to():
    assert undecided(ADDRESSES) == []


def test_there_are_doors_to_look_at():
    assert len(ADDRESSES) > 20


@pytest.mark.urls("tests.every_screen.planted_and_all_urls")
def test_a_planted_view_without_a_mark_is_found_and_stays_shut(people, sandbox, settings):
    planted = every_address("tests.every_screen.planted_urls")
    unmarked = [address for address in planted if mark_of(address.view) is None]
    assert [address.route for address in unmarked] == ["planted/without-a-mark/", "planted/class-without-a-mark/"]
    assert problems(unmarked, people, sandbox, settings) == {}


def test_a_planted_view_that_is_open_by_mistake_is_found():
    planted = every_address("tests.every_screen.planted_urls")
    assert undecided(planted) == ["planted/open-by-mistake/", "planted/reads-for-anybody/"]


@pytest.mark.urls("tests.every_screen.planted_and_all_urls")
def test_a_door_whose_lock_was_left_out_is_found(people, sandbox, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != "console.middleware.Lock"]
    planted = every_address("tests.every_screen.planted_urls")
    found = problems(planted, people, sandbox, settings, methods=("get",))
    assert set(found) == {address.route for address in planted} - {"planted/open-by-mistake/"}
    assert "get lets in a stranger (200)" in found["planted/fine/<int:pk>/"]
