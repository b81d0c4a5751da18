"""A company with a quarter's activities, made from a seed and written straight into the database of the application.

The activities are made by one text of SQL that SQLite, PostgreSQL and DuckDB understand, so that all hold the same.
"""

import random
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, text, update

from app.agreement import service as agreements
from app.extensions import Base, begin_write, db
from app.models.activities import Activity, Batch, Kind, Source
from app.models.people import FIRST_DAY, LAST_DAY, Absence, Membership, Rep, Team
from app.models.scores import Stamp
from bench.sizes import MONDAY, MONTHS, NOW, WORKDAYS, Size

SEED = 1729
KINDS = ("lead.assigned", "lead.disposed", "call.made", "mail.sent", "meeting.held", "deal.won")
AGREEMENT = Path(__file__).with_name("agreement.toml")
MOVED_ONE_IN = 10
SPREAD = 7919
"""A prime: leads are disposed of in the order of its multiples, so that some wait long."""
UNIX_DAY = 719_163
MORNING = 6 * 3_600_000_000
"""08:00 in Berlin, where it is summer."""
DAY_LONG = 10 * 3_600_000_000

COLUMNS = "id, source_id, key, kind_id, at, day, month, rep_id, subject, value, batch_id"
SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})",
    "postgresql": "WITH n(i) AS (SELECT generate_series(CAST(0 AS bigint), {last}))",
    "duckdb": "WITH n(i) AS (SELECT range FROM range(0, {last} + 1))",
}


def make_company(size: Size) -> None:
    """Store agreement, teams, reps with some moves and absences, kinds and an empty batch that counts as scored."""
    agreements.load(AGREEMENT.read_text(), NOW)
    begin_write()
    chance = random.Random(SEED)
    _store(Team, [{"id": n, "name": f"Team {n:03}", "side": "sales"} for n in range(1, size.teams + 1)])
    _store(Rep, [{"id": n, "key": f"rep-{n:04}", "name": _name(chance, n), "email": f"rep-{n}@example.com"}
                 for n in range(1, size.reps + 1)])  # fmt: skip
    _store(Membership, [row for n in range(1, size.reps + 1) for row in _memberships(chance, n, size.teams)])
    _store(Absence, [_absence(chance, n) for n in range(1, size.reps + 1) if n % 2])
    _store(Kind, [{"id": n, "name": name} for n, name in enumerate(KINDS, 1)])
    _store(Source, [{"id": 1, "name": "default"}])
    _store(
        Batch,
        [
            {
                "id": 1,
                "source_id": 1,
                "received_at": NOW,
                "size": size.activities,
                "last_at": NOW,
                "scored_at": NOW,
            }
        ],
    )
    db.session.execute(update(Stamp).values(data_as_of=NOW))
    if db.engine.dialect.name == "postgresql":
        _count_on(db.session.connection(), Team, Rep, Kind, Source, Batch)
    db.session.commit()


def make_activities(size: Size) -> None:
    """Store the activities: indexes and constraints wait until all are in, as after a restore."""
    db.session.rollback()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _fill_sqlite(connection, size)
        else:
            _fill_postgresql(connection, size)


