"""Letters in Slack and Teams: what is posted, and what an answer means."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from app.outbox import service
from app.outbox.rows import Choice
from tests.services.closing import Moment
from tests.services.facts import at
from tests.services.post import LETTER, Hook, hook, put, row, say, states

NOON = at("2026-09-08T12:00")


@pytest.fixture
def own(app: Flask, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    moment(NOON)
    monkeypatch.setitem(app.extensions, "baton_letters", {"reminder": say})
    with hook(app) as found:
        yield found


def put_by(channel: str, address: str) -> None:
    put(channel)
    choice = Choice(frozenset({f"reminder/{channel}"}), **{channel: address})
    service.choose(row().user_id, choice)


def test_slack_gets_text_that_calls_nobody(own: Hook) -> None:
    put_by("slack", f"{own.origin}/services/T1?a=b")
    service.send_due()
    ((path, body),) = own.posted
    assert path == "/services/T1?a=b"
    assert json.loads(body)["text"] == (
        "*Two &lt;b&gt;deadlines&lt;/b&gt; &amp; more*\nThere is still time.\n\n*Due today*\n"
        "• L1 &lt;!channel&gt;: at 5 PM\n\n• L2\n\n<https://baton.example.com/|See where you stand>"
    )
    assert states() == ["sent"]


def test_teams_gets_a_card(own: Hook) -> None:
    put_by("teams", f"{own.origin}/workflows/1")
    service.send_due()
    (card,) = (one["content"] for one in json.loads(own.posted[0][1])["attachments"])
    assert [run["text"] for one in card["body"] for run in one["inlines"]][:2] == [*LETTER[:2]]
    assert card["actions"][0]["url"] == "https://baton.example.com/"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (204, "sent"),
        (302, "refused"),
        (404, "refused"),
        (429, "waiting"),
        (503, "waiting"),
        (500, "uncertain"),
        (0, "uncertain"),
    ],
)
def test_answers_of_a_webhook(own: Hook, answer: int, state: str) -> None:
    put_by("slack", f"{own.origin}/x")
    own.answers.append(answer)
    service.send_due()
    assert (states(), len(own.posted)) == ([state], 1)


def test_a_host_that_is_allowed_no_more_gets_nothing(app: Flask, own: Hook) -> None:
    put_by("slack", f"{own.origin}/x")
    app.config["WEBHOOK_HOSTS"] = "hooks.slack.com"
    service.send_due()
    assert (states(), own.posted) == (["refused"], [])


def test_an_allowed_name_that_leads_inside_is_refused(app: Flask, own: Hook) -> None:
    app.config["WEBHOOK_HOSTS"] = "localhost"
    put_by("slack", "https://localhost/x")
    service.send_due()
    assert (row().state, row().error) == ("refused", "The name leads to a private address.")


def test_a_name_that_no_host_can_have_is_given_up(app: Flask, own: Hook) -> None:
    app.config["WEBHOOK_HOSTS"] = ".webhook.office.com"
    put_by("teams", f"https://{'a' * 70}.webhook.office.com/x")
    service.send_due()
    assert (row().state, row().error) == ("refused", "This is not a web address.")
