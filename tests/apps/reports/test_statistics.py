"""The statistics: every report drawn, compared, exported, and each number the same wherever it is shown."""

import csv
import html
import io
import re
import zipfile

import pytest

from apps.reports.statistics.reports import REPORTS
from console.api.contract import load_contract
from console.audit.models import Entry, Kind
from console.screens.sheets import XLSX

REPORT_OPERATIONS = {operation.id for operation in load_contract().operations if "reports" in operation.tags}
PARTS = ("quota", "signatures", "documents", "registrations", "revenue", "plans", "kinds", "statuses")


def page_of(client, name, query=""):
    response = client.get(f"/statistics/{name}/{query}")
    assert response.status_code == 200, response.content[:3000]
    return response.content.decode()


def test_each_of_the_28_operations_is_called_by_a_page_or_a_file(ann, sandbox):
    assert len(REPORT_OPERATIONS) == 28
    ann.get("/statistics/parts/quota/")
    for name, report in REPORTS.items():
        page_of(ann, name)
        if report.export:
            response = ann.post(f"/statistics/{name}/export/", {"format": "xlsx"})
            assert response["Content-Type"] == XLSX, name
            with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
                assert archive.testzip() is None
    answered = {request.operation for request in sandbox.requests if request.status == 200}
    assert REPORT_OPERATIONS - answered == set()
