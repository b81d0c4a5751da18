"""Schemathesis asks the whole API what its description says can be asked, and what it says cannot."""

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, CheckFunction

from app import clock
from tests import factories
from tests.harness import close, make_app
from tests.programs import make_token

# What they run, other tests run for the coverage: to trace it would cost a third more.
pytestmark = pytest.mark.no_cover

EXAMPLES = 300 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 15
"""Requests for each operation, as many that fit as ones that do not."""
KEY = "Idempotency-Key"
ALLOWED: dict[str, tuple[str, ...]] = {
    # Each activity is judged on its own: what does not fit is told in an answer of 200.
    "post_activities": ("negative_data_rejection",),
    # No schema can say that days have to be in order, and memberships apart.
    "put_person": ("positive_data_acceptance",),
    "put_absences": ("positive_data_acceptance",),
}


@pytest.fixture
def described(fresh_database: str) -> Iterator[tuple[Any, dict[str, str]]]:
    app = make_app(fresh_database, API_REQUESTS_PER_MINUTE="1000000")
    with app.app_context():
        factories.world(clock.now(), months=2)
        headers = {"Authorization": f"Bearer {make_token()}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, headers=headers)
    # Each request is sent with the good token: what is asked is never wrong by its token alone.
    schema.config.generation.update(with_security_parameters=False)
    yield schema, headers
    close(app)


def ask(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    name = operation.definition.raw["operationId"]
    excluded: list[CheckFunction] = list(CHECKS.get_by_names(list(ALLOWED.get(name, ()))))

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case: Case) -> None:
        sent = dict(headers)
        if mode is GenerationMode.POSITIVE and KEY in (case.headers or {}):
            # Another request with the same key is refused, which no schema can say.
            sent[KEY] = str(uuid.uuid4())
        case.call_and_validate(headers=sent, excluded_checks=excluded)

    every()


def test_the_api_is_what_its_description_says(described: tuple[Any, dict[str, str]]) -> None:
    schema, headers = described
    asked = set()
    for found in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask(found.ok(), mode, headers)
        asked.add(found.ok().path)
    # The address that the description came from is not asked a second time.
    assert asked == {*schema.raw_schema["paths"]} - {"/api/v1/openapi.json"}
