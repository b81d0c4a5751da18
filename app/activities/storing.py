"""How activities reach the table: in bulk, each id once, whoever else is storing the same ones at that moment."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from app.activities.known import Known
from app.activities.rows import Row
from app.extensions import db

Content = tuple[int, int, int, str, int | None, str | None]
"""What an activity means, apart from its id: kind, instant, rep, subject, value, attributes.

The rep is whom its owner means, so the same under another name of his is the same.
"""

Prepared = tuple[str, int, int, int | None, int, int, int, str, int | None, str | None, int | None]
"""A row of the table: key, kind, at, local_at, day, month, rep, subject, value, attributes, owner if an alias.

Not source and batch.
"""

FIELDS = ("kind", "at", "rep", "subject", "value", "attributes")

ASKED = 5_000
"""So many ids are looked for at a time."""

COPY_FROM = 500
"""From so many rows on it pays to make PostgreSQL a temporary table."""

# Source and batch are the same for all rows, and numbers of our own: they stand in the statement.
_INSERT = """
    INSERT INTO activity
        (key, kind_id, at, local_at, day, month, rep_id, subject, value, attributes, owner_id, source_id, batch_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, %d, %d) ON CONFLICT (source_id, key) DO NOTHING"""
_MOVE = """
    INSERT INTO activity
        (key, kind_id, at, local_at, day, month, rep_id, subject, value, attributes, owner_id, source_id, batch_id)
    SELECT key, kind_id, at, local_at, day, month, rep_id, subject, value, attributes, owner_id, %d, %d
    FROM incoming_activity
    ON CONFLICT (source_id, key) DO NOTHING"""
_INCOMING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS incoming_activity (
        key text, kind_id int, at bigint, local_at bigint, day int, month int, rep_id int, subject text, value bigint,
        attributes text, owner_id int) ON COMMIT DELETE ROWS"""
_COPY = "COPY incoming_activity FROM STDIN"
_SQLITE_STORED = """
    SELECT a.key, a.kind_id, a.at, a.rep_id, a.subject, a.value, a.attributes
    FROM json_each(?) AS asked CROSS JOIN activity AS a ON a.source_id = ? AND a.key = asked.value
    WHERE a.batch_id <> ?"""
# Not a join with the ids: PostgreSQL would read the whole table for it rather than go by the index.
_POSTGRESQL_STORED = """
    SELECT key, kind_id, at, rep_id, subject, value, attributes
    FROM activity WHERE key = ANY(%s::text[]) AND source_id = %s AND batch_id <> %s"""


def prepare(rows: Sequence[Row], known: Known) -> list[Prepared]:
    """Return `rows` as the table wants them: placed in time, kinds and reps by id, credited as is decided."""
    places = known.places()
    owners = {row[4] for row in rows}
    known.learn({row[1] for row in rows}, owners)
    kinds, credit_of = known.kinds, known.credits(owners)
    day_of, month_of, instant_of = places.day, places.month, places.instant
    prepared: list[Prepared] = []
    for key, kind, instant, local, owner, subject, value, attributes in rows:
        at = instant_of(local or 0) if instant is None else instant
        day = day_of(at)
        rep, alias = credit_of[owner]
        prepared.append(
            (key, kinds[kind], at, local, day, month_of(day), rep, subject, value, attributes, alias)
        )
    return prepared


def content(row: Prepared) -> Content:
    """Return what a row means apart from its id."""
    return row[1], row[2], row[6], row[7], row[8], row[9]


def difference(stored: Content, row: Prepared) -> str:
    """Return the names of the fields in which `row` differs from what is `stored`."""
    return ", ".join(name for name, old, new in zip(FIELDS, stored, content(row), strict=True) if old != new)


def insert_new(rows: Sequence[Prepared], source: int, batch: int) -> int:
    """Insert `rows`, sorted by key, but those whose key is there already; return how many were inserted."""
    connection = db.session.connection()
    statement = _INSERT % (source, batch)
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(statement, list(rows)).rowcount
    if len(rows) < COPY_FROM:
        return connection.exec_driver_sql(statement.replace("?", "%s"), list(rows)).rowcount
    connection.exec_driver_sql(_INCOMING)
    connection.exec_driver_sql("TRUNCATE incoming_activity")
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)
    return connection.exec_driver_sql(_MOVE % (source, batch)).rowcount


def stored(keys: Sequence[str], source: int, batch: int = 0) -> Iterator[tuple[str, Content]]:
    """Yield what is stored under those of `keys` that are there, by others than `batch`."""
    connection = db.session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    # Plain rows of the driver: there are many, and nothing about them has to be converted.
    cursor = connection.connection.cursor()
    for start in range(0, len(keys), ASKED):
        chunk = keys[start : start + ASKED]
        if is_sqlite:
            cursor.execute(_SQLITE_STORED, (json.dumps(chunk), source, batch))
        else:
            cursor.execute(_POSTGRESQL_STORED, (list(chunk), source, batch))
        for row in cursor.fetchall():
            yield row[0], row[1:]
    cursor.close()
