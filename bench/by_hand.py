"""What loads are measured against, in a process of its own: `python -m bench.by_hand read|insert FILE [URL]`."""

import csv
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from bench.measuring import tell

BATCH = 30_000
"""As many as the program stores in one transaction."""


def read(file: str) -> int:
    """Read the rows of a file and nothing else."""
    with Path(file).open(newline="") as opened:
        return sum(1 for _ in csv.reader(opened))


def insert(file: str, url: str) -> int:
    """Store the rows of a file as they are in a bare table, by hand: ids unique, repeated ones ignored."""
    target = make_url(url)
    connection: Any
    if target.drivername == "sqlite":
        connection = sqlite3.connect(str(target.database))
        connection.execute("PRAGMA synchronous=FULL")
    else:
        connection = psycopg.connect(host=str(target.query["host"]), user="postgres", dbname=target.database)
    columns = "key text PRIMARY KEY, kind text, at text, rep text, subject text, value text"
    connection.execute(f"CREATE TABLE IF NOT EXISTS bare ({columns})")
    connection.execute(f"CREATE TEMPORARY TABLE incoming ({columns.replace(' PRIMARY KEY', '')})")
    with Path(file).open(newline="") as opened, closing(connection):
        rows = csv.reader(opened)
        next(rows)
        while batch := list(islice(rows, BATCH)):
            _insert(connection, sorted(batch))
            connection.commit()
        return int(connection.execute("SELECT count(*) FROM bare").fetchone()[0])


def _insert(connection: Any, batch: list[list[str]]) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.executemany("INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", batch)
        return
    with connection.cursor() as cursor, cursor.copy("COPY incoming FROM STDIN") as copy:
        for row in batch:
            copy.write_row(row)
    connection.execute("INSERT INTO bare SELECT * FROM incoming ON CONFLICT DO NOTHING")
    connection.execute("TRUNCATE incoming")


if __name__ == "__main__":
    jobs: dict[str, Callable[..., int]] = {"read": read, "insert": insert}
    tell(jobs[sys.argv[1]], *sys.argv[2:])
