"""A webhook leads to hosts that are allowed, by https, to nobody's inside."""

import pytest
from flask import Flask

from app.outbox.errors import ForbiddenAddressError
from app.outbox.webhooks import checked, veiled
from tests.harness import make_app

SLACK = "https://hooks.slack.com/services/T000/B000/secretsecret"


@pytest.fixture(scope="module")
def plain() -> Flask:
    return make_app("sqlite://")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://hooks.slack.com/services/x", "begin with https://"),
        ("https://hooks.slack.com:8443/x", "begin with https://"),
        ("https://hooks.slack.com.evil.example/x", "not allowed here"),
        ("https://evil.example/hooks.slack.com", "not allowed here"),
        ("https://evil.example#hooks.slack.com", "not allowed here"),
        ("https://webhook.office.com.evil.example/x", "not allowed here"),
        ("https://evilwebhook.office.com.example/x", "not allowed here"),
        ("https://127.0.0.1/x", "not allowed here"),
        ("https://[::1]/x", "not allowed here"),
        ("https://169.254.169.254/latest", "not allowed here"),
        ("https://hooks.slack.com@evil.example/x", "not a web address"),
        ("https://hooks.slack.com:x/", "not a web address"),
        ("https://hooks.slack.com/\r\nHost: evil", "not a web address"),
        ("https://hoöks.slack.com/", "not a web address"),
        ("https://hooks.slack.com/a b", "not a web address"),
        ("file:///etc/passwd", "not a web address"),
    ],
)
def test_what_leads_elsewhere_is_refused(plain: Flask, address: str, why: str) -> None:
    with plain.test_request_context(), pytest.raises(ForbiddenAddressError, match=why) as refused:
        checked(address)
    assert address not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [SLACK, "https://acme.webhook.office.com/w", "https://prod-1.westeurope.logic.azure.com:443/w?sig=1"],
)
def test_usual_webhooks_are_allowed(plain: Flask, address: str) -> None:
    with plain.test_request_context():
        assert checked(address).geturl() == address


def test_an_origin_is_allowed_as_it_is_written(plain: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(plain.config, "WEBHOOK_HOSTS", "http://10.0.0.5:8065 hooks.slack.com")
    with plain.test_request_context():
        assert checked("http://10.0.0.5:8065/hooks/1").port == 8065
        for other in (
            "https://10.0.0.5:8065/hooks/1",
            "http://10.0.0.5/hooks/1",
            "https://acme.webhook.office.com/",
        ):
            with pytest.raises(ForbiddenAddressError):
                checked(other)


def test_of_an_address_only_its_host_and_end_are_shown() -> None:
    assert veiled(SLACK) == "hooks.slack.com … cret"
