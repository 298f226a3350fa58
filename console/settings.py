"""The console's settings, from environment variables and `.env` (docs/settings.md lists them all)."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from console.addresses import networks
from console.logs import LEVELS, logging_settings
from console.start import Settings, stop
from console.vault.seal import read_keys

BASE_DIR = Path(__file__).resolve().parent.parent

env = Settings()
env.read_env(BASE_DIR / ".env")

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
PUBLIC_URL = env.str("PUBLIC_URL").rstrip("/")
VAULT_KEYS = env.list("VAULT_KEYS")
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
try:
    read_keys(tuple(VAULT_KEYS))
except ImproperlyConfigured as error:
    stop(str(error))
AUDIT_STREAM = env.str("AUDIT_STREAM", default="")
if AUDIT_STREAM not in ("", "stdout") and not os.access(Path(AUDIT_STREAM).parent, os.W_OK):
    stop("AUDIT_STREAM must be stdout, or a file in a folder that the console may write in.")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
if LOG_LEVEL not in LEVELS:
    stop(f"LOG_LEVEL must be one of {', '.join(LEVELS)}.")
try:
    networks(tuple(TRUSTED_PROXIES))
except ValueError:
    stop("TRUSTED_PROXIES must list addresses or networks, such as 10.0.0.0/8,192.168.1.5.")

_public = urlsplit(PUBLIC_URL)
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
IS_HTTPS = _public.scheme == "https"
if not IS_HTTPS and _public.hostname not in LOOPBACK_HOSTS:
    stop("PUBLIC_URL must begin with https:// unless its host is localhost.")
if not _public.hostname or _public.path or _public.query:
    stop("PUBLIC_URL must be a scheme, a host and at most a port, such as https://console.example.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_public.hostname])

DATABASES = {"default": env.address("DATABASE_URL", "db_url", f"sqlite:///{BASE_DIR / 'var' / 'console.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # A store that has gone silent becomes an error within seconds: the audit must refuse, not hang.
    DATABASES["default"].setdefault("OPTIONS", {}).update(connect_timeout=3, tcp_user_timeout=5000)
else:
    # Readers beside a writer, and writers that queue instead of failing when two have read first.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        init_command="PRAGMA journal_mode=WAL", transaction_mode="IMMEDIATE", timeout=5
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.address("CACHE_URL", "cache_url", "dbcache://console_cache")}
EMAIL_CONFIG = env.address("EMAIL_URL", "email_url", "dummymail://")
vars().update(EMAIL_CONFIG)

INSTALLED_APPS = [
    "console",
    "console.api",
    "console.vault",
    "console.audit",
    "console.screens",
    "apps.access",
    "apps.accounts",
    "apps.configuration",
    "apps.billing",
    "apps.reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
]

MIDDLEWARE = [
    "console.middleware.Envelope",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",  # Before the first refusal in words, after the static files.
    "console.middleware.refuse_too_large",
    "console.middleware.refuse_foreign",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.access.middleware.PersonMiddleware",
    "apps.access.view_as.ViewAs",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "console.middleware.Presence",
    "console.middleware.Failures",
    "console.middleware.Lock",
]

ROOT_URLCONF = "console.urls"
WSGI_APPLICATION = "console.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "console.navigation.context",
            ],
        },
    }
]

FORM_RENDERER = "console.screens.widgets.Renderer"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["apps.access.sign_in.backend.PasswordBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
OWED = "apps.access.owed.owed"
OWED_PAGES = {"factor": "factor", "password": "new-password"}  # What is owed: the name of the page to settle it on.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "apps.access.passwords.rules.LengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "apps.access.passwords.rules.ProductWordValidator"},
]

# Refused sign-ins take a whole number of these seconds, so that the time tells nothing about the reason.
SIGN_IN_STEP = 1.0
# Counted before SigningHub hears of an attempt, so that its own lock-out is never reached from here.
SIGN_IN_LIMITS = {"sign_in_pair": "5/5m/key", "sign_in_network": "30/5m/key", "sign_in_address": "20/h/key"}
ACCOUNT_ADAPTER = "apps.access.sign_in.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = False  # apps/access/notices.py writes them.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "30/5m/ip,5/5m/key", "reauthenticate": "10/m/user"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MFA_ADAPTER = "apps.access.sealed.FactorAdapter"
MFA_FORMS = {
    "activate_totp": "apps.access.sign_in.forms.FirstCodeForm",
    "add_webauthn": "apps.access.sign_in.forms.AddPasskeyForm",
    "authenticate_webauthn": "apps.access.sign_in.forms.PasskeyForm",
    "reauthenticate_webauthn": "apps.access.sign_in.forms.PasskeyAgainForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "SigningHub Admin"

SESSION_ENGINE = "apps.access.sessions"
SESSION_SERIALIZER = "apps.access.sealed.SealedSerializer"
SESSION_COOKIE_AGE = 30 * 60  # Without a request.
SESSION_ABSOLUTE_AGE = 12 * 3600  # Since signing in.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["console.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A strict policy: nothing inline, nothing from elsewhere. Only the report page may frame one other host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# Not "no-referrer": with it browsers send "Origin: null" with our own forms, and no check tells that from a stranger's.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = False  # The proxy in front does it; health checks come by plain http.
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # The line above.
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# What was chosen at the door; whoever is signed in reads the language of their profile.
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "console.failures.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
# Uploads stay in memory: a PFX has no business in a temporary file, nor has a stranger's gigabyte on the disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1_048_576

LOGGING = logging_settings(LOG_LEVEL)
DEFAULT_EXCEPTION_REPORTER_FILTER = "console.debug_page.HidingFilter"
