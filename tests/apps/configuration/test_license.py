"""The page of the licence."""

import re

import pytest

ALONE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/configuration/license/"}


def part(client, name):
    return client.get(f"/configuration/license/{name}/", headers=ALONE).content.decode()


def test_the_page_is_made_of_its_parts(ann):
    text = ann.get("/configuration/license/").content.decode()
    assert re.findall(r'hx-get="/configuration/license/([a-z]+)/" hx-trigger="load"', text) == [
        "allowances",
        "validity",
        "facts",
    ]


def test_allowances_are_meters_and_no_limit_is_said_in_words(ann):
    text = part(ann, "allowances")
    assert '<meter min="0" max="500000" low="400000.0" high="490000.00" optimum="0" value="481223"' in text
    assert "<b>481,223</b> of 500,000" in text
    assert "96 %" in text
    assert "No limit" in text


@pytest.mark.parametrize(
    ("constraints", "shown"),
    [
        ([{"name": "USERS", "limit": "10", "used": 3}], "Users"),
        ({"items": [{"constraint": "Users", "allowed": -1, "consumed": 5}]}, "No limit"),
        ([{"constraint": "Seals", "allowed": 5, "consumed": None, "note": "soon"}], "soon"),
        ([{"constraint": "A", "used": 1}, {"constraint": "A", "used": 22}], "<b>22</b>"),
        ([], "SigningHub says nothing of this."),
        (None, "SigningHub says nothing of this."),
        ("as text", "as text"),
        ([{"constraint": "<b>x</b>", "used": 1}], "&lt;b&gt;x&lt;/b&gt;"),
    ],
    ids=str,
)
def test_allowances_of_any_shape_are_shown(ann, answer_with, constraints, shown):
    answer_with("getLicenseConstraints", constraints)
    assert shown in part(ann, "allowances")


def test_the_validity_is_said_in_signinghubs_own_words(ann, answer_with):
    assert "The license is valid until" in part(ann, "validity")
    for answer, shown in [
        ({"Message": "<i>Valid</i>"}, "&lt;i&gt;Valid&lt;/i&gt;"),
        ("Expired", "Expired"),
        (None, "SigningHub says nothing of this."),
        ({"message": None}, "SigningHub says nothing of this."),
    ]:
        answer_with("validateLicenseExpiry", answer)
        assert shown in part(ann, "validity")


def test_what_is_licensed_is_shown_without_the_allowances_again(ann):
    text = part(ann, "facts")
    assert "Issued to" in text
    assert "Contoso" in text
    assert "<meter" not in text


def test_somebody_without_the_right_gets_nothing_of_it(person, sandbox):
    dana = person({"accounts": ["read"]}, email="dana@example.org")
    sandbox.requests.clear()
    for path in ("", "allowances/", "validity/", "facts/"):
        assert dana.get(f"/configuration/license/{path}").status_code == 403
    assert not {"getLicenseConstraints", "validateLicenseExpiry", "getDashboard"} & {
        request.operation for request in sandbox.requests
    }
    assert "/configuration/license/" not in dana.get("/").content.decode()
