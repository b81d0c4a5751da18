"""The demo's log-ins and the token of its wall screen: known to everybody, and so for the demo alone."""

from app.demo.cast import TEAMS, email

PASSWORD = "pass-the-baton"  # noqa: S105 - shown on the log-in page
WALL_NAME = "Demo wall"
WALL_TOKEN = "baton-demo-wall"  # noqa: S105 - printed with the address

REP, MANAGER, OTHER_MANAGER, ADMIN = email("ines"), email("marta"), email("dario"), email("ada")
MANAGED = ("Key accounts", "Mid-market")
ALSO_MANAGED = tuple(team for team in TEAMS if team not in MANAGED)

ROLES = {
    REP: ("rep", ()),
    MANAGER: ("manager", MANAGED),
    OTHER_MANAGER: ("manager", ALSO_MANAGED),
    ADMIN: ("admin", ()),
}
"""Role and managed teams of everyone who may log in."""

DEMO_LOGINS = (
    (REP, PASSWORD, "Ines, rep in Key accounts: her own page"),
    (MANAGER, PASSWORD, "Marta, manager of Key accounts and Mid-market"),
    (OTHER_MANAGER, PASSWORD, "Dario, manager of the other teams: he decides on hers"),
    (ADMIN, PASSWORD, "Ada, admin: all there is"),
)
"""E-mail address, password, and what is to be seen."""
