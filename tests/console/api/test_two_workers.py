"""Two workers that need a token at the same moment make one exchange: real processes, one database file."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sandbox.faults import Fault, Kind

ROOT = Path(__file__).resolve().parents[3]
SET_UP = """
    import sys
    from console.vault.credentials import store_credential
    from console.vault.models import Environment
    from pathlib import Path
    folder = Path(sys.argv[1])
    authority = (folder / "ca.pem").read_text()
    environment = Environment.objects.create(name="demo", api_url=sys.argv[2], ca_bundle=authority)
    store_credential(
        "shared",
        environment,
        pfx=(folder / "administrator.pfx").read_bytes(),
        pfx_password=(folder / "administrator.pfx-password.txt").read_text(),
        client_id=(folder / "client-id.txt").read_text(),
        client_secret=(folder / "client-secret.txt").read_text(),
        admin_password=(folder / "administrator.password.txt").read_text(),
    )
"""
WORK = """
    import sys
    from concurrent.futures import ThreadPoolExecutor
    from hashlib import sha256
    from console.api.tokens import SharedTokens
    from console.vault.models import Credential
    credential = Credential.objects.select_related("environment").get()
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda _: SharedTokens(credential).current(), range(8)))
    print(*{sha256(token.value.encode()).hexdigest() for token in tokens})
"""


@pytest.fixture
def run(tmp_path):
    """Starts a console process with a script to run; its database is one file."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'console.sqlite3'}",
        "PYTHONPATH": str(ROOT),
    }
    started = []

    def start(script, *arguments):
        text = "import django\ndjango.setup()\n" + textwrap.dedent(script)
        process = subprocess.Popen(
            [sys.executable, "-c", text, *map(str, arguments)],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def finished(process, given=""):
    out, err = process.communicate(given, timeout=60)
    assert process.returncode == 0, err
    return out


def test_two_workers_make_one_exchange(sandbox, run):
    finished(run("from django.core.management import call_command\ncall_command('migrate', verbosity=0)"))
    finished(run(SET_UP, sandbox.directory, sandbox.url))
    sandbox.requests.clear()
    sandbox.faults.add(Fault("exchangeToken", Kind.SLOW, seconds=0.5))
    workers = [run(WORK), run(WORK)]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    tokens = {token for worker in workers for token in finished(worker).split()}
    assert len(tokens) == 1
    assert [request.operation for request in sandbox.requests] == ["authenticate", "exchangeToken"]
