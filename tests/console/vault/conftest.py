import base64
import os

import pytest

from console.vault.credentials import store_credential
from console.vault.models import Environment
from tests.console.vault.pfx_files import PASSWORD, new_pfx


@pytest.fixture
def new_vault_key():
    """Makes a key as it stands in VAULT_KEYS."""
    return lambda: base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def environment(db):
    return Environment.objects.create(name="demo", api_url="https://127.0.0.1:9443")


@pytest.fixture
def credential(environment):
    return store_credential(
        "ann",
        environment,
        pfx=new_pfx(),
        pfx_password=PASSWORD,
        client_id="console",
        client_secret="canary-client-secret",
        admin_password="canary-admin-password",
    )
