"""The rules of the score: pure, exact, and without any knowledge of a database or a web page."""
