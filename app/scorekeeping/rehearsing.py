"""Copies of the tables that scoring writes: who works on them is in nobody's way, and leaves nothing behind.

They are temporary tables with the names of what they are copies of. Databases look for a name there first, so whatever
this connection reads and writes from now on is in them, until the end of the transaction takes them away.
"""

from sqlalchemy import MetaData, func, insert, select
from sqlalchemy.schema import CreateIndex, CreateTable

from app.extensions import Base, db
from app.models.activities import Batch
from app.models.agreement import AgreementVersion, Holiday
from app.models.happenings import Unnoticed
from app.models.people import Alias, Membership, Rep, Team
from app.models.scores import ClockRow, PointsChange, Score, ScoredMonth, Stamp, Standing, Touched

WHOLE: tuple[type[Base], ...] = (
    *(Rep, Team, Membership, Alias, AgreementVersion, Holiday),
    *(Score, ScoredMonth, Standing, Stamp),
)
"""What changes of people, and scoring after them, read and write."""
EMPTY: tuple[type[Base], ...] = (Batch, Touched, PointsChange, Unnoticed)
"""What awaits is left to others, and nobody asks for the history of points, or notices what would happen."""


def copy_tables(*, clocks: bool) -> None:
    """Work on copies from now on, also of `clocks` if they are to move; part of a transaction that is rolled back."""
    is_postgresql = db.session.connection().dialect.name == "postgresql"
    places = ("main", "temp")
    if is_postgresql:
        places = (db.session.execute(select(func.current_schema())).scalar_one(), "pg_temp")
    for model in WHOLE + ((ClockRow,) if clocks else ()):
        _copy(model, places, filled=True)
    for model in EMPTY:
        _copy(model, places, filled=False)
    if is_postgresql:
        # Statements that were prepared before would go on with the tables that they were prepared for.
        db.session.connection().exec_driver_sql("DISCARD PLANS")


def _copy(model: type[Base], places: tuple[str, str], *, filled: bool) -> None:
    """Make a table in the second of two schemas like the one in the first, empty or with its rows."""
    kept, made = (
        model.metadata.tables[model.__tablename__].to_metadata(MetaData(), schema=one) for one in places
    )
    connection = db.session.connection()
    connection.execute(CreateTable(made, include_foreign_key_constraints=[]))
    if filled:
        connection.execute(insert(made).from_select(list(made.c.keys()), select(kept)))
    for index in made.indexes:
        connection.execute(CreateIndex(index))
    if connection.dialect.name != "postgresql":
        return
    if made.autoincrement_column is not None:
        number = func.pg_get_serial_sequence(str(made), made.autoincrement_column.name)
        last = func.coalesce(func.max(made.autoincrement_column), 1)
        connection.execute(select(func.setval(number, last)))
    connection.exec_driver_sql(f"ANALYZE {made}")
