"""How Alembic runs the migrations: on the application's own engine, each migration in a transaction of its own."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.extensions import Base, db


def run(connection: Connection) -> None:
    """Run the migrations on `connection`."""
    options = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=Base.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations of Baton run on a database; SQL scripts of them are not made.")
with db.engine.connect() as engine_connection:
    run(engine_connection)
    engine_connection.commit()
