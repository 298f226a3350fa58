"""What the contract does not know is refused, and the refusal names it."""

import base64
import json

import pytest

from sandbox.strictness import HeaderEncoding


def message(answer, status=400):
    assert answer.status_code == status, answer.text
    return answer.json()["message"]


def test_an_unknown_path_is_not_found(admin):
    assert "/nothing/here" in message(admin.get("/nothing/here"), 404)


def test_a_wrong_method_is_told_the_right_ones(admin):
    answer = admin.delete("/dashboard")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"


def test_an_unknown_query_parameter_is_named(admin):
    assert "sortby" in message(admin.get("/accounts/1/10?sortby=user_name"))


def test_a_query_parameter_given_twice_is_named(admin):
    assert "asc" in message(admin.get("/accounts/1/10?asc=true&asc=false"))


def test_an_unknown_filter_header_is_named(admin):
    assert "x-username" in message(admin.get("/accounts/1/10", headers={"x-username": "a"}))


@pytest.mark.parametrize("name", ["x-forwarded-for", "x-request-id", "accept-language", "traceparent"])
def test_headers_of_the_journey_are_let_through(admin, name):
    assert admin.get("/accounts/1/10", headers={name: "de-DE"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/accounts/0/10", "pageNo"),
        ("/accounts/1/0", "records"),
        ("/accounts/1/1001", "records"),
        ("/accounts/one/10", "pageNo"),
        ("/accounts/1/10?sort-by=picture", "sort-by"),
        ("/accounts/1/10?asc=maybe", "asc"),
        ("/accounts/99999999999999999999", "id"),
    ],
)
def test_a_parameter_outside_its_limits_is_named(admin, path, named):
    assert named in message(admin.get(path))


@pytest.mark.parametrize(
    ("header", "value"),
    [("x-accounts", "EVERYONE"), ("x-enabled", "yes"), ("x-from", "yesterday"), ("x-last-activity", "-1")],
)
def test_a_filter_outside_its_values_is_named(admin, header, value):
    assert header in message(admin.get("/accounts/1/10", headers={header: value}))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"nickname": "x"}, "nickname"),
        ({"user_name": ""}, "user_name"),
        ({"user_name": None}, "user_name"),
        ({"user_name": "x" * 256}, "user_name"),
        ({"mobile_number": "1" * 16}, "mobile_number"),
        ({"enabled": "true"}, "enabled"),
        ({"country": "Atlantis"}, "country"),
        ({"language": "xx-XX"}, "language"),
        ({"user_email": "nobody"}, "user_email"),
    ],
)
def test_a_fault_in_the_body_is_named_with_its_property(admin, change, named):
    body = {"user_name": "A", "user_email": "a@b.example", **change}
    answer = admin.put("/accounts/1015", json=body)
    assert named in message(answer)
    assert named in answer.text


def test_a_missing_property_is_named(admin):
    assert "user_email" in message(admin.put("/accounts/1015", json={"user_name": "A"}))


