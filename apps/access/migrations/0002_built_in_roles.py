"""The three roles that exist from the start."""

from django.db import migrations

READ, WRITE, DELETE = "read", "write", "delete"

# SigningHub's areas as they were when these roles were made; console/permissions.py may know more by now.
AREAS = [
    "accounts", "advanced_reports", "authentication_profiles", "billing", "branding", "certification_profiles",
    "connectors", "electronic_seal_profiles", "instances", "integrations", "license", "logs", "operators", "reports",
    "roles", "service_agreements", "service_plans", "signing_profiles", "system_settings", "verification_profiles",
    "virtual_id_profiles",
]  # fmt: skip

ROLES = [
    ("Administrator", "Everything that SigningHub's role allows.", {area: [READ, WRITE, DELETE] for area in AREAS}),
    (
        "Support desk",
        "Finds and mends accounts; reads what explains their state.",
        {"accounts": [READ, WRITE], "service_plans": [READ], "logs": [READ]},
    ),
    ("Auditor", "Reads everything and changes nothing.", {area: [READ] for area in AREAS}),
]


def add(apps, schema_editor):  # noqa: ARG001 - Django's signature
    role_model = apps.get_model("access", "ConsoleRole")
    for name, description, rights in ROLES:
        role_model.objects.update_or_create(
            name=name, defaults={"description": description, "rights": rights, "is_built_in": True}
        )


def remove(apps, schema_editor):  # noqa: ARG001 - Django's signature
    apps.get_model("access", "ConsoleRole").objects.filter(name__in=[name for name, *_rest in ROLES]).delete()


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
