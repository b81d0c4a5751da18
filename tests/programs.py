"""Programs that use the API: each has a token, and asks with it."""

import json
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app import clock
from app.tokens import service

ALL = ("ingest", "read")


def make_token(name: str = "crm", *scopes: str, source: str = "default", days: int | None = None) -> str:
    """Return a new token; with all scopes unless some are named."""
    return service.create_token(name, scopes or ALL, source, days, clock.now())


class Program:
    """A program that shows a token with each request."""

    def __init__(self, app: Flask, token: str) -> None:
        """Take the application to ask, and the token to show."""
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        """Ask for something."""
        return self.client.get(f"/api/v1{path}", query_string=query, headers=self.headers)

    def send(self, method: str, path: str, body: Any, **headers: str) -> TestResponse:
        """Send JSON; text and bytes as they are."""
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"Content-Type": "application/json", **self.headers, **headers}
        return self.client.open(f"/api/v1{path}", method=method, data=data, headers=headers)

    def post(self, *activities: Any, **headers: str) -> TestResponse:
        """Send activities."""
        return self.send("POST", "/activities", {"activities": activities}, **headers)


def call(key: str, at: str = "2026-10-01T09:30:00+02:00", rep: str = "ines", **more: Any) -> dict[str, Any]:
    """Return an activity as it is sent."""
    return {"id": key, "kind": "call.made", "at": at, "rep": rep, **more}


def told(answer: TestResponse, status: int) -> str:
    """Return what a problem says; it has to be one, with this status."""
    found = json.loads(answer.text)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert {"type", "title", "status", "detail"} <= found.keys()
    assert found["status"] == status
    return str(found["detail"])