@pytest.mark.parametrize(
    ("content", "kind", "named"),
    [
        (b"{", "application/json", "JSON"),
        (b'{"user_name": NaN}', "application/json", "JSON"),
        (b"\xff\xfe", "application/json", "JSON"),
        (b"[" * 100_000, "application/json", "JSON"),
        (b"[]", "application/json", "body"),
        (b"{}", "text/plain", "Content-Type"),
        (b"{}", "", "Content-Type"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(admin, content, kind, named):
    headers = {"Content-Type": kind} if kind else {}
    assert named in message(admin.put("/accounts/1015", content=content, headers=headers))


def test_a_body_where_none_is_expected_is_refused(admin):
    assert "body" in message(admin.put("/accounts/1002/unlock", json={"reason": "x"}))


def test_a_body_that_is_far_too_long_is_refused(admin):
    body = b'"' + b"x" * (21 * 1024 * 1024) + b'"'
    answer = admin.put("/accounts/1015", content=body, headers={"Content-Type": "application/json"})
    assert "body" in message(answer)


NAMES = ["Олександра", "100% & more", " spaced ", "a+b", "日本"]


class TestFilterHeaders:
    @pytest.fixture
    def account(self, admin):
        def named(name):
            body = {"user_name": name, "user_email": "john.doe@individual.example"}
            admin.put("/accounts/1024", json=body).raise_for_status()

        return named

    def found(self, admin, header, value):
        answer = admin.get("/accounts/1/50", headers={header: value}).raise_for_status()
        return [row["id"] for row in answer.json()]

    @pytest.mark.parametrize("name", NAMES)
    def test_percent_encoded_text_is_understood(self, admin, account, name):
        account(name)
        quoted = "".join(f"%{byte:02X}" for byte in name.encode())
        assert 1024 in self.found(admin, "x-user-name", quoted)

    @pytest.mark.parametrize("name", NAMES)
    def test_base64_text_is_understood_where_that_is_the_setting(self, sandbox, admin, account, name):
        sandbox.settings.header_encoding = HeaderEncoding.BASE64
        account(name)
        assert 1024 in self.found(admin, "x-user-name", base64.b64encode(name.encode()).decode())

    @pytest.mark.parametrize("name", ["Олександра", "100% & more", "日本"])
    def test_raw_text_is_understood_where_that_is_the_setting(self, sandbox, admin, account, name):
        sandbox.settings.header_encoding = HeaderEncoding.RAW
        account(name)
        assert 1024 in self.found(admin, "x-user-name", name.encode())

    @pytest.mark.parametrize("name", NAMES)
    def test_the_search_text_may_be_base64(self, admin, account, name):
        account(name)
        assert 1024 in self.found(admin, "x-search-text", base64.b64encode(name.encode()).decode())

    @pytest.mark.parametrize("text", ["john", "John", "test", "Олександра".encode()])
    def test_the_search_text_may_be_plain(self, admin, account, text):
        account("John test Олександра")
        assert 1024 in self.found(admin, "x-search-text", text)

    def test_text_of_another_encoding_is_refused(self, sandbox, admin):
        assert "x-user-name" in message(admin.get("/accounts/1/5", headers={"x-user-name": "日本".encode()}))
        assert "x-user-name" in message(admin.get("/accounts/1/5", headers={"x-user-name": "%FF%FE"}))
        sandbox.settings.header_encoding = HeaderEncoding.BASE64
        assert "x-user-name" in message(admin.get("/accounts/1/5", headers={"x-user-name": "not base64"}))


def test_a_quoted_slash_stays_inside_its_segment(admin):
    body = {"user_name": "Slash", "user_email": "a/b@slash.example"}
    admin.put("/accounts/1024", json=body).raise_for_status()
    assert admin.get("/accounts/email/a%2Fb%40slash.example").json()["user"]["id"] == 1024


@pytest.mark.parametrize("path", ["/accounts/1001/..", "/accounts/..%2F..", "//accounts", "/accounts/", "/%2e%2e/x"])
def test_a_crooked_path_leads_nowhere(sandbox, admin, path):
    # httpx would straighten some of these, so the target goes into the request as it is.
    request = admin.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    assert admin.send(request).status_code in (400, 404, 405)


def test_the_connection_survives_a_refusal_with_a_body(sandbox, admin):
    made = sandbox.connections.made
    for _ in range(3):
        assert admin.post("/dashboard", json={"x": "y" * 100_000}).status_code == 405
    assert admin.get("/dashboard").status_code == 200
    assert sandbox.connections.made == made


def test_head_answers_without_a_body(admin):
    answer = admin.head("/accounts/1/10")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_body_in_chunks_is_read(admin):
    def chunks():
        yield b'{"user_name": "Chunked", '
        yield json.dumps({"user_email": "john.doe@individual.example"}).encode()[1:]

    answer = admin.put("/accounts/1024", content=chunks(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert admin.get("/accounts/1024").json()["user"]["user_name"] == "Chunked"
