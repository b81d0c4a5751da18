"""Bonuses for tests: the cast with those who decide about money, closes made by hand, and ways to tamper.

Ines and Ole are in Nord, Jan is in Süd, Mia in Markt. Mara manages Nord, Otto manages Süd, Ada and Eva are admins; Mia
is a manager, too, who manages nothing. The quarter is the third of 2026, and it is over.
"""

from sqlalchemy import select, text

from app.agreement.queries import timeline
from app.bonuses import service
from app.bonuses.rows import Close, Format
from app.extensions import db
from app.models.bonuses import Bonus, LedgerEntry
from app.models.people import Rep, Team
from app.models.users import ManagedTeam, User
from scoring.agreement import BonusPlan
from scoring.bonus import Entitlement
from tests.cast import add_people, email
from tests.services.facts import agree, at, month

QUARTER = month("2026-07")
EARLIER = month("2026-04")
NOW = at("2026-10-15T12:00")
LIMIT = 50_000
"""Above it, two have to approve."""

USERS = {
    **dict.fromkeys(("ines", "jan", "nils"), "rep"),
    **dict.fromkeys(("mara", "otto", "mia"), "manager"),
    **dict.fromkeys(("ada", "eva"), "admin"),
}
MANAGED = {"mara": "Nord", "otto": "Süd"}
PLAN = """
[bonus]
currency = "EUR"
second_approval_above = "500.00"

[[bonus.prize]]
board = "rep"
places = ["1000.00", "500.00"]
"""


def company() -> None:
    """Let there be an agreement with a plan, people and users, and commit."""
    agree(more=PLAN, starts="2026-01")
    add_people()
    teams = dict(db.session.execute(select(Team.name, Team.id)).all())
    for name, role in USERS.items():
        one = User(email=email(name), role=role, password_hash="-", created_at=0)
        one.manages = [ManagedTeam(team_id=teams[MANAGED[name]])] if name in MANAGED else []
        db.session.add(one)
    db.session.commit()


def user(name: str) -> int:
    """Return the id of a user."""
    return db.session.scalars(select(User.id).where(User.email == email(name))).one()


def rep(key: str) -> int:
    """Return the id of a rep."""
    return db.session.scalars(select(Rep.id).where(Rep.key == key)).one()


def team(name: str) -> int:
    """Return the id of a team."""
    return db.session.scalars(select(Team.id).where(Team.name == name)).one()


def plan() -> BonusPlan:
    """Return the plan of the quarter."""
    known = timeline()
    assert known
    found = known.bonus_plan_of(known.periods_of(QUARTER)[0])
    assert found
    return found[1]


def gives(key: str, amount: int, rule: str = "prize[1]") -> Entitlement:
    """Return what a rep, or a team by its name, is entitled to."""
    board, who = ("rep", rep(key)) if key.islower() else ("team", team(key))
    return Entitlement(board, who, rule, amount, {"kind": rule.partition("[")[0], "rank": 1})


def close(*given: Entitlement, version: int = 1, by: int | None = None, quarter: int = QUARTER) -> int:
    """Close the quarter with what it gives, commit, and return how many bonuses were proposed."""
    label = {QUARTER: "2026-Q3", EARLIER: "2026-Q2"}[quarter]
    made = Close(quarter, label, version, f"digest of {version}", by)
    proposed = service.propose(made, given, plan(), NOW)
    db.session.commit()
    return proposed


def bonus_of(key: str, *, amount: int | None = None) -> Bonus:
    """Return the newest bonus of a rep, or of a team by its name, as it is stored."""
    board, who = ("rep", rep(key)) if key.islower() else ("team", team(key))
    mine = select(Bonus).where(Bonus.board == board, Bonus.who == who).order_by(Bonus.id.desc())
    if amount is not None:
        mine = mine.where(Bonus.amount == amount)
    return db.session.scalars(mine.limit(1).execution_options(populate_existing=True)).one()


def approved(key: str, amount: int, **more: int) -> int:
    """Let a rep have an approved bonus that needs one approval; return its id."""
    assert abs(amount) <= LIMIT
    close(gives(key, amount), **more)
    bonus_id = bonus_of(key, amount=amount).id
    service.approve(bonus_id, user("ada"), NOW)
    return bonus_id


def sent() -> int:
    """Send what is approved to payroll; return the id of the one batch."""
    (batch,) = service.export(Format(), user("eva"), NOW)
    return batch


def entries() -> list[tuple[int, str, int, int]]:
    """Return the ledger: number, kind, bonus and amount of each entry."""
    columns = (LedgerEntry.seq, LedgerEntry.kind, LedgerEntry.bonus_id, LedgerEntry.amount)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(LedgerEntry.seq))]


def unguard(table: str) -> None:
    """Drop the triggers by which a table refuses to be changed, as who owns the database could."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    for name in db.session.scalars(named, {"table": table}).all():
        db.session.execute(text(f"DROP TRIGGER {name}"))
