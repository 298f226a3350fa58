"""Accounts behave as administrators know them."""

import io
import zipfile

import pytest

OWNER, LOCKED, ACTIVE, GUEST = 1001, 1002, 1003, 1016
HOSTILE_OWNER, UNKNOWN_KEYS = 1025, 1045
EDITED = {"user_name": "Ada", "user_email": "ada@edited.example"}


def rows(client, headers=None, **params):
    answer = client.get("/accounts/1/1000", headers=headers, params=params).raise_for_status()
    assert int(answer.headers["x-total-records"]) == len(answer.json())
    return answer.json()


def user(client, account_id):
    return client.get(f"/accounts/{account_id}").raise_for_status().json()["user"]


def events(client, what, account_id):
    return client.get(f"/accounts/{account_id}/{what}/1/1000").raise_for_status().json()


def log(client):
    return client.get("/logs/operators/1/5").raise_for_status().json()


class TestLists:
    def test_pages_follow_each_other_without_gap_or_repetition(self, admin):
        pages = [admin.get(f"/accounts/{number}/37?sort-by=user_name").json() for number in range(1, 8)]
        ids = [row["id"] for page in pages for row in page]
        assert len(ids) == len(set(ids)) == 200
        assert pages[6] == []

    @pytest.mark.parametrize("column", ["created_on", "user_name", "country", "enterprise_name", "service_plan"])
    def test_every_sort_orders_both_ways(self, admin, column):
        up = [(row[column] or "").casefold() for row in rows(admin, **{"sort-by": column, "asc": "true"})]
        down = [(row[column] or "").casefold() for row in rows(admin, **{"sort-by": column, "asc": "false"})]
        assert up == sorted(up)
        assert down == sorted(up, reverse=True)
        assert len(up) == 200

    def test_the_newest_come_first_unless_told_otherwise(self, admin):
        created = [row["created_on"] for row in rows(admin)]
        assert created == sorted(created, reverse=True)

    @pytest.mark.parametrize(
        ("view", "fits"),
        [
            ("ENTERPRISE", lambda row: row["enterprise_id"] is not None),
            ("INDIVIDUAL", lambda row: row["enterprise_id"] is None and not row["guest"]),
            ("INACTIVE", lambda row: not row["activated"]),
            ("LOCKED", lambda row: row["locked"]),
            ("DORMANT", lambda row: row["dormant"]),
            ("GUEST", lambda row: row["guest"]),
        ],
    )
    def test_each_view_has_exactly_its_own(self, admin, view, fits):
        everybody = rows(admin)
        assert {row["id"] for row in rows(admin, {"x-accounts": view})} == {row["id"] for row in everybody if fits(row)}

    @pytest.mark.parametrize("view", ["USER_FEEDBACK", "MARK_DELETED"])
    def test_no_view_is_empty(self, admin, view):
        assert rows(admin, {"x-accounts": view})

    @pytest.mark.parametrize(
        ("header", "value", "column", "part"),
        [
            ("x-user-name", "doe", "user_name", "john doe"),
            ("x-user-email", "NORDLICHT", "user_email", "nordlicht"),
            ("x-common-name", "john", "common_name", "john"),
            ("x-enterprise-name", "hostile", "enterprise_name", "hostile"),
            ("x-service-plan", "trial", "service_plan", "individual trial"),
            ("x-service-plan-type", "INDIVIDUAL", "service_plan_type", "individual"),
            ("x-country", "Japan", "country", "japan"),
        ],
    )
    def test_a_text_filter_finds_every_row_that_has_it(self, admin, header, value, column, part):
        found = rows(admin, {header: value})
        assert found
        assert {row["id"] for row in found} == {row["id"] for row in rows(admin) if part in (row[column] or "").lower()}

    def test_filters_narrow_together(self, admin):
        headers = {"x-accounts": "LOCKED", "x-enterprise-name": "nordlicht", "x-activated": "ACTIVATED"}
        assert {row["id"] for row in rows(admin, headers)} == {LOCKED, 1007}

    def test_filters_on_state_billing_and_national_id(self, admin):
        assert all(not row["enabled"] for row in rows(admin, {"x-enabled": "False"}))
        assert all(not row["activated"] for row in rows(admin, {"x-activated": "REGISTERED"}))
        assert {row["service_plan"] for row in rows(admin, {"x-billing-mode": "OFFLINE"})} <= {
            "Enterprise Basic",
            "Enterprise Asia · 企業プラン",
        }
        assert {row["service_plan"] for row in rows(admin, {"x-payment-type": "PAY_AS_YOU_GO"})} <= {
            "Individual Pay-as-you-go",
            "Enterprise Asia · 企業プラン",
        }
        assert {row["service_plan"] for row in rows(admin, {"x-service-plan-type": "NONE"})} == {None}
        assert [row["user_name"] for row in rows(admin, {"x-national-id": "NID123"})][:1]

    def test_dates_include_the_days_they_name(self, admin):
        created = sorted(row["created_on"] for row in rows(admin))
        first, last = created[50][:10], created[120][:10]
        found = sorted(row["created_on"] for row in rows(admin, {"x-from": first, "x-to": last}))
        assert found == [moment for moment in created if first <= moment[:10] <= last]

    def test_last_activity_counts_days_back(self, admin):
        few, many = rows(admin, {"x-last-activity": "2"}), rows(admin, {"x-last-activity": "9999"})
        assert 0 < len(few) < len(many) < 200

    def test_the_search_text_looks_in_name_address_common_name_and_enterprise(self, admin):
        assert {row["id"] for row in rows(admin, {"x-search-text": "nordlicht"})} == set(range(1001, 1013))

    def test_an_edit_moves_the_account_to_its_place_in_every_order(self, admin):
        by_name = {"sort-by": "user_name", "asc": "true"}
        assert rows(admin, **by_name)[-1]["id"] != ACTIVE
        admin.put(f"/accounts/{ACTIVE}", json={**EDITED, "user_name": "\U0010fffd"}).raise_for_status()
        assert rows(admin, **by_name)[-1]["id"] == ACTIVE

    def test_an_export_is_a_workbook(self, admin):
        answer = admin.get("/accounts/export/1/20", headers={"x-accounts": "LOCKED"}).raise_for_status()
        sheet = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
        assert "o.kovalchuk@nordlicht.example" in sheet


