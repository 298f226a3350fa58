"""The instances of SigningHub: the machines that have reported themselves, some of which are long gone."""

from __future__ import annotations

from typing import Any

from sandbox.answering import Call, Json, Refusal, answers

# Machine, address, type, version, what the list says, what is true now.
_INSTANCES = (
    ("SH-WEB-01", "https://sh-web-01.signinghub.example:8448/", "Admin", "10.0.3.1147", "Running", "Running"),
    ("SH-WEB-01", "https://sh-web-01.signinghub.example:8443/", "Web", "10.0.3.1147", "Running", "Running"),
    ("SH-WEB-02", "https://sh-web-02.signinghub.example:8443/", "Web", "10.0.3.1147", "Running", "Stopped"),
    ("SH-API-01", "https://sh-api-01.signinghub.example:8450/", "API", "10.0.3.1147", "Running", "Running"),
    ("SH-CORE-01", "https://sh-core-01.signinghub.example:8449/", "Core", "10.0.3.1147", "Stopped", "Running"),
    (
        "SH-MOB-01",
        "https://sh-mob-01.signinghub.example:8447/",
        "Mobile Web",
        "10.0.2.1090",
        "Running",
        "Running",
    ),
    ("sh-old-02 · 旧 <decommissioned>", "http://10.0.4.17:81/", "Integration Demo", None, "Stopped", "Stopped"),
)


@answers("listInstances")
def list_instances(call: Call) -> Json:
    """Every instance, with the status it reported last, which may be out of date."""
    return [_shown(instance) for instance in _instances(call).values()]


@answers("getInstance")
def get_instance(call: Call) -> Json:
    """One instance, as the list has it."""
    return _shown(_instance(call))


@answers("getInstanceStatus")
def get_instance_status(call: Call) -> Json:
    """Whether it runs now; the list knows it from here on."""
    instance = _instance(call)
    instance["status"] = instance["x_now"]
    return {"status": instance["x_now"]}


@answers("updateInstance")
def update_instance(call: Call) -> Json:
    """Another name and address; everything else is what the machine reports."""
    instance = _instance(call)
    before = dict(instance)
    instance |= {name: call.body[name] for name in ("machine_name", "service_address")}
    call.record("ADMIN_ACTIVITY_UPDATED", instance["machine_name"], _shown(before), _shown(instance))
    return {"message": "The instance has been saved."}


@answers("deleteInstance")
def delete_instance(call: Call) -> Json:
    """The record goes; the machine is not touched."""
    instance = _instance(call)
    del _instances(call)[instance["id"]]
    call.record("ADMIN_ACTIVITY_DELETED", instance["machine_name"], _shown(instance), {})
    return {"message": "The instance has been deleted."}


def _instances(call: Call) -> dict[Any, Any]:
    return call.world.resources.setdefault(
        "instances",
        {
            number: {
                "id": number,
                "machine_name": machine,
                "service_address": address,
                "type": kind,
                "version": version,
                "status": status,
                "created_on": f"2024-0{number}-29T12:00:00Z",
                "x_now": now,
            }
            for number, (machine, address, kind, version, status, now) in enumerate(_INSTANCES, 1)
        },
    )


def _instance(call: Call) -> dict[str, Any]:
    instance: dict[str, Any] | None = _instances(call).get(call["id"])
    if instance is None:
        raise Refusal(404, f"No such instance: {call['id']}")
    return instance


def _shown(instance: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in instance.items() if name != "x_now"}
