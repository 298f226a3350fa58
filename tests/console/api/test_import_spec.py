"""Any SigningHub: what import_spec makes of files that call everything otherwise."""

from __future__ import annotations

import copy
import io
import json
import re
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command

from console.api.caller import Caller
from console.api.contract import load_contract
from console.api.errors import ApiNotOffered
from console.api.request import build_request, check_arguments
from console.api.spec import MapError, UnreadableFile, build_import, read_map, read_vendor_file
from console.api.spec.vendor import path_of_server
from console.audit.models import Entry
from console.vault.models import Environment
from tests.vendor_files import make
from tests.vendor_files.generate import CONTRACT_FILE

OURS = load_contract()
ADDRESS = "https://signinghub.example"
SEEDS = range(5)


def imported(made, *, text="", address=ADDRESS):
    """What comes of a made-up vendor's file."""
    file = read_vendor_file(made.content)
    return build_import(file, read_map(text, OURS, file), address)


def wrong_pairs(made, result, prefix=""):
    """Every operation and parameter in an overlay that the key says is another one."""
    for operation_id, entry in result.overlay["operations"].items():
        if operation_id in made.missing:
            yield operation_id, "is missing there"
            continue
        place, parameters = made.place_of(operation_id)
        method, path = place.split(" ", 1)
        said = f"{entry['method'].upper()} {entry['path']}"
        if said != f"{method} {prefix}{quote(path, safe='/{}')}":
            yield operation_id, said
        for parameter in OURS.operation(operation_id).parameters:
            change = entry["parameters"].get(parameter.name, {})
            if change is None or parameter.name == "Accept-Language":
                continue
            wire = f"{change.get('in', parameter.location)} {change.get('name', parameter.name)}"
            if parameters[parameter.name] != wire:
                yield operation_id, parameter.name, wire


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("rate", [0, 0.1, 0.3, 0.6, 1])
def test_nothing_is_ever_taken_for_something_else(rate, version):
    for seed in SEEDS:
        made = make(seed, rate, version=version, server="shub" if seed % 2 else "")
        result = imported(made)
        assert list(wrong_pairs(made, result, "/shub/v4" if seed % 2 else "")) == [], seed


@pytest.mark.parametrize("rate", [0.3, 1])
def test_no_read_ever_lands_on_a_write(rate):
    for seed in SEEDS:
        made = make(seed, rate)
        overlaid = load_contract(imported(made).overlay)
        for operation in overlaid.operations:
            theirs = made.key[f"{operation.method} {operation.path}".replace("%C3%9F", "ß")]["operation"]
            assert OURS.operation(theirs).writes == operation.writes, (seed, operation.id)


@pytest.mark.parametrize("rate", [0, 0.1, 0.6, 1])
def test_everything_is_either_mapped_or_said(rate):
    for seed in SEEDS:
        made = make(seed, rate)
        result = imported(made)
        mapped, unmapped = set(result.overlay["operations"]), {one.operation.id for one in result.unmapped}
        assert mapped | unmapped == {one.id for one in OURS.operations}
        assert not mapped & unmapped
        assert made.missing <= unmapped
        hidden = {(one.operation.id, one.parameter) for one in result.hidden}
        entries = result.overlay["operations"].items()
        gone = {(name, key) for name, one in entries for key, change in one["parameters"].items() if change is None}
        assert hidden == gone


def test_a_file_with_our_names_is_mapped_whole():
    made = make(1, 0, missing=0, traps=False)
    result = imported(made)
    assert (result.unmapped, result.hidden) == ([], [])
    contract = load_contract(result.overlay)
    for ours in OURS.operations:
        theirs = contract.operation(ours.id)
        assert (theirs.method, theirs.path, theirs.effect, theirs.right) == (
            *(ours.method, ours.path, ours.effect, ours.right),
        )
        assert [*theirs.arguments] == [*ours.arguments]
        assert [*theirs.body_properties] == [*ours.body_properties], ours.id
        assert {*theirs.answer_properties} >= {*ours.answer_properties}, ours.id


