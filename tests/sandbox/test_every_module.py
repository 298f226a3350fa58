"""What is true of every module of the sandbox: each operation has an answer, and what is kept comes back."""

from sandbox.answering import load_answers
from sandbox.contract import Contract
from sandbox.server import CONTRACT_FILE


def test_every_operation_of_the_contract_has_an_answer():
    assert set(Contract.load(CONTRACT_FILE).operations) == set(load_answers())


def test_what_is_added_is_listed_read_updated_and_deleted(admin):
    path = "/configurations/service_agreements"
    before = len(admin.get(path).json())
    body = {"name": "Terms 2027", "terms_of_service": "<p>…</p>", "privacy_policy": "<p>…</p>", "active": False}
    number = admin.post(path, json=body).raise_for_status().json()["id"]
    assert len(admin.get(path).json()) == before + 1
    assert admin.get(f"{path}/{number}").json()["name"] == "Terms 2027"
    admin.put(f"{path}/{number}", json={**body, "name": "Terms 2028"}).raise_for_status()
    assert [row["name"] for row in admin.get(path).json() if row["id"] == number] == ["Terms 2028"]
    assert admin.delete(f"{path}/{number}").status_code == 200
    assert admin.get(f"{path}/{number}").status_code == 404


def test_a_paged_resource_is_cut_into_pages(admin):
    answer = admin.get("/configurations/integrations/2/5")
    assert (answer.headers["x-total-records"], len(answer.json())) == ("7", 2)


def test_the_plans_of_accounts_are_the_plans_that_are_listed(admin):
    names = {plan["name"] for plan in admin.get("/service_plans/basic").json()}
    assert {row["service_plan"] for row in admin.get("/accounts/1/200").json()} - {None} <= names


def test_unknown_nested_keys_come_back_as_they_were_sent(admin):
    sent = [{"attribute_name": "app_id", "attribute_value": "x", "unknown": {"deep": [None, 1]}}]
    body = {"name": "Twilio 2", "provider": "TWILIO", "status": True, "connector_detail": sent}
    number = admin.post("/configurations/connectors", json=body).raise_for_status().json()["id"]
    assert admin.get(f"/configurations/connectors/{number}").json()["connector_detail"] == sent
