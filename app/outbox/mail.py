"""E-mail: a letter as text and HTML, handed to a mail server."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template

from app.clock import to_datetime
from app.outbox.errors import RefusedError, UncertainError
from app.outbox.links import link, unsubscribe
from app.outbox.rows import EMAIL, Letter, Outgoing

SECONDS = 10
"""How long one step of the dialogue may take."""
OK = (250, 251)
# Folding would cut long addresses of links in the middle.
POLICY = SMTP.clone(max_line_length=990)


def written(message: Outgoing, letter: Letter, recipient: str, now: int) -> EmailMessage:
    """Return a letter as e-mail; its id is that of the row, whenever it is sent."""
    sender = current_app.config["MAIL_FROM"]
    stop = unsubscribe(message.user_id, message.kind, EMAIL)
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["From"] = sender
    mail["To"] = recipient
    mail["Date"] = format_datetime(to_datetime(now))
    mail["Message-ID"] = f"<{message.id}.{message.created_at}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    mail["List-Unsubscribe"] = f"<{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    _words, endpoint, asked = letter.action
    addresses = {"stop": stop, "go_on": link(endpoint, **asked), "preferences": link("outbox.preferences")}
    shown = {"letter": letter, **addresses}
    mail.set_content(render_template("mail/letter.txt", **shown), cte="quoted-printable")
    html = render_template("mail/letter.html", **shown)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


def send(mail: EmailMessage, recipient: str, hand: Callable[[], None]) -> None:
    """Hand a mail to the server; `hand` is called right before it could take it. Raises what it was not sent for."""
    try:
        with closing(connected()) as smtp:
            checked(smtp.mail(parseaddr(mail["From"])[1]))
            checked(smtp.rcpt(recipient))
            hand()
            deliver(smtp, mail)
            with suppress(OSError, smtplib.SMTPException):  # it was taken: how they part changes nothing
                smtp.putcmd("quit")
    except UnicodeError as error:
        raise RefusedError("The mail server takes no such address.", for_good=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise RefusedError(f"{type(error).__name__}: {error}") from error


def connected() -> smtplib.SMTP:
    """Return a dialogue with the mail server of the configuration, to which one may give mail."""
    at = urlsplit(current_app.config["SMTP_URL"])
    mine = urlsplit(current_app.config["PUBLIC_URL"]).hostname
    host, secure = at.hostname or "", ssl.create_default_context()
    if at.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, at.port or 465, mine, timeout=SECONDS, context=secure)
    else:
        port = at.port or (25 if at.scheme == "smtp" else 587)
        smtp = smtplib.SMTP(host, port, mine, timeout=SECONDS)
    try:
        if at.scheme == "smtp+starttls":
            smtp.starttls(context=secure)
        if at.username:
            smtp.login(unquote(at.username), unquote(at.password or ""))
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def deliver(smtp: smtplib.SMTP, mail: EmailMessage) -> None:
    """Say DATA and what follows: from here on, silence means that it may have been taken."""
    try:
        answer = smtp.data(mail.as_bytes())
    except smtplib.SMTPDataError as refused:
        answer = (refused.smtp_code, refused.smtp_error if isinstance(refused.smtp_error, bytes) else b"")
    except (OSError, smtplib.SMTPException) as error:
        raise UncertainError(f"The mail server did not answer: {type(error).__name__}") from error
    checked(answer)


def checked(answer: tuple[int, bytes]) -> None:
    """Raise RefusedError unless the server said yes; 5 at the front means that it will say no again."""
    code, text = answer
    if code not in OK:
        raise RefusedError(f"{code} {text.decode(errors='replace')}", for_good=code >= 500)