@pytest.mark.parametrize("rate", [0.6, 1])
def test_what_a_person_maps_is_mapped(rate):
    made = make(3, rate, version="3.0.3")
    before = imported(made)
    open_ids = {one.operation.id for one in (*before.unmapped, *before.hidden)}
    assert open_ids - made.missing
    result = imported(made, text=made.map_file(*sorted(open_ids)))
    assert {one.operation.id for one in result.unmapped} == made.missing
    assert result.hidden == []
    assert list(wrong_pairs(made, result)) == []


# One file, changed by hand.


@pytest.fixture
def document():
    """Our own contract as a vendor's file."""
    return json.loads(CONTRACT_FILE.read_text("utf-8"))


def read(document):
    return read_vendor_file(json.dumps(document).encode())


def import_of(document, text="", address=ADDRESS):
    file = read(document)
    return build_import(file, read_map(text, OURS, file), address)


def operation_in(document, operation_id):
    """The path, method and raw operation of that id."""
    for path, item in document["paths"].items():
        for method, raw in item.items():
            if raw["operationId"] == operation_id:
                return path, method, raw
    raise KeyError(operation_id)


def take_out(document, operation_id):
    path, method, raw = operation_in(document, operation_id)
    del document["paths"][path][method]
    return raw


def unmapped_in(result):
    return {one.operation.id: one for one in result.unmapped}


@pytest.mark.parametrize(
    "present", ["listAccountSearches", "listBillingSearches", "deleteAccountSearch", "deleteBillingSearch"]
)
@pytest.mark.parametrize("changed", ["tags", "description"])
def test_one_of_two_operations_with_one_title_is_told_by_what_it_is_about(document, present, changed):
    pairs = {
        "listAccountSearches": "listBillingSearches",
        "listBillingSearches": "listAccountSearches",
        "deleteAccountSearch": "deleteBillingSearch",
        "deleteBillingSearch": "deleteAccountSearch",
    }
    take_out(document, pairs[present])
    raw = operation_in(document, present)[2]
    about = "account" if "Account" in present else "billing"
    if changed == "tags":
        raw["tags"], raw["description"] = ["x"], f"Serves business applications that manage the {about} in a role."
    else:
        raw["description"] = "Serves business applications."
    result = import_of(document)
    assert present in result.overlay["operations"]
    assert list(unmapped_in(result)) == [pairs[present]]


def test_operations_of_one_title_that_nothing_tells_apart_are_left_to_a_person(document):
    for name in ("deleteAccountSearch", "deleteBillingSearch"):
        operation_in(document, name)[2].update(tags=["x"], description="Deletes it.")
    left = unmapped_in(import_of(document))
    assert set(left) == {"deleteAccountSearch", "deleteBillingSearch"}
    assert left["deleteAccountSearch"].reason == "its title stands more than once"
    assert set(left["deleteAccountSearch"].candidates) == {
        "DELETE /accounts/searches/{id} (Delete Saved Search)",
        "DELETE /billing/searches/{id} (Delete Saved Search)",
    }
    one = "[deleteAccountSearch]\noperation = DELETE /accounts/searches/{id}"
    assert set(unmapped_in(import_of(document, one))) == {"deleteBillingSearch"}, "the rest is not certain, only left"


def test_updates_of_an_operator_are_told_apart_by_their_bodies(document):
    for name in ("updateOperator", "updateSessionOperator"):
        operation_in(document, name)[2].update(tags=[], description="Update operator.")
    assert unmapped_in(import_of(document)) == {}
    take_out(document, "updateSessionOperator")
    assert set(unmapped_in(import_of(document))) == {"updateSessionOperator"}


def test_get_operator_is_not_get_operator_by_id(document):
    take_out(document, "getSessionOperator")
    result = import_of(document)
    assert set(unmapped_in(result)) == {"getSessionOperator"}
    assert [one.operation.id for one in result.signs_nobody_in] == ["getSessionOperator"]
    assert unmapped_in(result)["getSessionOperator"].candidates == ()


