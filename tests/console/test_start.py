"""A wrong or missing setting stops the start with one sentence that names it, however the console is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "x" * 50,
    "PUBLIC_URL": "http://localhost",
    "VAULT_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "DATABASE_URL": "sqlite://:memory:",
}
WRONG = [
    ("SECRET_KEY", ""),
    ("PUBLIC_URL", "http://console.example"),
    ("PUBLIC_URL", "https://console.example/path"),
    ("PUBLIC_URL", "console.example"),
    ("VAULT_KEYS", ""),
    ("VAULT_KEYS", "canary"),
    ("DATABASE_URL", "canary"),
    ("DATABASE_URL", "oracle9://u:canary@h/d"),
    ("CACHE_URL", "canary://x"),
    ("EMAIL_URL", "canary"),
    ("LOG_LEVEL", "canary"),
    ("TRUSTED_PROXIES", "canary"),
    ("DEBUG", "canary"),
    ("REQUIRE_SECOND_FACTOR", "canary"),
]
MANAGE = [sys.executable, "manage.py", "check"]
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "console/gunicorn.py", "console.wsgi", "-b", "127.0.0.1:0"]
SERVER = [sys.executable, "-c", "import console.wsgi"]


def start(command, **settings):
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **GOOD, **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_stops_the_start_with_one_sentence_that_names_it(name, value):
    found = start(MANAGE, **{name: value})
    assert found.returncode != 0
    assert len(found.stderr.strip().splitlines()) == 1, found.stderr
    assert name in found.stderr
    assert "canary" not in found.stderr


@pytest.mark.parametrize("command", [GUNICORN, SERVER], ids=["gunicorn", "another server"])
@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", ""), ("VAULT_KEYS", "canary"), ("LOG_LEVEL", "loud")])
def test_servers_stop_at_the_same_sentence(command, name, value):
    found = start(command, **{name: value})
    assert found.returncode != 0
    assert "Traceback" not in found.stderr
    assert name in found.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("command", [GUNICORN, SERVER], ids=["gunicorn", "another server"])
def test_servers_stop_at_a_view_without_a_mark(command, tmp_path):
    """Statement 20."""
    (tmp_path / "planted.py").write_text(
        "from console.settings import *\nROOT_URLCONF = 'tests.console.planted_urls'\n",
        encoding="utf-8",
    )
    found = start(command, DJANGO_SETTINGS_MODULE="planted", PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert found.returncode != 0
    assert "Traceback" not in found.stderr
    assert "at /unmarked/ carries no permission mark" in found.stderr


def test_the_good_settings_start():
    assert start(SERVER).returncode == 0


def test_on_https_the_deployment_check_finds_nothing():
    command = [*MANAGE, "--deploy", "--fail-level", "WARNING"]
    found = start(command, PUBLIC_URL="https://console.example", SECRET_KEY="aB3$" + "kQ9-zL2_vN7!" * 5)
    assert found.returncode == 0, found.stderr


def test_on_https_cookies_are_bound_to_this_host_and_this_scheme():
    """Statement 7."""
    shown = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS)"
    )
    found = start(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", shown], PUBLIC_URL="https://console.example"
    )
    assert found.stdout.split() == ["__Host-session", "__Host-csrf", "31536000"]
