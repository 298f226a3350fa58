"""`python -m sandbox` starts, says where things are, keeps its files, and ends when told to."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from sandbox.authority import PEOPLE, prepare

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(tmp_path):
    running: list[subprocess.Popen[str]] = []

    def run(*options: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-m", "sandbox", "--port", "0", "--dir", str(tmp_path / "files"), *options]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
        )
        running.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline()

    yield run
    for process in running:
        process.kill()
        process.communicate()


def url_in(line):
    return next(word for word in line.split() if word.startswith("https://"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_ends_on_a_signal(start, tmp_path, number):
    process, line = start("--accounts", "100000")
    context = ssl.create_default_context(cafile=str(tmp_path / "files" / "ca.pem"))
    answer = httpx.get(f"{url_in(line)}/system/languages", verify=context, trust_env=False)
    assert answer.status_code == 200
    process.send_signal(number)
    assert process.wait(timeout=5) == 0


def test_it_prints_no_secret(start, tmp_path):
    process, line = start()
    process.terminate()
    said = line + "".join(process.communicate(timeout=5))
    secrets = [path.read_text() for path in (tmp_path / "files").glob("*password.txt")]
    secrets.append((tmp_path / "files" / "client-secret.txt").read_text())
    assert len(secrets) > 10
    assert not [secret for secret in secrets if secret in said]


def test_a_fault_on_the_command_line_is_in_force(start, tmp_path):
    _process, line = start("--fault", "operation=listLanguages kind=fail status=503")
    context = ssl.create_default_context(cafile=str(tmp_path / "files" / "ca.pem"))
    assert httpx.get(f"{url_in(line)}/system/languages", verify=context, trust_env=False).status_code == 503


def test_a_rule_that_cannot_be_read_ends_the_start_with_a_sentence(start):
    process, _line = start("--fault", "kind=explode")
    assert "kind must be one of" in process.communicate(timeout=20)[1]
    assert process.returncode == 1


def test_a_port_in_use_ends_the_start_with_a_sentence(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process, _line = start("--port", str(taken.getsockname()[1]))
        assert "Cannot listen" in process.communicate(timeout=20)[1]
        assert process.returncode == 1


class TestFiles:
    def test_they_are_kept_for_the_next_start(self, tmp_path):
        prepare(tmp_path)
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        prepare(tmp_path)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before

    def test_they_are_made_anew_where_one_is_missing(self, tmp_path):
        first = prepare(tmp_path)
        (tmp_path / "support.pfx").unlink()
        assert prepare(tmp_path).client_secret != first.client_secret

    def test_each_operator_has_theirs_and_only_the_owner_reads_them(self, tmp_path):
        prepare(tmp_path)
        table = json.loads((tmp_path / "operators.json").read_text())
        assert set(table) == {person.name for person in PEOPLE}
        assert table["plain-pfx"]["pfx_password"] is None
        assert table["no-password"]["password"] is None
        for entry in table.values():
            password = (tmp_path / entry["pfx_password"]).read_bytes() if entry["pfx_password"] else None
            _key, certificate, _more = pkcs12.load_key_and_certificates(
                (tmp_path / entry["pfx"]).read_bytes(), password
            )
            assert entry["email"] in certificate.subject.rfc4514_string()
        assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
