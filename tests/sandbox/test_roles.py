"""Roles really refuse, and operators, roles and the log keep each other straight."""

import base64

import pytest

from sandbox.contract import Contract
from sandbox.modules import MODULES
from sandbox.server import CONTRACT_FILE
from tests.sandbox.conftest import Client, context_of

CONTRACT = Contract.load(CONTRACT_FILE)


def test_every_right_of_the_contract_is_one_that_roles_have():
    wanted = {operation.right for operation in CONTRACT.operations.values() if operation.right}
    assert {area for area, _right in wanted} <= set(MODULES)
    assert {right for _area, right in wanted} == {"read", "write", "delete"}


def test_the_support_desk_corrects_accounts_and_deletes_none(signed_in):
    support = signed_in("support")
    assert support.get("/accounts/1/5").status_code == 200
    assert support.put("/accounts/1002/unlock").status_code == 200
    assert support.get("/service_plans").status_code == 200
    assert support.get("/logs/operators/1/5").status_code == 200
    assert support.delete("/accounts/1003").status_code == 403
    assert support.get("/access_control/roles").status_code == 403
    assert support.get("/dashboard").status_code == 200


def test_the_auditor_reads_everything_and_changes_nothing(sandbox, signed_in):
    auditor = signed_in("auditor")
    read = [operation for operation in CONTRACT.operations.values() if operation.right and operation.method == "GET"]
    for operation in read:
        if operation.right[1] != "read":
            continue
        path = operation.path
        for parameter in operation.parameters_in("path"):
            path = path.replace("{" + parameter.name + "}", "1")
        assert auditor.get(path).status_code not in (401, 403), operation.id
    assert auditor.put("/accounts/1002/unlock").status_code == 403
    assert auditor.post("/access_control/roles", json={"name": "x", "role_detail": []}).status_code == 403


def test_a_missing_right_may_be_answered_with_401_as_signinghub_sometimes_does(sandbox, signed_in):
    sandbox.settings.forbidden_status = 401
    assert signed_in("support").delete("/accounts/1003").status_code == 401


def test_an_unreadable_role_grants_what_nobody_can_read(signed_in, admin):
    legacy = signed_in("unreadable-role")
    assert legacy.get("/session/operator").json()["role"] == {"id": 4, "name": "Legacy (imported)"}
    assert legacy.put("/accounts/1002/unlock").status_code == 200
    assert legacy.get("/billing/1/5").status_code == 403


def test_a_role_changed_now_counts_now(signed_in, admin):
    support = signed_in("support")
    role = admin.get("/access_control/roles/2").json()
    for row in role["role_detail"]:
        row.update(read=False, add_edit=False)
    body = {name: role[name] for name in ("name", "description", "role_detail")}
    admin.put("/access_control/roles/2", json=body).raise_for_status()
    assert support.get("/accounts/1/5").status_code == 403


def test_unknown_keys_of_role_details_are_kept_as_sent(admin):
    detail = admin.get("/access_control/roles/1").json()["role_detail"]
    assert any("x" in row for row in detail)
    number = admin.post("/access_control/roles", json={"name": "Copy", "role_detail": detail}).json()["id"]
    assert admin.get(f"/access_control/roles/{number}").json()["role_detail"] == detail


def test_a_role_in_use_is_not_deleted(admin):
    assert admin.delete("/access_control/roles/2").status_code == 409
    assert admin.get("/access_control/roles/2/operators").json()
    assert admin.get("/access_control/roles/6/operators").json() == []
    assert admin.delete("/access_control/roles/6").status_code == 200
    assert admin.get("/access_control/roles/6").status_code == 404


def test_role_names_are_their_own(admin):
    body = {"name": "support DESK", "role_detail": []}
    assert admin.post("/access_control/roles", json=body).status_code == 409
    assert admin.put("/access_control/roles/6", json=body).status_code == 409


