"""The contract holds all that the guide says, and what it adds is marked as ours.

`guide.json` is the guide reduced to facts, one operation a line: titles, parameters by location and name, the fields of
bodies, the keys of answers, with types, limits, values and defaults. Where the guide contradicts itself the exceptions
below say so; docs/admin-api/guide.md says why.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from console.permissions import Area, Right

FILE = Path(__file__).parents[3] / "console/api/contract/admin-api.openapi.json"
DOCUMENT = json.loads(FILE.read_text("utf-8"))
GUIDE = json.loads(Path(__file__).with_name("guide.json").read_text("utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]

PAGE_NUMBERS = {"pageNo", "page"}
PAGE_SIZES = {"records", "recordPerPage"}
READING_POSTS = {
    "authenticate",
    "exchangeToken",
    "decryptUrl",
    "getCertificateInfo",
    "getCertificateBase64",
    "getSamlConnectorIdp",
    "exportSamlData",
}
# The operations whose own sentence in the guide says that they need no right.
FREE = {
    "exportSamlData",
    "getBrandingLogos",
    "getCertificateBase64",
    "getCertificateInfo",
    "getCspHeader",
    "getSamlConnectorIdp",
    "listBasicAuthenticationProfiles",
    "listBasicCertificationProfiles",
    "listBasicConnectors",
    "listBasicElectronicSealProfiles",
    "listBasicSigningProfiles",
    "listBasicVerificationProfiles",
    "listBasicVirtualIdProfiles",
    "listCountries",
    "listLanguages",
    "listProviders",
    "listTimeZones",
    "sendMessage",
    "updateSessionOperator",
}
UNGUARDED_TAGS = {"authentication", "dashboard", "session", "reference"}
# The guide types this parameter as a number and lists words for it.
# Without it nobody is named; the guide does not say that it is required.
NEEDED = {("getBillingUser", "query emailAddress")}
MISTYPED = {("listTransactionLogs", "query service-plan-type")}
# The guide names no parameter at all for this operation.
INVENTED_PARAMETERS = {("checkExistingUser", "query emailAddress")}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


OPERATIONS = {operation["operationId"]: operation for _, _, operation in operations()}


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """The node with its own reference followed; keys beside a reference win."""
    while "$ref" in node:
        target: Any = DOCUMENT
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def parameters_of(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"{one['in']} {one['name']}": one for one in map(resolved, operation["parameters"])}


def body_of(operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    [(media, content)] = operation["requestBody"]["content"].items()
    return media, resolved(content["schema"])


def answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    return resolved(operation["responses"]["200"]["content"]["application/json"]["schema"])


def types_of(schema: dict[str, Any]) -> set[str]:
    declared = resolved(schema)["type"]
    return set(declared) if isinstance(declared, list) else {declared}


def nodes(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield place, node
        for key, value in node.items():
            yield from nodes(value, f"{place}/{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from nodes(value, f"{place}/{number}")


def is_object_schema(node: dict[str, Any]) -> bool:
    """Whether a node of the file is the schema of an object with known properties."""
    return "object" in (node.get("type") or ()) and isinstance(node.get("properties"), dict)


def misfits(fact: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """What a schema of ours lost of one of the guide's facts."""
    ours = resolved(schema)
    lost = []
    if fact["type"] not in types_of(schema):
        lost.append(f"type {fact['type']}")
    if fact.get("null") and "null" not in types_of(schema):
        lost.append("null")
    if not fact.get("null") and "$ref" not in schema and "null" in types_of(schema):
        lost.append("not null")
    values = resolved(ours["items"]).get("enum") if fact["type"] == "array" else ours.get("enum")
    if "enum" in fact and set(fact["enum"]) != set(values or ()) - {None}:
        lost.append(f"values {fact['enum']}")
    low, high = limits(ours)
    if "min" in fact and fact["min"] != low:
        lost.append(f"minimum {fact['min']}")
    if "max" in fact and fact["max"] != high:
        lost.append(f"maximum {fact['max']}")
    if "default" in fact and fact["default"] != ours.get("default"):
        lost.append(f"default {fact['default']}")
    if not format_kept(fact.get("format"), ours):
        lost.append(f"format {fact['format']}")
    return lost


def limits(schema: dict[str, Any]) -> tuple[Any, Any]:
    if "x-range" in schema:
        low, high = schema["x-range"]
        return low, high
    return schema.get("minLength", schema.get("minimum")), schema.get("maxLength", schema.get("maximum"))


def format_kept(fact: str | None, schema: dict[str, Any]) -> bool:
    """A day may stand where the guide types a date-time, because its text allows or asks for one."""
    if fact in (None, schema.get("format")):
        return True
    return fact == "date-time" and schema.get("format") == "date"


def test_the_file_is_valid_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []
    assert DOCUMENT["openapi"].startswith("3.1")


def test_the_file_is_written_so_that_changes_to_it_read_well() -> None:
    assert FILE.read_text("utf-8") == json.dumps(DOCUMENT, indent=1, ensure_ascii=False) + "\n"


