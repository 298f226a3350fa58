"""`python -m bench.prepare NAME URL DIRECTORY`: make the console know an upstream, and a person who acts through it.

The documented commands in one process. The person is NAME@bench.example, with the password in DIRECTORY.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.core.management import call_command

PASSWORD_FILE = "bench-password.txt"  # noqa: S105 - where it is, not what


def main(name: str, url: str, directory: Path) -> None:
    """Prepare the database of DATABASE_URL."""
    django.setup(set_prefix=False)
    keys = directory / "administrator"
    call_command("migrate", verbosity=0)
    call_command("add_environment", name, api_url=url, ca_file=str(directory / "ca.pem"))
    call_command(
        "add_credential",
        name,
        environment=name,
        pfx=f"{keys}.pfx",
        pfx_password_file=f"{keys}.pfx-password.txt",
        client_id=(directory / "client-id.txt").read_text().strip(),
        client_secret_file=str(directory / "client-secret.txt"),
        admin_password_file=f"{keys}.password.txt",
    )
    password_file = str(directory / PASSWORD_FILE)
    call_command(
        "add_user", f"{name}@bench.example", credential=name, role="Administrator", password_file=password_file
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
