"""Which ids will new rows have, when others have to name them before they are written?"""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def fresh_ids(count: int) -> list[UUID]:
    """Ids by the database, in order of time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7() FROM generate_series(1, %s)", [count])
        return [new_id for (new_id,) in cursor.fetchall()]
