"""Instances: each row asks whether its machine runs now."""

import re

from tests.apps.configuration.driving import called, do, save, words_in

ALL = "/configuration/instances/"
ALONE = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{ALL}"}


def test_every_row_asks_for_its_own_status_and_the_list_for_none(ann, sandbox):
    page = ann.get(ALL).content.decode()
    asking = re.findall(r'<div class="live" id="part-instances-status-(\d+)"[^>]* hx-get="([^"]+)"', page)
    assert asking == [(number, f"{ALL}{number}/status/") for number, _url in asking]
    assert len(asking) == 7
    assert called(sandbox, "getInstanceStatus") == []
    # Asked again, the page asks all of them again.
    assert f'href="{ALL}"' in page


def test_what_runs_now_counts_and_not_what_was_reported_last(ann):
    row = re.search(r'id="part-instances-status-3".*?</div>', ann.get(ALL).content.decode())[0]
    assert "Running" in row
    now = ann.get(f"{ALL}3/status/", headers=ALONE).content.decode()
    assert 'id="part-instances-status-3"' in now
    assert "Stopped" in now
    assert f'hx-get="{ALL}3/status/"' in now


def test_a_status_that_does_not_come_is_said_in_its_own_row_alone(ann, sandbox):
    ann.get(ALL)
    sandbox.faults.add("operation=getInstanceStatus kind=fail status=503")
    response = ann.get(f"{ALL}4/status/", headers=ALONE)
    assert response["HX-Retarget"] == "#part-instances-status-4"
    assert "Not known" in words_in(response)
    assert f'hx-get="{ALL}4/status/"' in response.content.decode()


def test_only_name_and_address_can_be_changed(ann, sandbox):
    response = save(ann, f"{ALL}2/edit/", machine_name="SH-WEB-09")
    assert response["Location"] == f"{ALL}2/"
    (update,) = called(sandbox, "updateInstance")
    assert update.body == {"machine_name": "SH-WEB-09", "service_address": "https://sh-web-01.signinghub.example:8443/"}
    assert "SH-WEB-09" in words_in(ann.get(f"{ALL}2/"))


def test_deleting_says_that_nothing_is_uninstalled(ann, sandbox):
    assert "nothing is stopped or uninstalled" in words_in(ann.get(f"{ALL}7/delete/"))
    assert do(ann, f"{ALL}7/delete/", typed="something else").status_code == 422
    assert do(ann, f"{ALL}7/delete/")["Location"] == ALL
    assert len(called(sandbox, "deleteInstance")) == 1
    assert ann.get(f"{ALL}7/").status_code == 404
