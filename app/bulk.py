"""Many rows at once, by the quickest way that the database has, past the ORM and SQLAlchemy's parameters."""

from collections.abc import Sequence
from typing import Any

from app.extensions import Base, db

COPY_FROM = 100
"""From so many rows on it pays to open a COPY."""


def insert_rows(model: type[Base], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert `rows`, plain values in the order of `columns`; part of the caller's transaction."""
    if not rows:
        return
    connection = db.session.connection()
    into = f'"{model.__tablename__}" ({", ".join(columns)})'
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", list(rows))  # noqa: S608 - names of ours
    elif len(rows) < COPY_FROM:
        marks = ", ".join(["%s"] * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", list(rows))  # noqa: S608 - names of ours
    else:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def look_anew(model: type[Base]) -> None:
    """Let PostgreSQL see how much there is now, for it plans by what it last saw; part of the caller's transaction."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f'ANALYZE "{model.__tablename__}"')