def select_activities(size: Size, dialect: str) -> str:
    """Return the query that makes the activities of `size`, its columns being COLUMNS."""
    chunk = size.leads // (WORKDAYS // 2)
    per_day = -(-size.activities // WORKDAYS)
    after_july, after_august = 25, 46
    query = f"""{SERIES[dialect].format(last=size.activities - 1)},
        placed AS (SELECT i, i / 10 AS b, i % 10 AS role, i / {per_day} + 2 AS w, {_hash("i", SEED)} AS h FROM n),
        about AS (
            SELECT i, h, w, CASE WHEN role = 9 AND b < {chunk} THEN 4 ELSE role END AS role,
                CASE WHEN role = 0 OR b < {chunk} THEN b
                    WHEN role = 9 THEN b / {chunk} * {chunk} - {chunk} + b % {chunk} * {SPREAD} % {chunk}
                    ELSE b - h % {chunk} END AS lead,
                {MONDAY} + w / 5 * 7 + w % 5 AS day FROM placed)
        SELECT i + 1 AS id, 1 AS source_id, 'a' || (1000000000 + i) AS key,
            CASE WHEN role = 0 THEN 1 WHEN role = 9 THEN 2 WHEN role IN (1, 2, 3) THEN 3
                WHEN role IN (4, 5, 6) THEN 4 WHEN role = 7 THEN 5 WHEN h % 4 = 0 THEN 6 ELSE 3 END AS kind_id,
            (day - {UNIX_DAY}) * 86400000000 + {MORNING} + i % {per_day} * {DAY_LONG} / {per_day} AS at,
            day, CASE WHEN w < {after_july} THEN {MONTHS[0]} WHEN w < {after_august} THEN {MONTHS[1]}
                ELSE {MONTHS[2]} END AS month,
            {_hash("lead", SEED + 1)} % {size.reps} + 1 AS rep_id, 'L' || lead AS subject,
            CASE WHEN role IN (1, 2, 3) THEN (30 + h % 570) * 10000
                WHEN role = 8 AND h % 4 = 0 THEN (1000 + h % 30000) * 10000 END AS value, 1 AS batch_id
        FROM about"""
    return query.replace(" / ", " // ") if dialect == "duckdb" else query


def _hash(number: str, seed: int) -> str:
    """Return SQL that scatters `number` over 31 bits, without ever leaving 64."""
    return f"((({number}) * 1103515245 + {seed}) % 2147483647 * (({number}) % 65521 + 1) % 2147483647)"


def _fill_sqlite(connection: Connection, size: Size) -> None:
    raw: Any = connection.connection.driver_connection
    for setting in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
        raw.execute(f"PRAGMA {setting}")
    _fill(connection, size)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.invalidate()  # the next one has the program's own settings


def _fill_postgresql(connection: Connection, size: Size) -> None:
    connection.execute(text("SET session_replication_role = replica"))  # foreign keys hold: they are made so
    connection.execute(text("SET maintenance_work_mem = '512MB'"))
    connection.execute(text("SET statement_timeout = 0"))
    _fill(connection, size)
    _count_on(connection, Activity)
    connection.commit()
    connection.invalidate()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as vacuum:
        # What autovacuum would have done by the end of a quarter.
        vacuum.execute(text("VACUUM (ANALYZE)"))


def _fill(connection: Connection, size: Size) -> None:
    table: Table = Activity.__table__  # type: ignore[assignment]
    for index in table.indexes:
        index.drop(connection)
    made = select_activities(size, connection.dialect.name)
    connection.execute(text(f"INSERT INTO activity ({COLUMNS}) {made}"))
    for index in table.indexes:
        index.create(connection)
    connection.commit()


def _count_on(connection: Connection, *models: type[Base]) -> None:
    """Let PostgreSQL number new rows from where the given ids end."""
    for name in (model.__tablename__ for model in models):
        connection.execute(text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"))


def _store(model: type[Base], rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(model), rows)


def _name(chance: random.Random, number: int) -> str:
    syllables = (
        "an",
        "bel",
        "cor",
        "da",
        "el",
        "fin",
        "ga",
        "lu",
        "mar",
        "no",
        "ri",
        "so",
        "ta",
        "ve",
        "wil",
    )
    first, last = ("".join(chance.choices(syllables, k=chance.randint(2, 3))).title() for _ in "ab")
    return f"{first} {last} {number}"


def _memberships(chance: random.Random, rep: int, teams: int) -> list[dict[str, Any]]:
    """Return a rep's membership, or both of one who changed his team in the quarter."""
    about = {"rep_id": rep, "name": f"Rep {rep}"}
    team, other = (rep - 1) % teams + 1, chance.randrange(teams) + 1
    if rep % MOVED_ONE_IN:
        return [{**about, "team_id": team, "starts": FIRST_DAY, "ends": LAST_DAY}]
    moved = MONDAY + chance.randrange(5, 85)
    return [
        {**about, "team_id": team, "starts": FIRST_DAY, "ends": moved},
        {**about, "team_id": other, "starts": moved, "ends": LAST_DAY},
    ]


def _absence(chance: random.Random, rep: int) -> dict[str, int]:
    starts = MONDAY + chance.randrange(85)
    return {"rep_id": rep, "starts": starts, "ends": starts + chance.randint(1, 10)}
