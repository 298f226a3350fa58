"""Environments added and changed on screen."""

from __future__ import annotations

import re

from console.api.models import AccessToken
from console.audit.models import Entry
from console.vault.models import Credential, Environment


def test_a_custodian_adds_an_environment_on_screen_and_changes_it(custodian, sandbox):
    given = {"name": "second", "api_url": "http://plain.example", "powerbi_host": "app.powerbi.com"}
    given["header_encoding"] = "percent"
    refused = custodian.post("/environments/add/", given)
    assert refused.context["form"].errors["api_url"]
    assert custodian.post("/environments/add/", given | {"name": "add"}).context["form"].errors["name"]
    ca = (sandbox.directory / "ca.pem").read_text()
    done = custodian.post("/environments/add/", given | {"api_url": sandbox.url, "ca_bundle": ca})
    assert done.headers["Location"] == "/environments/second/"
    second = Environment.objects.get(name="second")
    assert second.ca_bundle.startswith("-----BEGIN CERTIFICATE")
    assert Entry.objects.get(title="Environment added").object_id == "second"


def test_another_server_gets_no_token_of_the_old_one(custodian, shared):
    custodian.get("/accounts/")
    assert AccessToken.objects.exists()
    one = shared.environment
    given = {"api_url": one.api_url, "ca_bundle": one.ca_bundle, "powerbi_host": "app.powerbi.com"}
    given |= {"header_encoding": "percent", "auth_url": "https://127.0.0.1:9"}
    assert custodian.post(f"/environments/{one.name}/edit/", given).status_code == 302
    assert not AccessToken.objects.exists()
    assert Credential.objects.get(pk=shared.pk).version == shared.version + 1


def test_an_address_that_was_changed_meanwhile_is_not_put_back(custodian, shared):
    """Statement 32."""
    one = shared.environment
    address = f"/environments/{one.name}/edit/"
    seen = re.search(r'name="seen" value="(\w+)"', custodian.get(address).content.decode())[1]
    Environment.objects.filter(pk=one.pk).update(powerbi_host="app.powerbi.de")
    given = {"name": one.name, "api_url": one.api_url, "header_encoding": "percent", "powerbi_host": "app.powerbi.com"}
    answer = custodian.post(address, given | {"seen": seen})
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in answer.content.decode()
    one.refresh_from_db()
    assert one.powerbi_host == "app.powerbi.de"