def test_there_are_195_operations_with_ids_and_addresses_of_their_own() -> None:
    assert len(list(operations())) == len(OPERATIONS) == 195
    addresses = Counter((method, re.sub(r"\{\w+\}", "{}", path)) for method, path, _ in operations())
    assert addresses.most_common(1)[0][1] == 1


def test_every_title_of_the_guide_is_there() -> None:
    assert {name: operation["summary"] for name, operation in OPERATIONS.items()} == {
        name: entry["title"] for name, entry in GUIDE.items()
    }


@pytest.mark.parametrize("name", GUIDE)
def test_the_parameters_of_the_guide_are_kept(name: str) -> None:
    ours = parameters_of(OPERATIONS[name])
    facts = GUIDE[name].get("parameters", {})
    lost = []
    for key, fact in facts.items():
        if (name, key) in MISTYPED:
            fact = {**fact, "type": "string", "format": None}
        assert key in ours, f"{key} is missing"
        schema = ours[key]["schema"]
        expected = {**fact, "min": None, "max": None} if is_paging(key) else fact
        lost += [f"{key}: {what}" for what in misfits({k: v for k, v in expected.items() if v is not None}, schema)]
        if (name, key) not in NEEDED and ours[key]["required"] != fact.get("required", False):
            lost.append(f"{key}: required")
    assert lost == []


def is_paging(key: str) -> bool:
    return key.removeprefix("path ") in PAGE_NUMBERS | PAGE_SIZES


@pytest.mark.parametrize("name", GUIDE)
def test_no_parameter_is_made_up_but_the_two_that_every_call_may_carry(name: str) -> None:
    shared = {"header x-forwarded-for", "header Accept-Language"}
    own = set(parameters_of(OPERATIONS[name])) - shared
    assert {
        key for key in own - set(GUIDE[name].get("parameters", {})) if (name, key) not in INVENTED_PARAMETERS
    } == set()
    folded = {key.casefold() for key in parameters_of(OPERATIONS[name])}
    assert {key.casefold() for key in shared} <= folded


@pytest.mark.parametrize("name", [name for name, entry in GUIDE.items() if "media" in entry])
def test_the_body_of_the_guide_is_kept_and_takes_nothing_else(name: str) -> None:
    media, schema = body_of(OPERATIONS[name])
    assert media == GUIDE[name]["media"]
    if "body" not in GUIDE[name]:
        return
    facts = GUIDE[name]["body"]
    assert list(schema["properties"]) == list(facts)
    assert schema["additionalProperties"] is False
    assert set(schema.get("required", ())) == {field for field, fact in facts.items() if fact.get("required")}
    assert [
        f"{field}: {what}" for field, fact in facts.items() for what in misfits(fact, schema["properties"][field])
    ] == []


def test_only_what_takes_a_body_in_the_guide_takes_one() -> None:
    assert {name for name, operation in OPERATIONS.items() if "requestBody" in operation} == {
        name for name, entry in GUIDE.items() if "media" in entry
    }


@pytest.mark.parametrize("name", [name for name, entry in GUIDE.items() if "answer" in entry])
def test_the_answer_of_the_guide_is_kept(name: str) -> None:
    answer = answer_of(OPERATIONS[name])
    properties = resolved(answer["items"])["properties"] if answer["type"] == "array" else answer["properties"]
    assert set(GUIDE[name]["answer"]) <= set(properties)


def test_the_total_comes_back_with_every_list_that_has_pages() -> None:
    paged = {
        name
        for name, operation in OPERATIONS.items()
        if any(is_paging(key) for key in parameters_of(operation)) and not name.startswith("export")
    }
    told = {name for name, entry in GUIDE.items() if entry.get("total")}
    carrying = {
        name
        for name, operation in OPERATIONS.items()
        if "x-total-records" in operation["responses"]["200"].get("headers", {})
    }
    assert carrying == paged | told
    assert not any("x-total-records" in key for operation in OPERATIONS.values() for key in parameters_of(operation))


def test_pages_are_counted_from_one_and_hold_at_most_a_thousand_rows() -> None:
    for operation in OPERATIONS.values():
        for parameter in map(resolved, operation["parameters"]):
            if parameter["in"] == "path" and parameter["name"] in PAGE_NUMBERS:
                assert limits(parameter["schema"]) == (1, None), operation["operationId"]
            if parameter["in"] == "path" and parameter["name"] in PAGE_SIZES:
                assert limits(parameter["schema"]) == (1, 1000), operation["operationId"]


def test_every_operation_says_whether_it_changes_anything() -> None:
    for method, _, operation in operations():
        expected = "read" if method == "get" or operation["operationId"] in READING_POSTS else "write"
        assert operation["x-effect"] == expected, operation["operationId"]


def test_every_operation_says_which_right_it_needs_in_the_words_of_the_lock() -> None:
    for operation in OPERATIONS.values():
        if operation["x-right"] is not None:
            area, right = operation["x-right"]
            assert area in set(Area), operation["operationId"]
            assert right in set(Right), operation["operationId"]