class TestOneAccount:
    def test_it_is_found_by_address_in_any_case(self, admin):
        found = admin.get("/accounts/email/OWNER@nordlicht.example").json()
        assert found == admin.get(f"/accounts/{OWNER}").json()

    def test_one_that_does_not_exist_is_not_found(self, admin):
        assert admin.get("/accounts/1").status_code == 404
        assert admin.get("/accounts/email/nobody@nowhere.example").status_code == 404

    def test_existence_can_be_asked(self, admin):
        assert admin.get("/accounts/exists?emailAddress=owner@nordlicht.example").status_code == 200
        assert admin.get("/accounts/exists?emailAddress=nobody@nowhere.example").status_code == 404


class TestUpdate:
    def test_what_is_left_out_is_emptied(self, admin):
        assert user(admin, ACTIVE)["country"]
        admin.put(f"/accounts/{ACTIVE}", json=EDITED).raise_for_status()
        after = user(admin, ACTIVE)
        assert (after["user_name"], after["country"], after["enabled"]) == ("Ada", None, True)

    def test_unknown_keys_survive(self, admin):
        before = user(admin, UNKNOWN_KEYS)
        admin.put(f"/accounts/{UNKNOWN_KEYS}", json=EDITED).raise_for_status()
        after = user(admin, UNKNOWN_KEYS)
        assert before["migrated_from"]["steps"]
        assert (after["migrated_from"], after["tags"]) == (before["migrated_from"], before["tags"])

    def test_another_common_name_revokes_the_certificate_and_tells_the_user(self, admin):
        mine = [each for each in admin.get(f"/accounts/{ACTIVE}/certificates").json() if not each["custom"]]
        assert mine
        admin.put(f"/accounts/{ACTIVE}", json={**EDITED, "common_name": "Somebody Else"}).raise_for_status()
        left = admin.get(f"/accounts/{ACTIVE}/certificates").json()
        assert all(each["custom"] for each in left)
        assert events(admin, "alerts", ACTIVE)[0]["type"] == "CERTIFICATE_REVOKED"

    def test_the_same_common_name_leaves_the_certificate(self, admin):
        before = admin.get(f"/accounts/{ACTIVE}/certificates").json()
        body = {**EDITED, "common_name": user(admin, ACTIVE)["common_name"]}
        admin.put(f"/accounts/{ACTIVE}", json=body).raise_for_status()
        assert admin.get(f"/accounts/{ACTIVE}/certificates").json() == before

    def test_an_address_that_another_account_has_is_a_conflict(self, admin):
        answer = admin.put(f"/accounts/{ACTIVE}", json={**EDITED, "user_email": "OWNER@nordlicht.example"})
        assert answer.status_code == 409
        assert "user_email" in answer.json()["message"]

    def test_of_a_guest_only_the_name_changes(self, admin):
        assert admin.put(f"/accounts/{GUEST}", json=EDITED).status_code == 409
        admin.put(f"/accounts/{GUEST}/guest", json={"user_name": "A guest"}).raise_for_status()
        assert user(admin, GUEST)["user_name"] == "A guest"
        assert admin.put(f"/accounts/{ACTIVE}/guest", json={"user_name": "x"}).status_code == 409

    def test_it_is_in_the_log_with_old_and_new_values(self, admin):
        before = user(admin, ACTIVE)["user_name"]
        admin.put(f"/accounts/{ACTIVE}", json=EDITED).raise_for_status()
        entry = log(admin)[0]
        assert entry["module"] == "ADMIN_ACTIVITY_MODULE_ACCOUNTS"
        assert entry["administrator_email"] == "administrator@signinghub.example"
        details = admin.get(f"/logs/operators/{entry['id']}").json()
        assert {"attribute": "user_name", "previous": before, "new": "Ada"} in details


