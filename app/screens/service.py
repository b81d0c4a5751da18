"""Writes of screens: how each behaves, and what a rep is called on all of them. Each moves the stamp: walls show it."""

from sqlalchemy import update

from app.auth import screens
from app.auth.screens import Settings
from app.delivery import move_stamp
from app.extensions import begin_write, db
from app.models.people import Rep


def keep(screen_id: int, settings: Settings) -> None:
    """Let a screen behave as `settings` say."""
    begin_write()
    screens.behave(screen_id, settings)
    db.session.commit()


def call(rep_id: int, name: str) -> None:
    """Let walls call a rep `name`; empty: by his own name."""
    begin_write()
    db.session.execute(update(Rep).where(Rep.id == rep_id).values(wall_name=name))
    move_stamp()
    db.session.commit()