def test_a_read_never_needs_more_than_the_right_to_read() -> None:
    for name, operation in OPERATIONS.items():
        if operation["x-effect"] == "read" and operation["x-right"]:
            assert operation["x-right"][1] == "read", name


def test_only_what_the_guide_leaves_free_or_guards_by_sign_in_alone_needs_no_right() -> None:
    free = {name for name, operation in OPERATIONS.items() if operation["x-right"] is None}
    by_sign_in = {name for name, operation in OPERATIONS.items() if UNGUARDED_TAGS & set(operation["tags"])}
    assert len(FREE) == 19
    assert free == FREE | by_sign_in | {"getFavicon"}


def test_every_area_is_guarded_somewhere() -> None:
    assert {operation["x-right"][0] for operation in OPERATIONS.values() if operation["x-right"]} == set(Area)


def test_every_operation_may_refuse_in_the_shared_words() -> None:
    for method, path, operation in operations():
        name = operation["operationId"]
        refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert all(list(answer) == ["$ref"] for answer in refusals.values()), name
        assert {"400", "429"} <= set(refusals), name
        assert ({"401", "403"} <= set(refusals)) == bool(operation["security"]), name
        if set(re.findall(r"\{(\w+)\}", path)) - PAGE_NUMBERS - PAGE_SIZES:
            assert "404" in refusals, name
        if method == "delete" and name.endswith(("Connector", "Profile", "ServicePlan", "Role", "Search", "Account")):
            assert "409" in refusals, name


def test_a_refusal_may_carry_its_text_in_any_of_the_known_keys() -> None:
    for answer in DOCUMENT["components"]["responses"].values():
        schema = resolved(answer["content"]["application/json"]["schema"])
        assert {"message", "Message", "error", "error_description"} <= set(schema["properties"])
    assert "errors" in SCHEMAS["InvalidInput"]["properties"]


def test_no_shape_is_left_blank() -> None:
    assert [place for place, node in nodes(DOCUMENT) if "x-collapsed" in node] == []
    bare = [
        place
        for place, node in nodes(DOCUMENT)
        if node.get("type") == "object" and "properties" not in node and "additionalProperties" not in node
    ]
    assert bare == []


def test_every_shape_says_where_it_comes_from() -> None:
    for name, schema in SCHEMAS.items():
        assert re.match(r"(documented|inferred): \S", schema["x-basis"]), name
    for place, node in nodes(DOCUMENT["paths"], "paths"):
        if is_object_schema(node):
            assert "/requestBody/" in place, f"{place} should be a named shape"


def test_every_shape_stays_open_and_is_used() -> None:
    text = FILE.read_text("utf-8")
    for name, schema in SCHEMAS.items():
        if is_object_schema(schema):
            assert schema["additionalProperties"] is True, name
        assert f'"#/components/schemas/{name}"' in text, name


def test_no_answer_insists_on_a_key_or_a_value() -> None:
    for name, schema in SCHEMAS.items():
        for place, node in nodes(schema, name):
            assert "required" not in node or place.endswith("/properties"), place
            assert not isinstance(node.get("enum"), list), place


def test_another_spelling_belongs_to_one_key_alone() -> None:
    for name, schema in SCHEMAS.items():
        properties = schema.get("properties", {})
        spellings = Counter()
        for key, value in properties.items():
            names = value.get("x-names", [key])
            assert names[0] == key, f"{name}.{key}"
            spellings.update(names)
        assert [spelling for spelling, count in spellings.items() if count > 1] == [], name


def test_lists_answer_rows_whose_columns_are_known() -> None:
    for name, operation in OPERATIONS.items():
        if not name.startswith("list"):
            continue
        answer = answer_of(operation)
        if answer["type"] == "array":
            assert resolved(answer["items"])["properties"], name


def test_secrets_are_marked() -> None:
    for place, node in nodes(DOCUMENT):
        for key, value in (node.get("properties") or {}).items() if is_object_schema(node) else ():
            if re.search(r"(password|secret|token|security_answer)$", key) and "string" in (value.get("type") or ()):
                assert value.get("x-secret") is True, f"{place}/{key}"


def test_examples_obey_their_own_rules() -> None:
    for name, operation in OPERATIONS.items():
        for parameter in map(resolved, operation["parameters"]):
            if "example" in parameter:
                rules = Draft202012Validator(parameter["schema"], format_checker=FormatChecker())
                assert list(rules.iter_errors(parameter["example"])) == [], f"{name}: {parameter['name']}"


def test_the_appendix_of_the_guide_is_whole() -> None:
    assert {name: len(SCHEMAS[name]["x-titles"]) for name in ("Country", "TimeZone", "Language")} == {
        "Country": 244,
        "TimeZone": 96,
        "Language": 33,
    }
    exports = OPERATIONS["exportAccounts"]["parameters"]
    keys = next(one["schema"]["enum"] for one in exports if one.get("name") == "accept-language")
    assert set(SCHEMAS["Language"]["x-titles"]) - set(keys) == {"ko-KR"}