class TestStates:
    def test_only_a_locked_account_can_be_unlocked(self, admin):
        assert admin.put(f"/accounts/{LOCKED}/unlock").status_code == 200
        assert user(admin, LOCKED)["locked"] is False
        assert admin.put(f"/accounts/{LOCKED}/unlock").status_code == 409
        assert admin.put("/accounts/1/unlock").status_code == 404
        assert log(admin)[0]["activity"] == "ADMIN_ACTIVITY_USER_ACCOUNT_UNLOCKED"

    def test_dormant_is_for_good(self, admin):
        admin.put(f"/accounts/{ACTIVE}/dormant").raise_for_status()
        assert user(admin, ACTIVE)["dormant"] is True
        assert "service_plan" not in admin.get(f"/accounts/{ACTIVE}").json()
        assert admin.put(f"/accounts/{ACTIVE}/dormant").status_code == 409
        assert admin.put(f"/accounts/{ACTIVE}", json=EDITED).status_code == 409

    def test_an_owner_becomes_dormant_only_after_everybody_else(self, admin):
        assert admin.put(f"/accounts/{HOSTILE_OWNER}/dormant").status_code == 409
        for child in range(HOSTILE_OWNER + 1, HOSTILE_OWNER + 8):
            admin.put(f"/accounts/{child}/dormant").raise_for_status()
        assert admin.put(f"/accounts/{HOSTILE_OWNER}/dormant").status_code == 200

    def test_an_owner_is_deleted_only_after_everybody_else(self, admin):
        assert admin.delete(f"/accounts/{HOSTILE_OWNER}").status_code == 409
        children = list(range(HOSTILE_OWNER + 1, HOSTILE_OWNER + 8))
        admin.request("DELETE", "/accounts", json=children).raise_for_status()
        assert admin.delete(f"/accounts/{HOSTILE_OWNER}").status_code == 200
        assert admin.get(f"/accounts/{HOSTILE_OWNER}").status_code == 404

    def test_bulk_delete_tells_the_outcome_of_each(self, admin):
        outcomes = admin.request("DELETE", "/accounts", json=[ACTIVE, OWNER, 7]).json()
        assert [(each["id"], each["status"]) for each in outcomes] == [
            (ACTIVE, "DELETED"),
            (OWNER, "FAILED"),
            (7, "FAILED"),
        ]
        assert len(rows(admin)) == 199

    def test_only_the_dormant_are_archived_and_then_gone(self, admin):
        assert admin.put(f"/accounts/{ACTIVE}/archive").status_code == 409
        admin.put(f"/accounts/{ACTIVE}/dormant").raise_for_status()
        assert admin.put(f"/accounts/{ACTIVE}/archive").status_code == 200
        assert admin.get(f"/accounts/{ACTIVE}").status_code == 404

    def test_a_password_reset_mails_the_user(self, sandbox, admin):
        admin.put(f"/accounts/{ACTIVE}/password/reset").raise_for_status()
        assert [mail.to for mail in sandbox.mails] == [user(admin, ACTIVE)["user_email"]]
        assert admin.put(f"/accounts/{GUEST}/password/reset").status_code == 409

    def test_resetting_the_usage_counts_from_nothing(self, admin):
        admin.put(f"/accounts/{OWNER}/usage_statistics/reset").raise_for_status()
        usage = admin.get(f"/accounts/{OWNER}").json()["usage_statistics"]
        assert {each["consumed"] for each in usage.values()} == {0}
        assert events(admin, "alerts", OWNER)[0]["type"] == "SERVICE_PLAN_RESET"


