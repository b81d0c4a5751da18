"""Entry point of a WSGI server and of the `flask` command."""

from app import create_app

app = create_app()
