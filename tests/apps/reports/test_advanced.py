"""Power BI: workspaces and whose they are, reports, and tokens that only a POST gets."""

import html
import re

import pytest

from console.audit.models import Entry, Kind, State
from sandbox.answers.advanced_reports import REPORTS, WORKSPACES, assigned
from tests.apps.access.screens.driving import act, operations

LIST = "/reports/advanced/"
WORKSPACE, EMPTY = next(iter(WORKSPACES)), list(WORKSPACES)[-1]
REPORT = next(iter(REPORTS[WORKSPACE]))
VIEWER = f"{LIST}{WORKSPACE}/reports/{REPORT}/"
TOKEN = f"{VIEWER}token/"


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def paths(sandbox, operation="updateWorkspace"):
    return [request.path.partition("?")[0] for request in sandbox.requests if request.operation == operation]


def test_workspaces_lead_to_their_reports_and_these_to_their_frame(ann, sandbox):
    page = ann.get(LIST).content.decode()
    assert f'href="{LIST}{WORKSPACE}/' in page
    assert f'href="{LIST}"' in ann.get("/").content.decode()
    detail = ann.get(f"{LIST}{WORKSPACE}/").content.decode()
    assert f'hx-get="{LIST}{WORKSPACE}/reports/"' in detail
    part = ann.get(f"{LIST}{WORKSPACE}/reports/", headers={"HX-Request": "true"}).content.decode()
    assert f'href="{VIEWER}"' in part
    assert "Workflows &lt;all&gt; &amp; templates" in part
    assert "This workspace has no reports." in text_of(ann.get(f"{LIST}{EMPTY}/reports/"))
    viewer = ann.get(VIEWER)
    assert "Signatures by month" in viewer.content.decode()
    assert {"listWorkspaces", "listPowerBiReports"} <= operations(sandbox)
    # Nothing in the page can be a token: none was asked for.
    assert "getPowerBiEmbedToken" not in operations(sandbox)


def test_only_the_page_of_a_report_may_frame_power_bi_and_only_the_host_of_the_environment(ann, signinghub):
    signinghub.powerbi_host = "app.powerbigov.us"
    signinghub.save()
    viewer = ann.get(VIEWER)
    assert "frame-src https://app.powerbigov.us;" in viewer["Content-Security-Policy"] + ";"
    assert "https://app.powerbigov.us/reportEmbed?" in viewer.content.decode()
    assert viewer["Cross-Origin-Embedder-Policy"] == "unsafe-none"
    for other in (LIST, f"{LIST}{WORKSPACE}/", "/"):
        assert "powerbi" not in ann.get(other)["Content-Security-Policy"]
        assert ann.get(other)["Cross-Origin-Embedder-Policy"] == "require-corp"


def test_a_token_comes_by_post_alone_and_is_kept_nowhere(ann, sandbox, caplog):
    assert ann.get(TOKEN).status_code == 405
    answer = ann.post(TOKEN)
    token = answer.json()["token"]
    assert 0 < answer.json()["renew_after"] < 50 * 60
    assert answer["Cache-Control"] == "no-store"
    assert token != ann.post(TOKEN).json()["token"]
    assert token not in caplog.text
    assert token not in str([entry.__dict__ for entry in Entry.objects.all()])


def test_a_report_that_is_not_in_the_lists_gets_no_token(ann, sandbox, answer_with):
    for address in (f"{LIST}{EMPTY}/reports/{REPORT}/token/", f"{LIST}{WORKSPACE}/reports/sample/token/"):
        assert ann.post(address).status_code == 404
    answer_with("listWorkspaces", [])
    assert ann.post(TOKEN).status_code == 404
    assert "getPowerBiEmbedToken" not in operations(sandbox)


@pytest.mark.parametrize("answer", [{}, {"token": None}, {"token": " "}, [], 7], ids=str)
def test_an_answer_without_a_token_is_a_failure_and_not_an_empty_token(ann, answer_with, answer):
    answer_with("getPowerBiEmbedToken", answer)
    assert ann.post(TOKEN).status_code >= 500


