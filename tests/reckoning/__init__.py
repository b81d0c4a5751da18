"""A second, slow reckoning of the scoring rules that shares no code with the product."""
