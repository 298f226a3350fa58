"""The dashboard: what needs somebody today, and what SigningHub says about itself."""

import re

import pytest

from apps.access.models import User
from apps.reports.dashboard.system import AREAS, may_see
from sandbox.faults import Fault, Kind

ALONE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
PARTS = ("licence", "quotas", "payments", "locked", "signatures", "system")
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def dashboard_of(ann, answer_with):
    """Lets SigningHub answer these facts; gives the part that shows them."""

    def get(facts):
        answer_with("getDashboard", facts)
        return ann.get("/dashboard/system/", headers=ALONE)

    return get


def asks_in(response):
    return re.findall(r'hx-get="/dashboard/([a-z]+)/" hx-trigger="load"', response.content.decode())


def part(client, name):
    return client.get(f"/dashboard/{name}/", headers=ALONE).content.decode()


def test_the_page_comes_at_once_and_asks_for_its_parts_by_themselves(ann, sandbox):
    response = ann.get("/")
    assert response.status_code == 200
    assert asks_in(response) == list(PARTS)
    asked = {request.operation for request in sandbox.requests}
    assert not asked & {"getDashboard", "getLicenseConstraints", "listTransactionLogs", "listAccounts"}


@pytest.mark.parametrize("operation", ["getDashboard", "getLicenseConstraints", "listAccounts", "getSignatureTimeline"])
@pytest.mark.parametrize("kind", ["fail", "fail status=403", "drop", "bad-json", "rate-limit seconds=1"])
def test_whatever_fails_the_page_and_every_other_part_stand(ann, sandbox, operation, kind):
    sandbox.faults.add(f"operation={operation} kind={kind}")
    assert ann.get("/").status_code == 200
    failing = {
        "getDashboard": {"licence", "system"},
        "getLicenseConstraints": {"quotas"},
        "listAccounts": {"locked"},
        "getSignatureTimeline": {"signatures"},
    }[operation]
    for name in PARTS:
        response = ann.get(f"/dashboard/{name}/", headers=ALONE)
        assert (response.status_code != 200) == (name in failing)
        if name in failing:
            assert response["HX-Retarget"] == f"#part-dashboard-{name}"
            assert f'id="part-dashboard-{name}"' in response.content.decode()


def test_a_check_that_hangs_is_given_up_and_the_others_do_not_wait(ann, sandbox, monkeypatch):
    monkeypatch.setattr("console.screens.parts.PATIENCE", 1)
    sandbox.faults.add(Fault("listTransactionLogs", Kind.HANG))
    assert ann.get("/").status_code == 200
    assert "SigningHub took longer than 1 second." in part(ann, "payments")
    assert "are locked" in part(ann, "locked")


def test_a_check_that_failed_is_tried_again_alone(ann, sandbox):
    sandbox.faults.add(Fault("listAccounts", Kind.FAIL, times=3))
    failed = part(ann, "locked")
    assert "not checked" in failed
    assert 'hx-get="/dashboard/locked/" hx-target="#part-dashboard-locked"' in failed
    sandbox.requests.clear()
    assert "are locked" in part(ann, "locked")
    assert {request.operation for request in sandbox.requests} == {"listAccounts"}


def test_locked_accounts_are_counted_and_lead_to_their_list(ann):
    text = part(ann, "locked")
    count = int(re.search(r"(\d+) accounts are locked", text)[1])
    assert 'href="/accounts/?accounts=LOCKED"' in text
    assert f"of {count}<" in ann.get("/accounts/?accounts=LOCKED").content.decode()


def test_failed_payments_are_counted_and_lead_to_their_list(ann):
    text = part(ann, "payments")
    count = int(re.search(r"(\d+) recurrent payments? failed", text)[1])
    address = re.search(r'href="(/billing/transactions/[^"]+)"', text)[1].replace("&amp;", "&")
    listed = ann.get(address).content.decode()
    assert len(re.findall('<th scope="row"', listed)) == count
    assert 'aria-current="page">Failed payments<' in listed


def test_the_licence_is_said_to_end_and_its_allowances_to_run_out(ann):
    assert "9 days left" in part(ann, "licence")
    assert 'class="check bad"' in part(ann, "licence")
    quotas = part(ann, "quotas")
    assert "Signatures: 18,777 left in the licence" in quotas
    assert "Users" not in quotas


def test_a_check_without_a_finding_is_fine_and_draws_no_line(ann, answer_with):
    answer_with("listAccounts", [], total=0)
    text = part(ann, "locked")
    assert 'class="check fine"' in text
    assert "<li" not in text


def test_a_green_dashboard_says_so_with_the_time_and_what_was_checked(ann):
    text = ann.get("/").content.decode()
    calm = re.search(r'<p class="calm">.*?</p>', text, re.S)[0]
    assert "Nothing needs you." in calm
    assert re.search(r"Checked at \d\d:\d\d:", calm)
    assert "Locked accounts, end of the key." in calm


def test_the_key_that_ends_soon_is_said_without_asking_anybody(ann):
    credential = ann.user.credential
    credential.not_after = credential.not_before
    credential.save()
    assert f"The key “{credential.name}” expired on" in ann.get("/").content.decode()