def test_the_description_counts_where_there_is_no_title(document):
    raw = operation_in(document, "listRoles")[2]
    del raw["summary"]
    assert unmapped_in(import_of(document)) == {}
    raw["description"] = "Get roles"
    assert unmapped_in(import_of(document)) == {}
    raw["description"] = "Something else."
    assert set(unmapped_in(import_of(document))) == {"listRoles"}


def test_a_read_is_not_put_on_a_method_that_changes_things(document):
    raw = take_out(document, "listRoles")
    document["paths"]["/roles"] = {"delete": raw | {"description": "Removes roles."}}
    assert "only reads" in unmapped_in(import_of(document))["listRoles"].reason
    with pytest.raises(MapError, match="only reads"):
        import_of(document, "[listRoles]\noperation = DELETE /roles")


def test_another_body_under_a_known_title_is_another_operation(document):
    raw = operation_in(document, "addRole")[2]
    raw["requestBody"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "properties": {"colour": {"type": "string"}, "weight": {"type": "number"}},
    }
    assert "another body" in unmapped_in(import_of(document))["addRole"].reason


def test_titles_that_are_nearly_the_same_are_offered_and_not_taken(document):
    operation_in(document, "unlockUserAccount")[2]["summary"] = "Unlock User Accounts"
    left = unmapped_in(import_of(document))
    assert left["unlockUserAccount"].candidates == ("PUT /accounts/{id}/unlock (Unlock User Accounts)",)


# Parameters.


def parameters_of(document, operation_id):
    raw = operation_in(document, operation_id)[2]
    return {one["name"]: one for one in raw["parameters"] if "name" in one}


def changes_in(result, operation_id):
    return result.overlay["operations"][operation_id]["parameters"]


def test_spelling_does_not_matter_nor_place(document):
    names = parameters_of(document, "listAccounts")
    names["x-user-name"].update(name="userName", **{"in": "query"})
    names["sort-by"].update(name="X-Sort-By", **{"in": "header"})
    changes = changes_in(import_of(document), "listAccounts")
    assert changes["x-user-name"] == {"name": "userName", "in": "query"}
    assert changes["sort-by"] == {"name": "X-Sort-By", "in": "header"}


def test_the_parts_of_a_page_are_known_by_their_other_names(document):
    raw = operation_in(document, "listAccounts")[2]
    names = parameters_of(document, "listAccounts")
    for name, other in (("pageNo", "page"), ("records", "pageSize"), ("asc", "ascending"), ("sort-by", "orderBy")):
        names[name]["name"] = other
    names["x-search-text"]["name"] = "search"
    take_out(document, "listAccounts")
    document["paths"]["/accounts/{pageSize}/{page}"] = {"get": raw}
    changes = changes_in(import_of(document), "listAccounts")
    assert {ours: change["name"] for ours, change in changes.items()} == {
        "pageNo": "page",
        "records": "pageSize",
        "asc": "ascending",
        "sort-by": "orderBy",
        "x-search-text": "search",
    }


def test_a_descending_flag_is_not_taken_for_an_ascending_one(document):
    parameters_of(document, "listAccounts")["asc"]["name"] = "desc"
    parameters_of(document, "listAccounts")["x-enabled"].update(name="is-on", schema={"type": "boolean"})
    assert changes_in(import_of(document), "listAccounts")["asc"] is None


def test_the_only_one_left_of_its_kind_is_taken(document):
    path, _method, raw = operation_in(document, "getAccount")
    parameters_of(document, "getAccount")["id"]["name"] = "accountNumber"
    document["paths"]["/accounts/{accountNumber}"] = {"get": raw}
    del document["paths"][path]["get"]
    assert changes_in(import_of(document), "getAccount") == {"id": {"name": "accountNumber"}}


