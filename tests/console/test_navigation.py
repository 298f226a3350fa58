"""The menu shows what the person may open, and only what there is."""

from django.urls import reverse

from console import navigation


def shown(client):
    context = client.get("/profile/").context["navigation"]
    groups = context() if callable(context) else context
    return [item["url"] for group in groups for item in group["items"]]


def test_an_entry_is_shown_to_whoever_may_open_it(delegate, signed_in_client):
    assert shown(signed_in_client(delegate({"accounts": ["read"]}))) == ["/", reverse("accounts-list")]


def test_nobody_sees_a_group_without_entries(delegate, signed_in_client):
    assert shown(signed_in_client(delegate({}))) == ["/"]


def test_the_page_one_is_on_is_marked(delegate, signed_in_client, rf):
    client = signed_in_client(delegate({"accounts": ["read"]}))
    request = client.get("/profile/").wsgi_request
    request.path = reverse("accounts-list") + "7/"
    (group,) = navigation.context(request)["navigation"]()
    assert [item["url"] for item in group["items"] if item["is_current"]] == [reverse("accounts-list")]


def test_the_dashboard_is_marked_on_the_dashboard_alone(delegate, signed_in_client):
    request = signed_in_client(delegate({"accounts": ["read"]})).get("/").wsgi_request
    (group,) = navigation.context(request)["navigation"]()
    assert [item["url"] for item in group["items"] if item["is_current"]] == ["/"]


def test_the_environment_is_the_credentials(delegate, signed_in_client, environment):
    request = signed_in_client(delegate({})).get("/profile/").wsgi_request
    assert navigation.context(request)["environment"]() == environment
