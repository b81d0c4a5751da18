"""Charts: SVG served by URL, private to who may see what they are drawn from, with the numbers beside them."""

from flask import Flask

from app.charts import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
