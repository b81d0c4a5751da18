"""What messages are sent by is checked when the program starts; no password is told."""

import pytest

import config

GOOD = {
    "SMTP_URL": "smtp://localhost",
    "MAIL_FROM": "Baton <b@example.com>",
    "PUBLIC_URL": "http://localhost:8000",
}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"SMTP_URL": ""},
        {"SMTP_URL": "smtp://me:pw@localhost:2525"},
        {"SMTP_URL": "smtp+starttls://me:p%40w@mail.example.com:587"},
        {"SMTP_URL": "smtps://mail.example.com", "REMINDER_SHARE": "99", "DIGEST_AT": "23:59"},
    ],
)
def test_settings_that_are_taken(more: dict[str, str]) -> None:
    assert config.load(GOOD | more)["MAIL_FROM"] == GOOD["MAIL_FROM"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"SMTP_URL": "http://mail.example.com"}, "smtp://"),
        ({"SMTP_URL": "smtp://"}, "with a host"),
        ({"SMTP_URL": "smtp://mail:abc"}, "Port"),
        ({"SMTP_URL": "smtp://me:secret@mail.example.com"}, "a password travels by"),
        ({"MAIL_FROM": ""}, "needs MAIL_FROM"),
        ({"MAIL_FROM": "Baton"}, "needs MAIL_FROM"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "baton.example.com"}, "https://baton.example.com"),
        ({"REMINDER_SHARE": "0"}, "1 or more"),
        ({"REMINDER_SHARE": "100"}, "99 or less"),
        ({"DIGEST_AT": "8:00"}, "a time like 08:00"),
        ({"DIGEST_AT": "24:00"}, "a time like 08:00"),
    ],
)
def test_settings_that_are_refused(more: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        config.load(GOOD | more)
    assert "secret" not in str(refused.value)
