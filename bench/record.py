"""`python -m bench.record FEW MANY PERSON`: fill the record with entries of few@ and of many@; PERSON may read it."""

from __future__ import annotations

import sys

import django

BATCH = 5_000


def main(few: int, many: int, person: str) -> None:
    """Fill the record of the database of DATABASE_URL."""
    django.setup(set_prefix=False)
    from apps.access.models import User
    from console.audit.models import Entry, Kind, State

    User.objects.filter(email=person).update(is_auditor=True)
    for email, number in (("few@bench.example", few), ("many@bench.example", many)):
        entries = [
            Entry(
                kind=Kind.CHANGE,
                email=email,
                operation="updateAccount",
                title="Update Account",
                object_id=str(place),
                values={"job_title": "Officer", "country": "Netherlands"},
                before={"job_title": "Clerk", "country": "Netherlands"},
                state=State.DONE,
                status=200,
                screen="accounts-edit",
            )
            for place in range(number)
        ]
        Entry.objects.bulk_create(entries, batch_size=BATCH)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