class TestPlans:
    def test_the_owner_takes_the_whole_enterprise_to_another_plan(self, admin):
        body = {"user_email": "owner@nordlicht.example", "service_plan": "Enterprise Basic"}
        admin.put("/accounts/service_plan", json=body).raise_for_status()
        found = rows(admin, {"x-enterprise-name": "nordlicht"})
        assert {row["service_plan"] for row in found} == {"Enterprise Basic"}
        assert len(rows(admin, {"x-enterprise-name": "nordlicht", "x-service-plan": "Enterprise Basic"})) == len(found)

    def test_an_individual_founds_an_enterprise(self, admin):
        body = {"user_email": "john.doe@individual.example", "service_plan": "Enterprise Basic"}
        assert admin.put("/accounts/service_plan", json=body).status_code == 400
        body["enterprise_name"] = "Doe & Co"
        admin.put("/accounts/service_plan", json=body).raise_for_status()
        enterprise = user(admin, 1024)["enterprise"]
        assert enterprise["name"] == "Doe & Co"
        members = admin.get(f"/accounts/enterprises/{enterprise['id']}/users/1/10").json()
        assert [(member["id"], member["owner"]) for member in members] == [(1024, True)]

    @pytest.mark.parametrize(
        ("email", "plan", "status"),
        [
            ("nobody@nowhere.example", "Enterprise Basic", 404),
            ("owner@nordlicht.example", "No such plan", 400),
            ("owner@nordlicht.example", "Individual Pro", 409),
            ("suzuki.ichiro@nordlicht.example", "Enterprise Basic", 409),
            ("guest.44710@mail.example", "Individual Pro", 409),
        ],
    )
    def test_a_plan_that_does_not_fit_is_refused(self, admin, email, plan, status):
        body = {"user_email": email, "service_plan": plan}
        assert admin.put("/accounts/service_plan", json=body).status_code == status


class TestRegistration:
    NEW = {"user_name": "Neo", "common_name": "Neo", "user_email": "neo@new.example", "service_plan_id": 2}

    def test_a_registered_account_waits_for_activation(self, sandbox, admin):
        admin.post("/accounts", json={**self.NEW, "send_activation_email": True}).raise_for_status()
        found = admin.get("/accounts/email/neo@new.example").json()
        assert found["user"]["activated"] is False
        assert found["service_plan"]["name"] == "Individual Pro"
        assert [mail.to for mail in sandbox.mails] == ["neo@new.example"]
        assert len(rows(admin)) == 201
        assert [row["user_name"] for row in rows(admin, {"x-user-name": "neo"})] == ["Neo"]

    def test_one_with_a_password_is_active_at_once(self, admin):
        body = {**self.NEW, "password": "long enough", "confirm_password": "long enough"}
        admin.post("/accounts", json=body).raise_for_status()
        assert admin.get("/accounts/email/neo@new.example").json()["user"]["activated"] is True

    @pytest.mark.parametrize(
        ("change", "status", "named"),
        [
            ({"user_email": "owner@nordlicht.example"}, 409, "user_email"),
            ({"service_plan_id": 99}, 400, "service_plan_id"),
            ({"service_plan_id": 4}, 400, "enterprise_name"),
            ({"service_plan_id": 4, "enterprise_name": "NORDLICHT Versicherungsgruppe"}, 409, "enterprise_name"),
            ({"password": "a", "confirm_password": "b"}, 400, "confirm_password"),
            ({"country": "Nowhere"}, 400, "country"),
        ],
    )
    def test_what_does_not_fit_is_refused_by_name(self, admin, change, status, named):
        answer = admin.post("/accounts", json={**self.NEW, **change})
        assert answer.status_code == status
        assert named in answer.json()["message"]


