"""Service agreements: texts that run nothing, and one that is in force."""

import re
from html import unescape

from tests.apps.configuration.driving import called, do, review, save, words_in

ALL = "/configuration/service-agreements/"
HOSTILE = (
    '<p onclick="x()">Hello <b>you</b></p><script>x()</script><img src=x onerror=x()>'
    '<a href="javascript:x()">there</a><iframe src="//evil.example"></iframe><style>p{}</style><form></form>'
)


def frames_in(page):
    return [
        (tag, unescape(re.search(r'srcdoc="([^"]*)"', tag)[1]))
        for tag in re.findall("<iframe[^>]*>", page.content.decode())
    ]


def test_the_texts_stand_in_frames_that_run_nothing(ann):
    page = ann.get(f"{ALL}2/")
    frames = frames_in(page)
    assert len(frames) == 2
    for tag, text in frames:
        assert " sandbox " in tag
        assert "allow" not in tag
        assert "<script" not in text
        assert "onclick" not in text
    assert "You sign only what is yours to sign." in frames[0][1]
    # What was left out of the frame can be read as what it is.
    assert "&lt;script&gt;alert(1)" in page.content.decode()


def test_a_text_that_is_written_loses_what_could_run_before_it_is_sent(ann, sandbox):
    save(ann, f"{ALL}3/edit/", terms_of_service=HOSTILE)
    (update,) = called(sandbox, "updateServiceAgreement")
    sent = update.body["terms_of_service"]
    assert sent.startswith("<p>Hello <b>you</b></p>")
    assert not re.search("script|onclick|onerror|iframe|style|form|evil", sent)


def test_a_text_that_nobody_touched_goes_back_as_it_came(ann, sandbox):
    before = sandbox.world.resources["service_agreements"] if ann.get(ALL) else {}
    before = dict(before[2])
    save(ann, f"{ALL}2/edit/", name="Terms 2027")
    (update,) = called(sandbox, "updateServiceAgreement")
    assert "<script>" in update.body["terms_of_service"]
    assert {**update.body, "name": before["name"]} == {name: before[name] for name in update.body}


def test_the_preview_shows_the_text_that_is_typed_and_asks_signinghub_nothing(ann, sandbox):
    ann.get(ALL)
    sandbox.requests.clear()
    page = ann.post(f"{ALL}preview/", {"privacy_policy": HOSTILE}, headers={"HX-Request": "true"})
    ((_tag, text),) = frames_in(page)
    assert page.content.decode().strip().startswith("<iframe")
    assert "Hello <b>you</b>" in text
    assert "script" not in text
    assert sandbox.requests == []


def test_activating_says_that_everybody_has_to_agree_again(ann, sandbox):
    page = ann.get(f"{ALL}1/activate/")
    assert "Everybody has to agree again" in words_in(page)
    assert do(ann, f"{ALL}1/activate/").status_code == 302
    (update,) = called(sandbox, "updateServiceAgreement")
    assert update.body["active"] is True
    assert [one["active"] for one in sandbox.world.resources["service_agreements"].values()] == [True, False, False]
    _machinery, reviewed = review(ann, f"{ALL}3/edit/", active="on")
    assert "everybody has to agree again" in words_in(reviewed)


def test_a_new_agreement_may_be_an_address_instead_of_a_text(ann, sandbox):
    _machinery, response = review(ann, f"{ALL}add/", name="Elsewhere", active="on")
    assert "nothing to agree to yet" in words_in(response)
    _machinery, response = review(ann, f"{ALL}add/", name="Elsewhere", terms_of_service_url="javascript:x()")
    assert response.status_code == 422
    assert save(ann, f"{ALL}add/", name="Elsewhere", terms_of_service_url="https://a.example/tos").status_code == 302
    (added,) = called(sandbox, "addServiceAgreement")
    assert added.body == {"name": "Elsewhere", "terms_of_service_url": "https://a.example/tos"}


def test_the_one_in_force_is_not_deleted_while_everybody_has_to_agree(ann, sandbox):
    response = do(ann, f"{ALL}2/delete/")
    assert response.status_code == 409
    assert "An active service agreement is needed" in words_in(response)
    assert do(ann, f"{ALL}1/delete/")["Location"] == ALL
    assert len(called(sandbox, "deleteServiceAgreement")) == 2
