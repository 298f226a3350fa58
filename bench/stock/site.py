"""A site with nothing but the admin, set up as Django's documentation says; static files as the console serves them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import path

from sandbox.accounts import FIRST_ID, Accounts
from sandbox.plans import first_plans

STATE = Path(os.environ["STOCK_DIR"])
CONTRIB = "django.contrib"
settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="bench.stock.site",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": STATE / "stock.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "bench.stock",
        *(f"{CONTRIB}.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")),
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        f"{CONTRIB}.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        f"{CONTRIB}.auth.middleware.AuthenticationMiddleware",
        f"{CONTRIB}.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    f"{CONTRIB}.auth.context_processors.auth",
                    f"{CONTRIB}.messages.context_processors.messages",
                ]
            },
        }
    ],
    STATIC_URL="/static/",
    STATIC_ROOT=STATE / "static",
    STORAGES={"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}},
)
application = get_wsgi_application()
urlpatterns = [path("admin/", admin.site.urls)]


def fill(count: int) -> None:
    """Make the tables, the static files, somebody to sign in, and the sandbox's accounts as rows."""
    from django.contrib.auth.models import User

    from bench.stock.models import Account

    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    User.objects.create_superuser("bench", password=os.environ["BENCH_PASSWORD"])
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    accounts = Accounts(count, 1, today, first_plans())
    rows = []
    for number in range(FIRST_ID, FIRST_ID + count):
        account = accounts.get(number) or {}
        plan = accounts.plan_of(account)
        texts = ("user_name", "user_email", "enterprise_name", "country", "common_name")
        others = ("enterprise_owner", "created_on", "last_accessed_on")
        rows.append(
            Account(
                **{name: account[name] or "" for name in texts},
                **{name: account[name] for name in others},
                standing="LOCKED" if account["locked"] else "ACTIVE",
                service_plan=plan.get("name") or "",
                service_plan_type=plan.get("type") or "",
            )
        )
    Account._default_manager.bulk_create(rows, batch_size=2_000)