class TestOperators:
    def body(self, sandbox, **values):
        issued = sandbox.authority.issue_client("New Operator", "new@signinghub.example", "x")
        return issued, {
            "name": "New Operator",
            "email": "new@signinghub.example",
            "certificate_base64": base64.b64encode(issued.der).decode(),
            "role": {"id": 2},
            **values,
        }

    def test_a_new_operator_is_mailed_a_generated_password(self, sandbox, admin):
        _issued, body = self.body(sandbox)
        number = admin.post("/access_control/operators", json=body).raise_for_status().json()["id"]
        assert sandbox.mails[-1].to == "new@signinghub.example"
        shown = admin.get(f"/access_control/operators/{number}").json()
        assert (shown["role"]["name"], shown["certificate_cn"]) == ("Support desk", "New Operator")
        assert admin.get(f"/access_control/operators/{number}/certificate").json() == body["certificate_base64"]

    @pytest.mark.parametrize(
        ("values", "status", "named"),
        [
            ({"email": "other@signinghub.example"}, 400, "email"),
            ({"certificate_base64": "AAAA"}, 400, "certificate_base64"),
            ({"role": {"id": 99}}, 400, "role"),
            ({"role": {}}, 400, "role"),
        ],
    )
    def test_what_does_not_fit_is_refused_by_name(self, sandbox, admin, values, status, named):
        _issued, body = self.body(sandbox, **values)
        answer = admin.post("/access_control/operators", json=body)
        assert (answer.status_code, named in answer.json()["message"]) == (status, True)

    def test_a_replaced_certificate_signs_in_and_the_old_one_does_not(self, sandbox, admin, client, tmp_path):
        issued = sandbox.authority.issue_client("Support", "support@signinghub.example", "x")
        mine = next(
            each for each in admin.get("/access_control/operators").json() if each["email"].startswith("support")
        )
        body = {
            "name": mine["name"],
            "role": mine["role"],
            "status": True,
            "certificate_base64": base64.b64encode(issued.der).decode(),
        }
        admin.put(f"/access_control/operators/{mine['id']}", json=body).raise_for_status()
        assert client("support").post("/authenticate").status_code == 401
        with Client(sandbox, context_of(sandbox, issued.pfx, "x", tmp_path)) as renewed:
            assert renewed.post("/authenticate").status_code == 200

    def test_nobody_deletes_or_deactivates_themselves(self, admin):
        assert admin.delete("/access_control/operators/1").status_code == 409
        body = {"name": "x", "role": {"id": 1}, "status": False}
        assert admin.put("/access_control/operators/1", json=body).status_code == 409

    def test_a_deactivated_operator_is_out_at_once(self, admin, signed_in):
        support = signed_in("support")
        mine = support.get("/session/operator").json()
        body = {"name": mine["name"], "role": {"id": 2}, "status": False}
        admin.put(f"/access_control/operators/{mine['id']}", json=body).raise_for_status()
        assert support.get("/session/operator").status_code == 401


class TestLog:
    def test_filters_narrow_the_log(self, admin):
        admin.put("/accounts/1002/unlock").raise_for_status()
        query = "module=ADMIN_ACTIVITY_MODULE_ACCOUNTS&activity=ADMIN_ACTIVITY_USER_ACCOUNT_UNLOCKED"
        answer = admin.get(f"/logs/operators/1/1000?{query}&email=administrator@")
        assert answer.json()[0]["information"] == "o.kovalchuk@nordlicht.example"
        assert all(row["activity"] == "ADMIN_ACTIVITY_USER_ACCOUNT_UNLOCKED" for row in answer.json())
        assert int(answer.headers["x-total-records"]) == len(answer.json())

    def test_dates_include_the_days_they_name(self, admin):
        moments = sorted(row["created_on"] for row in admin.get("/logs/operators/1/1000").json())
        day = moments[60][:10]
        found = admin.get(f"/logs/operators/1/1000?date-from={day}&date-to={day}").json()
        assert sorted(row["created_on"] for row in found) == [moment for moment in moments if moment.startswith(day)]

    def test_activities_are_the_operators_own(self, signed_in):
        rows = signed_in("support").get("/logs/activities/1/100").json()
        assert rows[0]["activity"] == "LOGGED_IN"
        assert {row["administrator_email"] for row in rows} == {"support@signinghub.example"}

    def test_searches_keep_their_criteria(self, admin):
        criteria = {"activity": "LOGGED_IN", "x": [1]}
        body = {"search_name": "In", "criteria": criteria}
        number = admin.post("/logs/operators/searches", json=body).raise_for_status().json()["id"]
        (mine,) = [each for each in admin.get("/logs/operators/searches").json() if each["id"] == number]
        assert mine["criteria"] == criteria
        admin.put(f"/logs/operators/searches/{number}", json={**body, "search_name": "Out"}).raise_for_status()
        assert admin.delete(f"/logs/operators/searches/{number}").status_code == 200

    def test_every_write_is_recorded_in_whichever_module(self, admin):
        before = int(admin.get("/logs/operators/1/1").headers["x-total-records"])
        agreement = {"name": "Terms 2027", "terms_of_service": "", "privacy_policy": "", "active": False}
        admin.post("/configurations/service_agreements", json=agreement).raise_for_status()
        assert int(admin.get("/logs/operators/1/1").headers["x-total-records"]) == before + 1


class TestSession:
    def test_the_profile_is_the_operators_own(self, admin):
        admin.put("/session/operator", json={"name": "Priya N.", "mobile_number": "+44"}).raise_for_status()
        shown = admin.get("/session/operator").json()
        assert (shown["name"], shown["mobile_number"], shown["picture"]) == ("Priya N.", "+44", None)

    def test_reference_data_is_complete(self, client, admin):
        assert len(client().get("/system/languages").json()["languages"]) == 33
        countries = [pair["key"] for pair in admin.get("/system/countries").json()["country"]]
        assert len(countries) == 244
        assert "HeardIs land and Mcdonald Islands" in countries
        assert len(admin.get("/system/time_zones").json()["timezone"]) == 96

    @pytest.mark.parametrize("path", ["/session/csp_header", "/system/branding/logos", "/system/languages"])
    def test_what_a_sign_in_page_needs_asks_for_no_token(self, client, path):
        assert client().get(path).status_code == 200

    @pytest.mark.parametrize("path", ["/system/countries", "/session/operator", "/dashboard", "/accounts/1/5"])
    def test_everything_else_does(self, client, path):
        answer = client().get(path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
