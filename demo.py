"""Starts an emulated SigningHub and the console in front of it, and prints how to sign in.

Everything it makes lives in var/demo/ and is made anew at each start. Ctrl-C ends both.
"""

from __future__ import annotations

import argparse
import base64
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent
STATE = ROOT / "var" / "demo"
SANDBOX_FILES = STATE / "sandbox"
PR_SET_PDEATHSIG = 1

# The desk and the auditor act through the administrator's credential, narrowed by their console role.
DELEGATES = {"support.desk@demo.example": "Support desk", "auditor@demo.example": "Auditor"}


def main() -> int:
    options = read_options()
    die_with(os.getppid())
    for port in (options.port, options.sandbox_port):
        if is_taken(port):
            return fail(
                f"Port {port} is in use: end what uses it, or choose others: make demo PORT=8001 SANDBOX_PORT=9444"
            )
    shutil.rmtree(STATE, ignore_errors=True)
    SANDBOX_FILES.mkdir(parents=True, mode=0o700)

    running: list[subprocess.Popen[bytes]] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        sandbox = start([sys.executable, "-m", "sandbox", *sandbox_options(options)], os.environ.copy(), running)
        if not answers(options.sandbox_port, sandbox):
            return fail("The sandbox did not start.")
        environment = console_environment(options.port)
        people = prepare(environment, options.sandbox_port)
        console = start(gunicorn(options.port), environment, running)
        if not answers(options.port, console):
            return fail("The console did not start.")
        announce(options.port, people)
        return wait_for_either(sandbox, console)
    except subprocess.CalledProcessError as error:
        return fail(f"{' '.join(error.cmd[1:4])} failed: {(error.stderr or b'').decode().strip()}")
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    finally:
        for process in reversed(running):
            end(process)


def stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The console with an emulated SigningHub.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--sandbox-port", type=int, default=9443)
    parser.add_argument("--accounts", type=int, default=2000)
    return parser.parse_args()


def fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def die_with(parent: int) -> None:
    """Ask the kernel to stop this process when its parent is gone, so that nothing stays behind a killed `make`."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def start(
    command: list[str], environment: dict[str, str], running: list[subprocess.Popen[bytes]]
) -> subprocess.Popen[bytes]:
    parent = os.getpid()
    # A session of its own: Ctrl-C reaches only this script, which then ends the others in order.
    before: Callable[[], None] = lambda: die_with(parent)  # noqa: E731
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        preexec_fn=before,
        stdout=log("output"),
        stderr=log("errors"),
    )
    running.append(process)
    return process


def log(name: str) -> int:
    return os.open(STATE / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def answers(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    if process.poll() is not None:
        print((STATE / "errors.log").read_text()[-2000:], file=sys.stderr)
    return False


def sandbox_options(options: argparse.Namespace) -> list[str]:
    return ["--port", str(options.sandbox_port), "--accounts", str(options.accounts), "--dir", str(SANDBOX_FILES)]


def console_environment(port: int) -> dict[str, str]:
    """The console's settings: fresh keys, a fresh database, no second factor. Only a demo may do the last."""
    return os.environ | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "VAULT_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DATABASE_URL": f"sqlite:///{STATE / 'console.sqlite3'}",
        "CACHE_URL": "dbcache://console_cache",
        "EMAIL_URL": "dummymail://",
        "REQUIRE_SECOND_FACTOR": "false",
        "DEBUG": "false",
        "LOG_LEVEL": "INFO",
        "TRUSTED_PROXIES": "",
    }


def gunicorn(port: int) -> list[str]:
    return [
        str(Path(sys.executable).parent / "gunicorn"),
        "-c",
        "console/gunicorn.py",
        "console.wsgi",
        "-b",
        f"127.0.0.1:{port}",
    ]


def prepare(environment: dict[str, str], sandbox_port: int) -> dict[str, tuple[str, str]]:
    """Set the console up with the documented commands; returns who may sign in: {e-mail: (role, password)}."""

    def manage(*arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603

    files = SANDBOX_FILES
    manage("migrate", "--no-input")
    manage(
        "add_environment", "demo", "--api-url", f"https://127.0.0.1:{sandbox_port}", "--ca-file", str(files / "ca.pem")
    )
    manage(
        *("add_credential", "administrator", "--environment", "demo", "--pfx", str(files / "administrator.pfx")),
        *("--pfx-password-file", str(files / "administrator.pfx-password.txt")),
        *("--client-id", (files / "client-id.txt").read_text().strip()),
        *("--client-secret-file", str(files / "client-secret.txt")),
        *("--admin-password-file", str(files / "administrator.password.txt")),
    )
    administrator = "administrator@signinghub.example"
    manage("add_user", administrator, "--credential", "administrator", "--custodian", "--people-admin")
    people = {
        administrator: (
            "Administrator, signs in as at SigningHub",
            (files / "administrator.password.txt").read_text().strip(),
        )
    }
    for email, role in DELEGATES.items():
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        password_file = STATE / f"{email}.txt"
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        acts = ("--credential", "administrator", "--role", role, "--password-file", str(password_file))
        manage("add_user", email, *acts, *(["--auditor"] if role == "Auditor" else []))
        people[email] = (role, password)
    return people


def announce(port: int, people: dict[str, tuple[str, str]]) -> None:
    print(f"\nThe console runs at http://localhost:{port}/ (its SigningHub is emulated). Sign in as:\n")
    for email, (role, password) in people.items():
        print(f"  {email:34} {password:24} {role}")
    print("\nLogs are in var/demo/. Ctrl-C ends it.", flush=True)


def wait_for_either(sandbox: subprocess.Popen[bytes], console: subprocess.Popen[bytes]) -> int:
    while True:
        for name, process in (("sandbox", sandbox), ("console", console)):
            if process.poll() is not None:
                return fail(f"The {name} ended by itself; see var/demo/errors.log.")
        time.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
