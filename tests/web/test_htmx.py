"""htmx is the version that the pages were made for: its files, their hashes, and how a page loads them."""

import base64
import hashlib
import re

from flask import Flask
from flask.testing import FlaskClient

from app.htmx import CORE, PTAG, VERSION
from tests.harness import close, make_app
from tests.source import ROOT

VENDOR = ROOT / "static" / "vendor"


def integrity(path: str) -> str:
    """Return the hash of a file as browsers compare it."""
    digest = hashlib.sha384((ROOT / "static" / path).read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


def test_the_copies_are_what_the_cdn_has() -> None:
    for script in (CORE, PTAG):
        assert integrity(script.copy) == script.integrity
        assert script.cdn.endswith(f"@{VERSION}/dist/{script.copy.removeprefix('vendor/')}")


def test_the_list_of_what_is_vendored_is_true() -> None:
    rows = re.findall(
        r"\| `([^`]+)` \|[^|]*\| ([^ ]+) \|[^|]*`([^`]+)` \| `([^`]+)` \|", (VENDOR / "VENDOR.md").read_text()
    )
    assert {row[0] for row in rows} == {CORE.copy.removeprefix("vendor/"), PTAG.copy.removeprefix("vendor/")}
    for path, version, licence, found in rows:
        assert (version, found) == (VERSION, integrity(f"vendor/{path}"))
        assert (VENDOR / licence).exists()


def test_a_page_has_one_script_that_loads_htmx(client: FlaskClient) -> None:
    text = client.get("/login").text
    boot = re.search(r"<script [^>]*boot\.js[^>]*>", text)
    assert boot
    assert 'data-source="local"' in boot.group()
    for part in (CORE.cdn, CORE.integrity, PTAG.cdn, PTAG.integrity, CORE.copy, PTAG.copy):
        assert part in boot.group()
    assert '<meta name="htmx-config" content="{&#34;noSwap&#34;:[204,304,&#34;5xx&#34;]' in text


def test_own_files_have_the_build_in_their_address(app: Flask, client: FlaskClient) -> None:
    address = re.search(r'href="(/static/css/tokens\.css\?v=(\w+))"', client.get("/login").text)
    assert address
    assert address.group(2) == app.config["BUILD_ID"]
    answer = client.get(address.group(1))
    assert answer.cache_control.max_age == 30 * 24 * 3600


def test_the_cdn_comes_first_unless_told_otherwise() -> None:
    app = make_app("sqlite://", HTMX_SOURCE="cdn")
    with app.test_request_context():
        text = app.jinja_env.get_template("components/_loading.html").render(csrf_token=str)
    close(app)
    assert 'data-source="cdn"' in text
