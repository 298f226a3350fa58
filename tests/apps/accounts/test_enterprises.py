"""The page of an enterprise, made of its users and of the account of its owner."""

import re

import pytest

from sandbox.faults import Fault, Kind

ALONE = {"HX-Request": "true"}
PAGE = "/accounts/enterprises/501/"


def test_an_enterprise_shows_its_owner_plan_users_and_certificates(ann):
    page = ann.get(PAGE).content.decode()
    assert "<h1><bdi>Nordlicht Versicherungsgruppe</bdi></h1>" in page
    assert "12 users" in page
    assert '<a href="/accounts/1001/"><bdi>Lucía Fernández-Iglesias</bdi></a>' in page
    assert "Enterprise Plus 2026" in page
    assert 'hx-get="/accounts/enterprises/501/parts/users/" hx-trigger="load"' in page
    assert 'hx-get="/accounts/1001/parts/certificates/" hx-trigger="load"' in page


def test_its_users_lead_to_their_accounts_a_few_in_the_part_and_all_in_pages(ann):
    part = ann.get(f"{PAGE}parts/users/", headers=ALONE).content.decode()
    assert len(re.findall(r'href="/accounts/\d+/"', part)) == 5
    assert f'href="{PAGE}users/"' in part
    everything = ann.get(f"{PAGE}users/").content.decode()
    assert len(re.findall(r'<th scope="row"[^>]*><a [^>]*href="/accounts/\d+/\?return_to=', everything)) == 12
    assert f'href="{PAGE}">Enterprise 501</a>' in everything


def test_a_user_of_an_enterprise_is_found_by_name(ann, sandbox):
    page = ann.get(f"{PAGE}users/", {"q": "minjun"}).content.decode()
    assert len(re.findall('<th scope="row"', page)) == 1
    assert [request.path for request in sandbox.requests if request.operation == "listEnterpriseUsers"]


def test_an_enterprise_that_does_not_exist_is_said_to_be_missing(ann):
    assert ann.get("/accounts/enterprises/999999/").status_code == 404


@pytest.mark.parametrize(
    "rows",
    [
        [],
        None,
        [{"id": 1001, "user_name": "Ann"}],
        [{"owner": True}],
        [{"id": "x", "owner": True}],
        [{"owner": "maybe"}],
    ],
    ids=str,
)
def test_without_a_known_owner_the_page_says_so_and_still_shows_the_users(ann, answer_with, rows):
    answer_with("listEnterpriseUsers", rows)
    page = ann.get(PAGE).content.decode()
    assert "<h1><bdi>Enterprise 501</bdi></h1>" in page
    assert "SigningHub does not say who owns this enterprise" in page
    assert f'hx-get="{PAGE}parts/users/"' in page


@pytest.mark.parametrize("account", [{"user": None}, {"id": 1}, {"user": [], "service_plan": "Basic"}], ids=str)
def test_an_owners_account_of_unlucky_shape_is_taken(ann, answer_with, account):
    answer_with("getAccount", account)
    assert ann.get(PAGE).status_code == 200


def test_how_many_users_there_are_is_not_said_where_it_is_not_known(ann, answer_with):
    answer_with("listEnterpriseUsers", [{"id": number, "user_name": "A"} for number in range(1, 1001)])
    assert "1,000 users" not in ann.get(PAGE).content.decode()


def test_a_failing_list_of_users_leaves_the_way_back(ann, sandbox):
    ann.get(PAGE)
    sandbox.faults.add(Fault("listEnterpriseUsers", Kind.FAIL))
    response = ann.get(PAGE)
    assert response.status_code >= 500
    assert 'href="/accounts/"' in response.content.decode()


def test_the_list_of_accounts_leads_to_the_enterprise_where_its_id_is_known(ann, answer_with):
    rows = [
        {"id": 1, "user_name": "A", "enterprise_id": 501, "enterprise_name": "Nordlicht"},
        {"id": 2, "user_name": "B", "enterprise_id": None, "enterprise_name": "Südlicht"},
        {"id": 3, "user_name": "C", "enterprise_id": "../../signout", "enterprise_name": "Ostlicht"},
    ]
    answer_with("listAccounts", rows, total=3)
    page = ann.get("/accounts/").content.decode()
    assert re.findall(r'<a [^>]*href="(/accounts/enterprises/[^"]*)">([^<]+)</a>', page) == [
        ("/accounts/enterprises/501/?return_to=%2Faccounts%2F", "Nordlicht")
    ]


def test_the_address_above_an_enterprise_leads_to_the_accounts_that_belong_to_one(ann):
    response = ann.get("/accounts/enterprises/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/?accounts=ENTERPRISE")


def test_coming_from_a_filtered_list_the_way_back_is_that_list(ann):
    page = ann.get("/accounts/?accounts=ENTERPRISE&sort=user_name").content.decode()
    (first, *_others) = re.findall(r'href="(/accounts/enterprises/[^"]*)"', page)
    opened = ann.get(first.replace("&amp;", "&")).content.decode()
    assert 'href="/accounts/?accounts=ENTERPRISE&amp;sort=user_name">Accounts</a>' in opened
