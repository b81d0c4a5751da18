"""A company that is served: its database, its server, and what tests do to it from outside."""

import json
import time
from itertools import count

from playwright.sync_api import BrowserContext
from sqlalchemy import insert, select, update

from app.agreement.queries import timeline
from app.auth import service
from app.clock import now, to_datetime
from app.extensions import begin_write, db
from app.feeds.rows import Refused
from app.feeds.service import note_refusals
from app.models.happenings import Happening
from app.models.people import Rep
from app.models.scores import Score, Stamp, Standing
from app.models.users import LoginSession, User
from app.scorekeeping.standings import rank_periods
from config import DEFAULTS
from scoring.periods import month_of
from tests import factories
from tests.browser.server import Server
from tests.harness import make_app
from tests.programs import make_token

PEOPLE = {"rep": "r1@example.com", "manager": "mara@example.com", "admin": "ada@example.com"}
"""Who logs in, by role: the rep is Ines Albrecht in Northern Lights, which is one of the manager's teams."""
MANAGED = ("Northern Lights", "Campaigns")
SECOND = 1_000_000
NUMBERS = count(1)
VISITORS = (*PEOPLE, "nobody", "screen")


class Company:
    """The company of `tests.factories` on a server; changes go past the server, as those of another process do."""

    def __init__(self, server: Server, *, loaded: bool = True) -> None:
        self.url = server.url
        self.database = server.environment["DATABASE_URL"]
        self.app = make_app(self.database)
        self.kept: dict[str, str] = {}
        self.most = 0
        with self.app.app_context():
            if loaded:
                factories.world()
                factories.noticed()
                make_token("crm")
            for role, email in PEOPLE.items():
                factories.user(email, role, *(MANAGED if loaded and role == "manager" else ()))
            self.kept["screen"] = service.create_screen("lobby", now())
            if loaded:
                note_refusals("CRM", now(), [Refused("export.csv", 2, "00Q1X8827", "kind is empty")])

    def let_in(self, context: BrowserContext, visitor: str) -> None:
        """Give a browser what it would hold after the log-in of `visitor`, or after the token of a screen."""
        if visitor == "nobody":
            return
        name = "baton-screen" if visitor == "screen" else "baton"
        if visitor not in self.kept:
            self.kept[visitor] = self.log_in(visitor)
        context.add_cookies([{"name": name, "value": self.kept[visitor], "url": self.url}])

    def log_in(self, role: str) -> str:
        """Log in who has this role; return his cookie."""
        client = factories.log_in(self.app.test_client(), PEOPLE[role])
        cookie = client.get_cookie("baton")
        assert cookie
        return cookie.value

    def new_screen(self, name: str) -> str:
        """Store a screen; return its token."""
        with self.app.app_context():
            token = service.create_screen(name, now())
        settle()
        return token

    def revoke_screen(self, name: str) -> None:
        """Keep a screen from showing the wall."""
        with self.app.app_context():
            service.revoke_screen(name, now())
        settle()

    def award(self, key: str) -> str:
        """Let a rep of sales take the lead, by what he won this month; return his points as boards show them."""
        self.most += 1_000
        with self.app.app_context():
            begin_write()
            line = timeline()
            assert line
            today = line.day(now())
            month = month_of(today)
            rep = db.session.scalar(select(Rep.id).where(Rep.key == key))
            won = (Score.board == "rep", Score.who == rep, Score.month == month, Score.level == "revenue")
            db.session.execute(update(Score).where(*won).values(points=self.most))
            rank_periods(line, [month], today)
            quarter = line.periods_of(month)[0].label
            points = db.session.scalar(
                select(Standing.points).filter_by(period=quarter, side="", board="rep", who=rep)
            )
            self.commit()
        return f"{points:,}"

    def happen(self, *what: tuple[str, dict[str, str]], ago: int = 0) -> None:
        """Let something happen to the first rep, each of a kind and with what is told of it, so many seconds ago."""
        at = now() - ago * SECOND
        with self.app.app_context():
            begin_write()
            rep = db.session.scalar(select(Rep.id).where(Rep.key == "r1"))
            its = {"board": "rep", "who": rep, "side": "sales", "at": at, "live": True}
            month = month_of(to_datetime(at).toordinal())
            for kind, detail in what:
                told = {"key": f"made up {next(NUMBERS)}", "detail": json.dumps(detail)}
                db.session.execute(insert(Happening).values(kind=kind, month=month, **told, **its))
            self.commit()

    def end_log_ins(self, role: str, *, revoked: bool) -> None:
        """End the log-ins of who has this role: by his own wish, or because their time is over."""
        self.kept.pop(role, None)
        with self.app.app_context():
            user = db.session.scalar(select(User.id).where(User.email == PEOPLE[role]))
            assert user
            if revoked:
                service.log_out_everywhere(user, now())
                settle()
                return
            begin_write()
            db.session.execute(
                update(LoginSession).where(LoginSession.user_id == user).values(idle_ends_at=now())
            )
            self.commit()

    def commit(self) -> None:
        """End a change, and tell all processes of it."""
        db.session.execute(
            update(Stamp).values(number=Stamp.number + 1, rest=Stamp.rest + 1, data_as_of=now())
        )
        db.session.commit()
        settle()


def settle() -> None:
    """Wait until no process trusts any more what it read a moment ago."""
    time.sleep(1.2 * int(DEFAULTS["STAMP_MEMO_MS"]) / 1000)