def test_two_of_a_kind_are_left_to_a_person(document):
    names = parameters_of(document, "listAccounts")
    names["x-user-name"]["name"], names["x-country"]["name"] = "x-one", "x-other"
    result = import_of(document)
    assert [(one.parameter, one.candidates) for one in result.hidden] == [
        ("x-user-name", ("header x-one", "header x-other")),
        ("x-country", ("header x-one", "header x-other")),
    ]
    result = import_of(document, "[listAccounts]\nx-user-name = x-other\nx-country = header x-one\n")
    assert changes_in(result, "listAccounts") == {"x-user-name": {"name": "x-other"}, "x-country": {"name": "x-one"}}
    assert result.hidden == []


def test_what_was_moved_and_renamed_is_not_taken_for_what_stood_there(document):
    names = parameters_of(document, "listBillings")
    names["x-search-text"]["name"] = "x-text"
    names["user-name"].update(name="wer", **{"in": "header"})
    names["enterprise-name"].update(name="wo", **{"in": "header"})
    names["x-search-text"].update(name="was", **{"in": "query"})
    result = import_of(document)
    assert {one.parameter for one in result.hidden} == {"user-name", "enterprise-name", "x-search-text"}


def test_values_that_contradict_ours_speak_against_a_parameter(document):
    parameters_of(document, "listAccounts")["x-billing-mode"].update(
        name="x-colour", schema={"type": "string", "enum": ["RED"]}
    )
    assert changes_in(import_of(document), "listAccounts")["x-billing-mode"] is None


def test_an_operation_whose_needed_parameter_is_unknown_is_not_offered(document):
    path, _method, raw = operation_in(document, "getSigningCertificate")
    names = parameters_of(document, "getSigningCertificate")
    names["userId"]["name"], names["userCertificateId"]["name"] = "a", "b"
    document["paths"]["/x/{a}/{b}"] = {"get": raw}
    del document["paths"][path]["get"]
    left = unmapped_in(import_of(document))["getSigningCertificate"]
    assert (left.parameter, left.candidates) == ("userId", ("path a", "path b"))
    given = "[getSigningCertificate]\nuserId = b\nuserCertificateId = a\n"
    assert changes_in(import_of(document, given), "getSigningCertificate") == {
        "userId": {"name": "b"},
        "userCertificateId": {"name": "a"},
    }


def test_a_parameter_that_only_they_need_keeps_the_operation_from_being_called(document):
    raw = operation_in(document, "listRoles")[2]
    raw["parameters"].append({"name": "tenant", "in": "query", "required": True, "schema": {"type": "string"}})
    assert "needs query tenant" in unmapped_in(import_of(document))["listRoles"].reason
    raw["parameters"][-1]["schema"]["default"] = "main"
    assert unmapped_in(import_of(document)) == {}


def test_a_part_of_the_path_with_one_value_is_filled_in(document):
    raw = take_out(document, "listRoles")
    raw["parameters"].append({"name": "version", "in": "path", "required": True, "schema": {"enum": ["v4"]}})
    document["paths"]["/{version}/roles"] = {"get": raw}
    assert import_of(document).overlay["operations"]["listRoles"]["path"] == "/v4/roles"


def test_headers_of_http_and_defects_of_the_guide_are_nobodys_parameters(document):
    raw = operation_in(document, "listRoles")[2]
    for name in ("Accept", "Content-Type", "Authorization", "x-total-records", "x-forwarded-for"):
        raw["parameters"].append({"name": name, "in": "header", "required": True, "schema": {"type": "string"}})
    twice = parameters_of(document, "exportBillings")
    operation_in(document, "exportBillings")[2]["parameters"] += [twice["asc"], {**twice["sort-by"], "required": True}]
    result = import_of(document)
    assert (result.unmapped, result.hidden) == ([], [])


