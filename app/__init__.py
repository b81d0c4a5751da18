"""Baton: service levels scored, points and standings kept, boards live."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

import config
from app import (
    activities,
    admin,
    agreement,
    api,
    assets,
    auth,
    badges,
    bonuses,
    charts,
    compliance,
    demo,
    desk,
    errors,
    feeds,
    happenings,
    leaderboard,
    ledger,
    logs,
    models,
    nightly,
    outbox,
    pairing,
    people,
    proof,
    quarters,
    reminders,
    rep,
    scorekeeping,
    scoresheet,
    screens,
    security,
    stamp,
    statements,
    tokens,
    users,
    wall,
    winners,
    worker,
)
from app.extensions import babel, csrf, db, engine_options, init_engines, migrate

__all__ = ["create_app", "models"]

FEATURES = (
    assets,
    stamp,
    auth,
    rep,
    charts,
    leaderboard,
    scoresheet,
    proof,
    agreement,
    people,
    activities,
    feeds,
    scorekeeping,
    ledger,
    wall,
    tokens,
    api,
    users,
    pairing,
    screens,
    admin,
    desk,
    quarters,
    winners,
    badges,
    bonuses,
    statements,
    outbox,
    reminders,
    compliance,
    happenings,
    nightly,
    worker,
    demo,
)
"""The rooms of the program, in the order in which they are opened."""


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Compose the application from the environment's configuration, with `overrides` on top."""
    app = Flask(
        __name__,
        root_path=str(config.ROOT),
        instance_path=str(config.INSTANCE),
        template_folder="templates",
        static_folder="static",
    )
    app.config.from_mapping(config.load(overrides))
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    logs.init_app(app)
    security.init_app(app)
    errors.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    csrf.init_app(app)
    babel.init_app(app)
    for feature in FEATURES:
        feature.init_app(app)
    init_engines(app)
    return app
