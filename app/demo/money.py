"""The demo's money: the quarters that are over are final, those before the last are paid, the last is being decided.

All of it goes through the services, by the demo's own people: what they may not do, the demo cannot either.
"""

from app import clock
from app.bonuses import queries, service
from app.demo import logins
from app.nightly import service as nightly
from app.users import queries as users

EACH = 4
"""Of so many bonuses of the last quarter one has been approved already."""
QUESTION = "Two of my follow-ups in the last week came late because the CRM was down. Do they count?"

Users = dict[str, int]
"""Row ids by e-mail address."""


def settle() -> None:
    """Close the quarters that can be closed, pay those before the last, and let the last be half decided."""
    nightly.run()
    ids = {one.email: one.id for one in users.people()}
    admin = ids[logins.ADMIN]
    lines = sorted(queries.desk(admin, clock.now()), key=lambda line: line.id)
    if not lines:
        return
    last = max(line.quarter for line in lines)
    for line in lines:
        if line.quarter < last:
            _approve(line.id, ids)
    for batch in service.export(queries.payroll_format(), admin, clock.now()):
        service.mark_paid(batch, admin, clock.now())
    for line in [line for line in lines if line.quarter == last][::EACH]:
        _approve(line.id, ids)
    service.open_dispute(last, None, QUESTION, ids[logins.REP], clock.now())


def _approve(bonus_id: int, ids: Users) -> None:
    """Have a bonus approved by whoever may, a manager first, until nobody has to any more."""
    for email in (logins.MANAGER, logins.OTHER_MANAGER, logins.ADMIN):
        line = queries.bonus(bonus_id, ids[email], clock.now())
        if line and not line.refusal("approve"):
            service.approve(bonus_id, ids[email], clock.now())