def test_their_values_and_limits_replace_ours(document):
    names = parameters_of(document, "listAccounts")
    names["x-accounts"]["schema"]["enum"] = ["ALL", "FROZEN"]
    names["records"]["schema"]["maximum"] = 200
    operation = load_contract(import_of(document).overlay).operation("listAccounts")
    assert operation.arguments["accounts"].schema["enum"] == ["ALL", "FROZEN"]
    assert operation.arguments["records"].schema["maximum"] == 200


# Shapes.


def body_schema(document, operation_id):
    raw = operation_in(document, operation_id)[2]
    return next(iter(raw["requestBody"]["content"].values()))["schema"]


def test_their_nested_shapes_replace_ours_and_our_marks_stay(document):
    document["components"]["schemas"]["RoleRight"] = {
        "type": "object",
        "properties": {"area": {"type": "string", "nullable": True}, "grants": {"type": "array", "items": {}}},
    }
    document["openapi"] = "3.0.3"
    operation = load_contract(import_of(document).overlay).operation("updateRole")
    rows = operation.body_properties["role_detail"]["items"]
    assert rows["properties"] == {
        "area": {"type": ["string", "null"]},
        "grants": {"type": "array", "items": {}},
    }
    assert "x-type-name" in operation.body_properties["role_detail"]
    assert load_contract().operation("updateRole") is OURS.operation("updateRole")


def test_secrets_stay_secret_whatever_the_file_says(document):
    def marks(contract):
        return {
            (operation.id, name)
            for operation in contract.operations
            for name, schema in (*operation.body_properties.items(), *operation.arguments.items())
            if (schema if isinstance(schema, dict) else schema.schema).get("x-secret")
        }

    made = make(2, 1, missing=0, version="3.0.3")
    contract = load_contract(imported(made, text=made.map_file(*(one.id for one in OURS.operations))).overlay)
    assert marks(contract) == marks(OURS)
    assert marks(OURS)


def test_a_property_that_they_do_not_take_is_not_sent_and_a_new_one_is(document):
    properties = body_schema(document, "updateRole")["properties"]
    del properties["description"]
    properties["colour"] = {"type": "string"}
    operation = load_contract(import_of(document).overlay).operation("updateRole")
    assert set(operation.body_properties) == {"name", "role_detail", "colour"}


def test_a_shape_that_their_file_leaves_out_stays_ours(document):
    raw = operation_in(document, "updateRole")[2]
    raw["requestBody"]["content"]["application/json"]["schema"] = {"type": "object"}
    raw["responses"] = {"200": {"description": "OK"}}
    operation = load_contract(import_of(document).overlay).operation("updateRole")
    assert operation.body_properties == OURS.operation("updateRole").body_properties
    assert operation.answer_schema == OURS.operation("updateRole").answer_schema


def test_properties_spelt_otherwise_are_sent_as_they_spell_them(document, db):
    schema = body_schema(document, "updateAccount")
    schema["properties"] = {
        re.sub(r"_(\w)", lambda found: found[1].upper(), name): one for name, one in schema["properties"].items()
    }
    operation = load_contract(import_of(document).overlay).operation("updateAccount")
    assert set(operation.body_properties) == set(OURS.operation("updateAccount").body_properties)
    body = {"user_name": "Ann"}
    check_arguments(operation, {"id": 7}, body)
    environment = Environment(name="x", api_url=ADDRESS)
    request = build_request(environment, operation, {"id": 7}, body, Caller(), None)
    assert json.loads(request.content) == {"userName": "Ann"}


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda row: {"type": "object", "properties": {"items": {"type": "array", "items": row}, "total": {}}},
        lambda row: row,
        lambda row: {"allOf": [{"type": "array", "items": row}]},
    ],
    ids=["wrapped", "one sample row", "in parts"],
)
def test_a_list_stays_a_list_however_their_file_writes_it(document, wrapped):
    raw = operation_in(document, "listRoles")[2]
    row = {"type": "object", "properties": {"id": {"type": "integer"}, "weight": {"type": "number"}}}
    raw["responses"]["200"]["content"]["application/json"]["schema"] = wrapped(row)
    operation = load_contract(import_of(document).overlay).operation("listRoles")
    assert operation.row_properties["weight"] == {"type": "number"}
    assert {"id", "name"} <= set(operation.row_properties)


