"""The start-up check: what a declaration gets wrong is named."""

from dataclasses import replace

import pytest
from django import forms
from django.urls import get_resolver

from apps.accounts.accounts.forms import AccountFilters, EditAccountForm
from apps.accounts.accounts.screens import accounts, alerts
from apps.accounts.accounts.service import Accounts
from console.api.contract import load_contract
from console.permissions import Right
from console.screens.checks import check_resources, problems_of, resources
from console.screens.filters import EnumField
from console.screens.forms import Picker
from console.screens.resource import Action, Column, View
from console.screens.urls import screen_urls
from tests.console.screens import planted


class WrongFilters(AccountFilters):
    groups = (*AccountFilters.groups, ("More", ("shoe_size",)))
    shoe_size = forms.CharField()


class WrongWords(AccountFilters):
    billing_mode = EnumField(words={"ONLINE": "Online", "BARTER": "Barter"})


class WrongForm(EditAccountForm):
    shoe_size = forms.CharField()


class WrongPicker(EditAccountForm):
    country = Picker(source="listPlanets")


class WrongConsequence(EditAccountForm):
    consequences = {"shoe_size": "Hurts."}


WRONG = {
    "'shoe_size' is no key of a row": replace(accounts, columns=(*accounts.columns, Column("shoe_size", "Shoe size"))),
    "unknown kind 'rainbow'": replace(accounts, columns=(Column("user_name", "Name", kind="rainbow"),)),
    "cannot be sorted by 'user_email'": replace(accounts, columns=(Column("user_name", "Name", sort="user_email"),)),
    "leads by a key 'shoe_id' that no row": replace(
        accounts, columns=(Column("user_name", "Name", leads_to=("accounts-detail", "shoe_id")),)
    ),
    "cannot be sorted by '-locked'": replace(accounts, default_sort="-locked"),
    "has no filter 'shoe_size'": replace(accounts, filters=WrongFilters),
    "does not take 'BARTER'": replace(accounts, filters=WrongWords),
    "'NOBODY' is no value": replace(accounts, views=(View("Nobody", "NOBODY"),)),
    "has no property 'shoe_size'": replace(accounts, edit_form=WrongForm),
    "no operation 'listPlanets'": replace(accounts, edit_form=WrongPicker),
    "names a field 'shoe_size'": replace(accounts, edit_form=WrongConsequence),
    "no operation 'explodeAccount'": replace(
        accounts, actions=(Action("explode", "Explode", Right.WRITE, "explodeAccount", verb="unlock"),)
    ),
    "no method 'dance'": replace(
        accounts, actions=(Action("dance", "Dance", Right.WRITE, "unlockUserAccount", verb="dance"),)
    ),
    "'delete' is declared, but the service names no operation": replace(alerts, deletable=True),
    "no operation 'listAccuonts'": replace(
        accounts, service=type("Typo", (Accounts,), {"list_operation": "listAccuonts"})
    ),
}


@pytest.mark.parametrize(("words", "resource"), WRONG.items(), ids=list(WRONG))
def test_a_wrong_declaration_is_named(words, resource):
    assert any(words in problem for problem in problems_of(resource, load_contract()))


def test_the_console_itself_is_right():
    assert check_resources() == []


def test_every_resource_with_an_address_is_looked_at():
    assert {"accounts", "roles"} <= {resource.name for resource in resources(get_resolver("console.urls").url_patterns)}


@pytest.mark.urls("tests.console.screens.planted")
def test_a_planted_typo_fails_the_start():
    assert any("listNothing" in error.msg for error in check_resources())


def test_replacing_a_screen_that_is_not_there_is_an_error():
    with pytest.raises(TypeError, match="no screen called dleete"):
        screen_urls(planted.planted, dleete=lambda _request: None)