@pytest.mark.parametrize("answer", ["abc", {"Token": "abc"}, [{"embed_token": "x", "token": "abc"}]], ids=str)
def test_a_token_is_read_however_it_comes(ann, answer_with, answer):
    answer_with("getPowerBiEmbedToken", answer)
    assert ann.post(TOKEN).json()["token"] == "abc"


def test_a_workspace_is_given_to_an_enterprise_that_was_looked_up(ann, sandbox):
    address = f"{LIST}{WORKSPACE}/assign/"
    enterprise = sandbox.world.accounts.members(501)[0]
    page = ann.get(address, {"find": enterprise["enterprise_name"]})
    (link,) = [one for one in re.findall(r'href="(\?[^"]+)"', page.content.decode()) if "enterprise=501" in one]
    asked = ann.get(address + html.unescape(link))
    assert enterprise["enterprise_name"] in text_of(asked)
    assert act(ann, address + html.unescape(link)).status_code == 302
    assert assigned(sandbox.world) == {501: WORKSPACE}
    entry = Entry.objects.get(kind=Kind.CHANGE)
    assert (entry.title, entry.object_id, entry.state) == ("Update Workspace", f"501/{WORKSPACE}", State.DONE)
    assert "An enterprise has a whole number" in text_of(ann.get(f"{address}?enterprise=x"))


@pytest.mark.parametrize(
    ("accepted", "ends"), [(("empty", "left out"), ["workspaces/"]), (("left out",), ["workspaces/", "workspaces"])]
)
def test_nothing_is_passed_in_the_way_that_the_server_accepts(ann, sandbox, accepted, ends):
    sandbox.world.settings.unassigned_by = accepted
    assigned(sandbox.world)[501] = EMPTY
    assert act(ann, f"{LIST}{WORKSPACE}/unassign/?enterprise=501").status_code == 302
    assert assigned(sandbox.world) == {}
    assert [path.rsplit("501/", 1)[1] for path in paths(sandbox)] == ends
    assert Entry.objects.filter(kind=Kind.CHANGE, state=State.DONE).count() == 1


def test_where_no_way_is_accepted_the_refusal_is_said(ann, sandbox):
    sandbox.world.settings.unassigned_by = ()
    assert act(ann, f"{LIST}{WORKSPACE}/unassign/?enterprise=501").status_code == 404


def test_a_refusal_of_the_first_way_for_another_reason_ends_it(ann, sandbox):
    page_address = f"{LIST}{WORKSPACE}/unassign/?enterprise=501"
    sandbox.faults.add("operation=updateWorkspace kind=fail status=403")
    assert act(ann, page_address).status_code == 403
    assert len(paths(sandbox)) == 1


def test_whoever_lacks_the_right_sees_neither_workspaces_nor_tokens(person, sandbox):
    dana = person({"accounts": ["read"], "reports": ["read"]}, email="dana@example.org")
    sandbox.requests.clear()
    for address in (LIST, f"{LIST}{WORKSPACE}/", f"{LIST}{WORKSPACE}/reports/", VIEWER):
        page = dana.get(address)
        assert page.status_code == 403
        assert "SigningHub usage" not in page.content.decode()
    assert dana.post(TOKEN).status_code == 403
    assert LIST not in dana.get("/").content.decode()
    reader = person({"advanced_reports": ["read"]}, email="reader@example.org")
    assert reader.get(f"{LIST}{WORKSPACE}/assign/").status_code == 403
    assert reader.post(TOKEN).status_code == 200
    assert {"listWorkspaces", "getPowerBiEmbedToken"} <= operations(sandbox)
    assert "updateWorkspace" not in operations(sandbox)


def test_enterprises_are_not_looked_up_by_whoever_may_not_read_accounts(person, sandbox):
    writer = person({"advanced_reports": ["read", "write"]}, email="writer@example.org")
    page = writer.get(f"{LIST}{WORKSPACE}/assign/?find=a")
    assert "Name of the enterprise" not in text_of(page)
    assert "listAccounts" not in operations(sandbox)
    assert act(writer, f"{LIST}{WORKSPACE}/assign/?enterprise=501").status_code == 302