def test_the_media_type_is_the_one_that_they_take(document):
    raw = operation_in(document, "exchangeToken")[2]
    schema = raw["requestBody"]["content"].pop("multipart/form-data")["schema"]
    raw["requestBody"]["content"]["application/x-www-form-urlencoded"] = {"schema": schema}
    operation = load_contract(import_of(document).overlay).operation("exchangeToken")
    body = {"subject_token": "a b&c", "grant_type": "token-exchange"}
    request = build_request(Environment(name="x", api_url=ADDRESS), operation, {}, body, Caller(), None)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.content == b"subject_token=a+b%26c&grant_type=token-exchange"
    raw["requestBody"]["content"] = {"application/xml": {"schema": schema}}
    assert "application/xml" in unmapped_in(import_of(document))["exchangeToken"].reason


def test_shapes_without_end_are_cut_and_those_too_large_are_ours(document):
    schemas = document["components"]["schemas"]
    schemas["RoleRight"] = {"type": "object", "properties": {"inner": {"$ref": "#/components/schemas/RoleRight"}}}
    for level in range(30):
        below = {"$ref": f"#/components/schemas/Level{level + 1}"}
        schemas[f"Level{level}"] = {"type": "object", "properties": dict.fromkeys("abcdefgh", below)}
    operation_in(document, "listRoles")[2]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Level0"},
    }
    contract = load_contract(import_of(document).overlay)
    assert contract.operation("listRoles").row_properties == OURS.operation("listRoles").row_properties
    assert "inner" in contract.operation("updateRole").body_properties["role_detail"]["items"]["properties"]


# Servers.


@pytest.mark.parametrize(
    ("server", "address", "path"),
    [
        ("https://vendor.example/shub/v4", ADDRESS, "/shub/v4/access_control/roles"),
        ("/shub/v4/", ADDRESS, "/shub/v4/access_control/roles"),
        ("https://vendor.example/shub/v4", f"{ADDRESS}/shub/v4", "/access_control/roles"),
        ("/v4", f"{ADDRESS}/shub/v4", "/access_control/roles"),
        ("/shub/v4", f"{ADDRESS}/shub", "/v4/access_control/roles"),
        ("/elsewhere", f"{ADDRESS}/shub", "/access_control/roles"),
        ("/", ADDRESS, "/access_control/roles"),
    ],
)
def test_the_path_of_servers_is_used_and_their_host_is_not(document, server, address, path):
    document["servers"] = [{"url": server}]
    result = import_of(document, address=address)
    assert result.overlay["operations"]["listRoles"]["path"] == path
    assert ("signinghub.example" in "".join(result.notes)) == server.startswith("https")


def test_an_operation_may_have_a_server_of_its_own(document):
    document["servers"] = [{"url": "/v4"}]
    operation_in(document, "authenticate")[2]["servers"] = [{"url": "/"}]
    entries = import_of(document).overlay["operations"]
    assert (entries["authenticate"]["path"], entries["listRoles"]["path"]) == (
        "/authenticate",
        "/v4/access_control/roles",
    )


def test_variables_in_servers_have_their_defaults():
    made = make(1, 0, server="shub")
    assert made.document["servers"][0]["url"].endswith("/{edition}")
    assert imported(made).overlay["operations"]["exchangeToken"]["path"].startswith("/shub/v4/")


def test_a_senseless_server_is_said():
    with pytest.raises(UnreadableFile, match="makes no sense"):
        path_of_server("https://[half")


