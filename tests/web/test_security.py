import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app.htmx import CDN_FILES
from tests.cast import logged_in
from tests.harness import close, make_app

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; media-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
)

ANSWERS = {
    "a page": ("GET", "/login", 200),
    "a refused form": ("POST", "/login", 422),
    "a redirect": ("GET", "/board", 303),
    "a file": ("GET", "/static/css/tokens.css", 200),
    "no such file": ("GET", "/static/no-such-file", 404),
    "no such page": ("GET", "/no-such-page", 404),
    "a wrong method": ("DELETE", "/login", 405),
    "something broken": ("GET", "/broken", 500),
}


@pytest.fixture(scope="module")
def broken() -> Flask:
    app = make_app("sqlite://", PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/broken", "static-broken", lambda: 1 // 0)
    vars(app.view_functions["static-broken"])["access_rule"] = "public"
    return app


@pytest.mark.parametrize("what", ANSWERS)
def test_every_answer_is_protected(broken: Flask, what: str) -> None:
    method, path, status = ANSWERS[what]
    answer = broken.test_client().open(path, method=method)
    assert answer.status_code == status
    for name, value in {
        "Content-Security-Policy": POLICY.format(scripts="'self'"),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }.items():
        assert answer.headers.getlist(name) == [value]
    assert "Strict-Transport-Security" not in answer.headers


def test_htmx_is_allowed_from_its_files_on_the_cdn() -> None:
    answer = make_app("sqlite://", HTMX_SOURCE="cdn").test_client().get("/login")
    scripts = f"'self' {' '.join(CDN_FILES)}"
    assert answer.headers["Content-Security-Policy"] == POLICY.format(scripts=scripts)
    assert all(file.endswith(".js") for file in CDN_FILES)


def test_pages_are_kept_by_nobody_and_depend_on_how_htmx_asks(app: Flask, cast: None) -> None:
    answer = logged_in(app, "mara").get("/account")
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.headers.getlist("Vary")) == {"Cookie", "HX-Request-Type, HX-Request"}


def test_files_are_kept(client: FlaskClient) -> None:
    answer = client.get("/static/css/tokens.css")
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert "Set-Cookie" not in answer.headers


def test_session_cookie_over_plain_http(client: FlaskClient) -> None:
    parts = client.get("/login").headers["Set-Cookie"].split("; ")
    assert parts[0].startswith("baton=")
    assert set(parts[1:]) == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_session_cookie_over_https() -> None:
    client = make_app("sqlite://", BATON_HTTPS="on").test_client()
    answer = client.get("/login", base_url="https://localhost")
    parts = answer.headers["Set-Cookie"].split("; ")
    assert parts[0].startswith("__Host-baton=")
    assert set(parts[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("hops", "seen"),
    [("0", ("10.0.0.1", "http")), ("1", ("192.0.2.7", "https")), ("2", ("192.0.2.6", "https"))],
)
def test_as_many_proxies_are_believed_as_there_are(hops: str, seen: tuple[str, str]) -> None:
    app = make_app("sqlite://", TRUSTED_PROXIES=hops)
    app.before_request_funcs = {None: [lambda: f"{request.remote_addr} {request.scheme} {request.host}"]}
    answer = app.test_client().get(
        "/login",
        headers={
            "X-Forwarded-For": "192.0.2.6, 192.0.2.7",
            "X-Forwarded-Proto": "https, https",
            "X-Forwarded-Host": "evil.example",
        },
        environ_overrides={"REMOTE_ADDR": "10.0.0.1"},
    )
    assert answer.text == " ".join((*seen, "localhost"))


def test_large_requests_are_not_read(client: FlaskClient) -> None:
    answer = client.post("/login", data={"email": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"BATON_ENV": "production", "BATON_HTTPS": "off"}, "production needs https"),
        ({"BATON_HTTPS": "yes"}, "give on or off"),
        ({"TRUSTED_PROXIES": "-1"}, "0 or more"),
        ({"LOGIN_IDLE_HOURS": "0"}, "1 or more"),
        ({"LOGIN_MAX_DAYS": "a week"}, "1 or more"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make_app("sqlite://", **settings)


def test_production_is_https() -> None:
    app = make_app("sqlite://", BATON_ENV="production")
    assert app.config["SESSION_COOKIE_SECURE"]
    close(app)
