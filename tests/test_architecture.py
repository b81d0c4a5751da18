"""The rooms, the direction of imports and the sizes of docs/architecture.md."""

from collections.abc import Callable

import pytest

from tests import budgets, rules
from tests.source import Module, modules

Rule = Callable[[Module], rules.Offences]


def of_scoring(path: str) -> bool:
    return path.startswith("scoring/")


def of_app(path: str) -> bool:
    return path.startswith("app/")


def named(*names: str) -> Callable[[str], bool]:
    return lambda path: of_app(path) and path.rpartition("/")[2] in names


API_JSON = ("app/api/answers.py", "app/api/readings.py")

# Which files each rule is for.
SCOPES: dict[Rule, Callable[[str], bool]] = {
    rules.scoring_is_pure: of_scoring,
    rules.models_import_extensions: lambda path: path.startswith("app/models/"),
    rules.routes_are_thin: named("routes.py"),
    rules.forms_know_fields: named("forms.py"),
    rules.nothing_imports_upwards: of_app,
    rules.features_knock: of_app,
    rules.ledger_is_written_once: lambda path: of_app(path) and not path.startswith("app/ledger/"),
    rules.clock_is_asked: lambda path: (of_app(path) or of_scoring(path)) and path != "app/clock.py",
    rules.services_commit: lambda path: of_app(path) and not named("service.py", "cli.py")(path),
    # Charts hand their numbers to matplotlib, which draws in floats; commands and the API write JSON, which has no
    # exact numbers.
    rules.numbers_are_exact: lambda path: (
        of_scoring(path)
        or (
            of_app(path)
            and not path.startswith("app/charts/")
            and path not in API_JSON
            and not named("cli.py")(path)
        )
    ),
}


@pytest.mark.parametrize("rule", SCOPES, ids=lambda rule: rule.__name__)
def test_rule(rule: Rule) -> None:
    offences = [
        f"{module.path}:{line}: {what}"
        for module in modules("app", "scoring")
        if SCOPES[rule](module.path)
        for line, what in rule(module)
    ]
    assert not offences, f"{rule.__doc__}\n" + "\n".join(offences)


# What each rule must catch, and where: a rule that sees nothing would pass for ever.
BROKEN = [
    (rules.scoring_is_pure, "scoring/x.py", "import flask"),
    (rules.scoring_is_pure, "scoring/x.py", "def f():\n    from app.models import Rep"),
    (rules.models_import_extensions, "app/models/x.py", "from app.people.service import load"),
    (rules.models_import_extensions, "app/models/x.py", "from app import clock"),
    (rules.models_import_extensions, "app/models/x.py", "from ..people import service"),
    (rules.routes_are_thin, "app/people/routes.py", "from app.models.people import Rep"),
    (rules.routes_are_thin, "app/people/routes.py", "from app.extensions import db"),
    (rules.routes_are_thin, "app/people/routes.py", "from sqlalchemy import select"),
    (rules.routes_are_thin, "app/people/routes.py", "db.session.add(rep)"),
    (rules.forms_know_fields, "app/people/forms.py", "from app.people.service import load"),
    (rules.nothing_imports_upwards, "app/people/service.py", "from app.people.routes import page"),
    (rules.nothing_imports_upwards, "app/teams/__init__.py", "from app.people import routes"),
    (rules.nothing_imports_upwards, "app/people/queries.py", "from app.people.forms import Search"),
    (rules.features_knock, "app/people/service.py", "from app.agreement.parties import parties"),
    (rules.features_knock, "app/people/service.py", "from app.agreement import parties"),
    (
        rules.ledger_is_written_once,
        "app/bonuses/service.py",
        "from app.models.bonuses import Bonus, LedgerEntry",
    ),
    (rules.clock_is_asked, "app/people/service.py", "from datetime import datetime\ndatetime.now(UTC)"),
    (rules.clock_is_asked, "app/models/x.py", "created = mapped_column(default=date.today)"),
    (rules.clock_is_asked, "app/models/x.py", "created = mapped_column(server_default=func.now())"),
    (rules.clock_is_asked, "app/people/service.py", "from time import time"),
    (rules.services_commit, "app/people/queries.py", "db.session.commit()"),
    (rules.numbers_are_exact, "scoring/x.py", "half = 0.5"),
    (rules.numbers_are_exact, "scoring/x.py", "def f(value: float) -> int: ..."),
    (rules.numbers_are_exact, "scoring/x.py", "seconds = (end - start).total_seconds()"),
    (rules.numbers_are_exact, "app/models/x.py", "points = mapped_column(Float)"),
]

# What looks like an offence and is none.
SOUND = [
    (rules.scoring_is_pure, "scoring/x.py", "import zoneinfo\nfrom scoring.periods import month_of"),
    (
        rules.models_import_extensions,
        "app/models/x.py",
        "from app.extensions import Base\nfrom .people import Rep",
    ),
    (rules.routes_are_thin, "app/people/routes.py", "from flask import session\nsession.clear()"),
    (rules.nothing_imports_upwards, "app/__init__.py", "from app.people.routes import pages"),
    (rules.nothing_imports_upwards, "app/people/__init__.py", "from app.people import routes"),
    (rules.nothing_imports_upwards, "app/people/routes.py", "from app.people.forms import Search"),
    (
        rules.features_knock,
        "app/people/service.py",
        "from app.clock import now\nfrom app.agreement import queries",
    ),
    (
        rules.features_knock,
        "app/people/service.py",
        "from app.models.people import Rep\nfrom app.people.rows import r",
    ),
    (rules.ledger_is_written_once, "app/bonuses/service.py", "from app.ledger.rows import Line"),
    (rules.clock_is_asked, "app/people/service.py", "import time\ntime.monotonic()\nclock.now()"),
    (rules.numbers_are_exact, "scoring/x.py", "seconds = (end - start) // timedelta(seconds=1)"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_rule_catches(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(Module(path, text)))) == 1


@pytest.mark.parametrize(("rule", "path", "text"), SOUND)
def test_rule_lets_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Module(path, text))) == []


@pytest.mark.parametrize("kind", ["module", "function", "route body", "template", "test module"])
def test_budget(kind: str) -> None:
    excess = budgets.measure()[kind].excess()
    assert not excess, "Split what does two things; do not shave lines.\n" + "\n".join(excess)