# Files that are none.


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"openapi: 3.0.0", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not an OpenAPI file"),
        (b"{}", "no OpenAPI file"),
        (b'{"swagger": "2.0", "paths": {}}', "OpenAPI 2.0"),
        (b'{"openapi": "3.2.0", "paths": {}}', "OpenAPI 3.2.0"),
        (b'{"openapi": "3.0.1", "paths": {}}', "no operation"),
        (b'{"openapi": "3.0.1", "paths": []}', "no operation"),
        (b'{"openapi": "3.0.1", "paths": {"/x": {"$ref": "#/paths/~1x"}}}', "no operation"),
        (b'{"openapi": "3.0.1", "paths": {"/x": {"$ref": "other.json"}, "/y": null}}', "no operation"),
    ],
)
def test_a_file_that_is_no_description_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read_vendor_file(content)


def test_nonsense_inside_a_description_is_left_aside(document):
    _path, _method, raw = operation_in(document, "listRoles")
    raw["tags"] = "access-control"
    raw["parameters"] = [None, {"name": 7, "in": "query"}, {"name": "x", "in": "cookie"}, {"$ref": "#/nowhere"}]
    raw["responses"] = {"200": {"content": {"application/json": {"schema": {"type": 7, "properties": []}}}}, "201": 1}
    document["components"]["schemas"]["RoleRight"] = [1, 2]
    document["paths"]["relative"] = {"get": {"summary": "Get Providers", "responses": {}}}
    take_out(document, "listProviders")
    result = import_of(document)
    assert set(unmapped_in(result)) == {"listProviders"}
    assert load_contract(result.overlay).operation("listRoles").row_properties


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[listDragons]\noperation = GET /dragons", "no such operation"),
        ("[listRoles]\noperation = GET /dragons", "the file has no operation"),
        ("[listRoles]\ncolour = x", "has no parameter colour"),
        ("[getRole]\nid = x", "has no parameter x"),
        ("listRoles = x", "cannot be read"),
        ("[listRoles]\n[listRoles]", "cannot be read"),
        ("[listRoles]\noperation = GET /session/operator\n[listProviders]\noperation = GET /session/operator", "both"),
        ("[getSigningCertificate]\nuserId = userId\nuserCertificateId = userId", "two of ours"),
    ],
)
def test_a_map_that_cannot_be_is_refused_in_a_sentence(document, text, sentence):
    with pytest.raises(MapError, match=sentence):
        import_of(document, text)


def test_a_map_may_say_that_there_is_none(document):
    result = import_of(document, "[listRoles]\noperation =\n[listAccounts]\nx-country =\n")
    assert unmapped_in(result)["listRoles"].reason == "the map says so"
    assert changes_in(result, "listAccounts") == {"x-country": None}


# The command.


@pytest.fixture
def signinghub_environment(db):
    return Environment.objects.create(name="demo", api_url=ADDRESS)