def test_somebody_with_a_narrow_role_sees_only_their_checks_and_facts(person, sandbox):
    dana = person({"accounts": ["read"]}, email="dana@example.org")
    response = dana.get("/")
    assert asks_in(response) == ["locked", "system"]
    assert "End of the licence" not in response.content.decode()
    system = part(dana, "system")
    assert "SigningHub" in system
    for secret in ("SQL-CLUSTER", "Contoso", "Windows Server", "sh-web-01"):
        assert secret not in system
    assert "Your role in the console does not include what is known of:" in system
    assert dana.get("/dashboard/quotas/", headers=ALONE).status_code == 403


def test_sections_that_nobody_foresaw_are_for_those_who_see_the_settings(person, answer_with):
    answer_with("getDashboard", {"product": {"name": "SigningHub"}, "secret_plan": {"x": "canary"}})
    dana = person({"accounts": ["read"]}, email="dana@example.org")
    assert "canary" not in part(dana, "system")
    eve = person({"system_settings": ["read"]}, email="eve@example.org")
    assert "canary" in part(eve, "system")


def test_a_personal_user_sees_what_signinghub_shows_every_operator():
    personal, delegate = User(kind=User.Kind.PERSONAL), User(kind=User.Kind.DELEGATE)
    assert all(may_see(personal, name) for name in ("database", "license", "unforeseen"))
    assert [name for name in (*AREAS, "unforeseen") if may_see(delegate, name)] == ["product", "admin"]


def test_every_documented_section_is_shown_with_its_facts(ann):
    system = part(ann, "system")
    for title in ("Product", "Licence", "Instance", "Host", "Database", "Administrator"):
        assert f"<bdi>{title}</bdi></h3>" in system
    for fact in ("10.0.3", "SQL-CLUSTER\\PROD", "Windows Server 2022", "administrator@signinghub.example"):
        assert fact in system
    assert "<bdi>Signatures</bdi>" in system
    assert '<meter min="0" max="500000"' in system


def test_unknown_keys_and_sections_are_shown_in_words(dashboard_of):
    text = dashboard_of(
        {
            "product": {"name": "SigningHub", "quantumReady": True, "edition_code": None},
            "edge_nodes": [{"name": "north"}, {"name": "south"}],
            "cluster": {"nodes": {"primary": {"up_since": "2026-01-02T03:04:05Z"}}},
            "motto": "sign here",
            "seats": 1234567,
        }
    ).content.decode()
    for shown in ("Quantum Ready", "Edition code", "Edge nodes", "north", "south", "Cluster", "Nodes · Primary"):
        assert shown in text
    assert '<span class="st yes">Yes</span>' in text
    assert "2026-01-02 03:04" in text
    assert "sign here" in text
    assert "1,234,567" in text


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"license": "Valid"},
        {"license": [1, 2]},
        {"product": None, "license": None, "database": []},
        {"license": {"users": {"consumed": "many"}}},
        {"license": {"users": {"allowed": 0, "consumed": 3}}},
        {"": {"": ""}},
        {"product": {"name": {"a": {"b": {"c": {"d": 1}}}}}},
    ],
    ids=str,
)
def test_facts_of_any_shape_are_shown(dashboard_of, ann, facts):
    assert dashboard_of(facts).status_code == 200
    assert ann.get("/dashboard/licence/", headers=ALONE).status_code == 200


@pytest.mark.parametrize("facts", [None, [], "text", 7], ids=str)
def test_an_answer_without_facts_is_said_in_its_place(dashboard_of, facts):
    response = dashboard_of(facts)
    assert response.status_code == 502
    assert "This part did not load." in response.content.decode()


def test_hostile_facts_are_inert_and_secrets_are_only_said_to_be_set(dashboard_of):
    """Statement 26."""
    text = dashboard_of({HOSTILE: {HOSTILE: HOSTILE}, "database": {"password": "canary", "x": [HOSTILE]}})
    text = text.content.decode()
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text
    assert "canary" not in text


def test_other_spellings_of_the_end_of_the_licence_are_understood(ann, answer_with):
    answer_with("getDashboard", {"license": {"expiry_date": "2020-02-03"}})
    assert "ended on 2020-02-03" in part(ann, "licence")


def test_somebody_without_a_credential_gets_a_dashboard_that_says_so(person, sandbox):
    dana = person({"accounts": ["read"]}, email="dana@example.org")
    dana.user.credential = None
    dana.user.save()
    response = dana.get("/")
    assert response.status_code == 200
    assert "No SigningHub credential has been given to you" in response.content.decode()
    assert asks_in(response) == []


@pytest.mark.parametrize("name", PARTS)
def test_without_a_script_every_part_is_a_page_behind_a_link(ann, name):
    assert f'<noscript><p><a href="/dashboard/{name}/">' in ann.get("/").content.decode()
    page = ann.get(f"/dashboard/{name}/").content.decode()
    assert "<html" in page
    assert page.count("<h1") == 1