class TestPartsOfAnAccount:
    def test_members_of_an_enterprise_are_paged_and_searched(self, admin):
        answer = admin.get("/accounts/enterprises/501/users/2/5")
        assert (answer.headers["x-total-records"], len(answer.json())) == ("12", 5)
        found = admin.get("/accounts/enterprises/501/users/1/50", headers={"x-search-text": "suzuki"}).json()
        assert [member["user_name"] for member in found] == ["鈴木 一郎"]
        assert admin.get("/accounts/enterprises/9/users/1/5").status_code == 404

    @pytest.mark.parametrize("what", ["alerts", "activity", "billing"])
    def test_each_list_is_sorted_and_stays_the_same(self, admin, what):
        first = events(admin, what, OWNER)
        key = "date" if what == "billing" else "created_on"
        assert [row[key] for row in first] == sorted((row[key] for row in first), reverse=True)
        assert first == events(admin, what, OWNER)
        assert admin.get(f"/accounts/1/{what}/1/5").status_code == 404

    def test_searches_are_an_operators_own(self, admin, signed_in):
        number = admin.post("/accounts/searches", json={"search_name": "Mine", "country": "Japan"}).json()["id"]
        assert admin.get(f"/accounts/searches/{number}").json()["criteria"] == {"country": "Japan"}
        assert signed_in("no-password").get(f"/accounts/searches/{number}").status_code == 404
        admin.put(f"/accounts/searches/{number}", json={"search_name": "Other"}).raise_for_status()
        assert admin.get(f"/accounts/searches/{number}").json()["criteria"] == {}
        assert admin.delete(f"/accounts/searches/{number}").status_code == 200
        assert admin.delete(f"/accounts/searches/{number}").status_code == 404

    def test_built_in_searches_stay(self, admin):
        (built_in,) = [each for each in admin.get("/accounts/searches").json() if each["default"]]
        assert admin.delete(f"/accounts/searches/{built_in['id']}").status_code == 409

    def test_certificates_are_added_changed_deleted_and_revoked(self, sandbox, admin):
        path = f"/accounts/{ACTIVE}/certificates"
        body = {
            "capacity_name": "Notary 9",
            "certificate_alias": "alias",
            "level_of_assurance": "QUALIFIED_ELECTRONIC_SIGNATURE",
            "key_protection_option": "USER_PASSWORD",
            "default": True,
        }
        content = (sandbox.directory / "support.cer").read_bytes()
        form = {name: (None, str(value)) for name, value in body.items()}
        number = admin.post(path, files={**form, "file_stream": ("c.cer", content)}).raise_for_status().json()["id"]
        added = admin.get(f"{path}/{number}").json()
        assert (added["custom"], added["default"]) == (True, True)
        assert "support@signinghub.example" in added["certificate_dn"]
        issued = next(each["id"] for each in admin.get(path).json() if not each["custom"])
        assert admin.delete(f"{path}/{issued}").status_code == 409
        assert admin.put(f"{path}/{number}/revoke").status_code == 409
        assert admin.put(f"{path}/{issued}/revoke").status_code == 200
        assert admin.delete(f"{path}/{number}").status_code == 200
        assert admin.get(f"{path}/{number}").status_code == 404
