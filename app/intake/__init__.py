"""Facts from files: text, tables, JSON lines and mappings. Knows no database, and nothing of what the facts mean."""
