"""Many records at once, and a SigningHub that is slow with every one of them."""

import re

from console.screens import selection

ADDRESS = "/accounts/unlock-chosen/"


def test_records_that_there_is_no_time_to_look_at_are_left_out_and_named(ann, sandbox, monkeypatch):
    page = ann.get("/accounts/", {"accounts": "LOCKED"}).content.decode()
    ids = list(dict.fromkeys(re.findall(r'href="/accounts/(\d+)/', page)))[:3]
    monkeypatch.setattr(selection, "LOOKING", -1)
    sandbox.requests.clear()
    response = ann.get(ADDRESS, {"id": ids})
    assert response.status_code == 200
    assert response.content.decode().count("There was no time left to look at it.") == len(ids) == 3
    assert [request for request in sandbox.requests if request.operation == "getAccount"] == []
