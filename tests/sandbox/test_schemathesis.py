"""The contract held against the sandbox by generated requests: every answer is one the contract describes."""

from __future__ import annotations

import json

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sandbox.server import CONTRACT_FILE

# What issue 2 completes; other operations store and return.
COMPLETE = "authentication|dashboard|accounts|access-control|operator-logs|session|reference|signing-certificates"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]

schema = schemathesis.openapi.from_dict(json.loads(CONTRACT_FILE.read_text("utf-8"))).include(tag=COMPLETE.split("|"))


@pytest.fixture
def authorised(sandbox, admin):
    """The sandbox, and a session whose token lets every operation through."""
    sandbox.application.tolerated_headers = frozenset({"x-schemathesis-testcaseid"})
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(sandbox.directory / "ca.pem")
        yield sandbox, session, {"Authorization": admin.headers["Authorization"]}


@schema.parametrize()
@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_contract_describes(case, authorised):
    sandbox, session, headers = authorised
    answer = case.call_and_validate(
        base_url=sandbox.url, session=session, verify=session.verify, headers=headers, checks=CHECKS
    )
    assert answer.status_code < 500