@pytest.fixture
def run(signinghub_environment):
    def call(path, *more):
        out, err = io.StringIO(), io.StringIO()
        call_command("import_spec", str(path), "--environment", "demo", *more, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return call


def stored():
    return Environment.objects.get(name="demo").overlay


def test_the_command_counts_names_and_stores(run, tmp_path):
    made = make(5, 1)
    file, _key = made.write(tmp_path)
    told, _warned = run(file)
    result = imported(made)
    assert f"Mapped: {result.mapped} of the 195 operations" in told
    for one in result.unmapped:
        assert f"[{one.operation.id}]\n  # {one.operation.title}: {one.reason}\n" in told
        for name in one.candidates:
            assert f"  #   candidate: {name}\n" in told
    for one in result.hidden:
        assert f"  # {one.parameter}: {one.reason}\n" in told
    assert stored() == result.overlay
    assert Entry.objects.get().title == "API description imported"
    assert not load_contract(stored()).has(result.unmapped[0].operation.id)


def test_a_dry_run_stores_nothing(run, tmp_path):
    told, _warned = run(make(5, 1).write(tmp_path)[0], "--dry-run")
    assert "Nothing was stored." in told
    assert stored() is None
    assert not Entry.objects.exists()


def test_another_import_replaces_the_one_before(run, tmp_path):
    run(make(5, 1).write(tmp_path)[0])
    before = stored()
    made = make(6, 0, missing=0, traps=False)
    run(made.write(tmp_path)[0])
    assert stored() == imported(made).overlay != before


def test_a_map_is_read(run, tmp_path):
    made = make(5, 1)
    (tmp_path / "map.ini").write_text(made.map_file("listAccounts", "getRole"), "utf-8")
    run(made.write(tmp_path)[0], "--map", str(tmp_path / "map.ini"))
    assert {"listAccounts", "getRole"} <= set(stored()["operations"])


def test_without_the_operations_of_sign_in_the_command_warns(run, tmp_path, document):
    take_out(document, "exchangeToken")
    path = tmp_path / "vendor.json"
    path.write_text(json.dumps(document), "utf-8")
    _told, warned = run(path)
    assert warned == "Nobody can sign in through demo without Password Authentication: map it.\n"


def test_the_command_refuses_in_a_sentence(run, tmp_path):
    (tmp_path / "vendor.yaml").write_text("openapi: 3.0.0", "utf-8")
    with pytest.raises(CommandError, match=r"vendor.yaml: It is not JSON"):
        run(tmp_path / "vendor.yaml")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.json")
    file, _key = make(1, 0).write(tmp_path)
    (tmp_path / "map.ini").write_text("[listDragons]", "utf-8")
    with pytest.raises(CommandError, match=r"map.ini: \[listDragons\]"):
        run(file, "--map", str(tmp_path / "map.ini"))
    with pytest.raises(CommandError, match="no environment named other"):
        call_command("import_spec", str(file), "--environment", "other")
    assert stored() is None


def test_what_the_file_says_cannot_write_to_the_terminal_by_itself(run, tmp_path, document):
    raw = copy.deepcopy(operation_in(document, "listRoles")[2])
    raw["summary"] = "Get\x1b[2JEverything\nMapped: all"
    document["paths"]["/x\x1b[2J"] = {"get": raw}
    path = tmp_path / "vendor.json"
    path.write_text(json.dumps(document), "utf-8")
    told, _warned = run(path)
    assert "\x1b" not in told
    assert "\nMapped: all" not in told


# What an unmapped operation is to the code that calls it.


def test_an_operation_that_a_server_has_not_is_named_in_a_sentence(document):
    take_out(document, "listRoles")
    contract = load_contract(import_of(document).overlay)
    with pytest.raises(ApiNotOffered, match="does not offer “Get Roles”"):
        contract.operation("listRoles")
    with pytest.raises(KeyError, match="listDragons"):
        contract.operation("listDragons")


def test_an_import_speaks_for_operations_that_a_later_console_knows(document):
    overlay = import_of(document).overlay
    del overlay["operations"]["listRoles"]
    overlay["source"]["digest"] = "another"
    assert not load_contract(overlay).has("listRoles")


def test_what_only_this_server_does_not_take_is_a_sentence_and_a_typo_a_fault(document):
    parameters_of(document, "listAccounts")["x-country"]["name"] = "x-one"
    parameters_of(document, "listAccounts")["x-user-name"]["name"] = "x-other"
    del body_schema(document, "updateRole")["properties"]["description"]
    contract = load_contract(import_of(document).overlay)
    accounts, role = contract.operation("listAccounts"), contract.operation("updateRole")
    page = {"pageNo": 1, "records": 2}
    check_arguments(accounts, page | {"country": None}, None)
    with pytest.raises(ApiNotOffered, match="takes no “country”"):
        check_arguments(accounts, page | {"country": "Germany"}, None)
    with pytest.raises(TypeError, match="county"):
        check_arguments(accounts, page | {"county": None}, None)
    with pytest.raises(ApiNotOffered, match="takes no “description”"):
        check_arguments(role, {"id": 1}, {"name": "A", "description": "B"})
    with pytest.raises(TypeError, match="colour"):
        check_arguments(role, {"id": 1}, {"colour": "red"})
