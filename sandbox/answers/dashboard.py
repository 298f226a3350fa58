"""The dashboard: what SigningHub says about itself."""

from __future__ import annotations

from datetime import timedelta

from cryptography import x509

from sandbox.answering import Call, Json, answers
from sandbox.clock import stamp
from sandbox.signing import ALLOWED, CONSUMED, SIMPLE

LICENCE_DAYS = 9
HOST = {
    "machine_name": "SH-WEB-01",
    "os": "Windows Server 2022",
    "processor": "8 × 2.9 GHz",
    "memory": "32 GB",
    "disk": "212 GB free of 500 GB",
    "dotnet_version": "8.0.11",
    "time_zone": "W. Europe Standard Time",
    "x_uptime": {"days": 41, "reboots": [None, "2026-10-13"]},
}


@answers("getDashboard")
def get_dashboard(call: Call) -> Json:
    """Product, instance, database, operator, host and licence."""
    world, operator = call.world, call.who
    certificate = x509.load_der_x509_certificate(operator["certificate"])
    accounts = len(world.accounts.table.select((), "created_on"))
    role = world.roles.get(operator["role_id"], {})
    return {
        "product": {
            "name": "SigningHub",
            "version": "10.0.3",
            "build": "10.0.3.1147",
            "release_date": "2026-06-30",
            "copyright": "© Sandbox",
            "patents": "",
        },
        "instance": {
            "machine_name": "SH-WEB-01",
            "service_address": "https://sh-web-01.signinghub.example:8448/",
            "type": "Admin",
            "version": "10.0.3.1147",
            "status": "Running",
            "created_on": "2024-02-29T12:00:00Z",
        },
        "database": {
            "type": "SQL Server",
            "server": r"SQL-CLUSTER\PROD",
            "name": "signinghub",
            "version": "16.0.4135.4",
            "size": None,
        },
        "admin": {
            "name": operator["name"],
            "email": operator["email"],
            "role": role.get("name"),
            "last_login": world.clock.stamp(),
            "ip_address": call.address,
            "certificate_expiry": stamp(certificate.not_valid_after_utc),
        },
        "host_system": HOST,
        "license": {
            "issued_to": 'Contoso "Trust" & Söhne <GmbH>',
            "type": "Production",
            "valid_to": stamp(world.today + timedelta(days=LICENCE_DAYS)),
            "days_left": LICENCE_DAYS,
            "status": "Valid",
            "users": {"allowed": 2_000_000, "consumed": accounts},
            "signatures": {"allowed": ALLOWED, "consumed": CONSUMED},
            "simple_electronic_signatures": {"allowed": "Unlimited", "consumed": SIMPLE},
        }
        # What another licence file has changed since (license.py).
        | world.resources.get("license", {}).get("values", {}),
    }
