"""Many managers press at the same moment: one of them takes the exception."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from app.compliance import service
from app.compliance.errors import TakenError
from app.compliance.rows import BREACH, Key
from app.extensions import db
from app.models.compliance import FollowUp
from app.models.users import User
from tests.harness import close, make_app

MANY = 8
KEY = Key(BREACH, "rep", 1, "disposed", 739_000, "L1")


def test_one_takes_it(fresh_database: str) -> None:
    app, barrier = make_app(fresh_database), Barrier(MANY)
    with app.app_context():
        db.session.add_all(
            User(email=f"m{one}@example.com", role="manager", password_hash="-", created_at=0) for one in range(MANY)
        )  # fmt: skip
        db.session.commit()
        managers = db.session.scalars(select(User.id)).all()

    def press(by: int) -> str:
        barrier.wait()
        with app.app_context(), app.test_request_context():
            try:
                service.take(KEY, by, by)
            except TakenError:
                return "too late"
            return "taken"

    with ThreadPoolExecutor(MANY) as pool:
        assert Counter(pool.map(press, managers)) == {"taken": 1, "too late": MANY - 1}
    with app.app_context():
        service.note(KEY, "seen", managers[0], 1)
        service.note(KEY, "seen", managers[0], 1)
        assert Counter(db.session.scalars(select(FollowUp.act))) == {"taken": 1, "note": 2}
    close(app)
