"""Bonuses: proposed as a quarter is closed, approved by people, sent to payroll, paid, disputed."""
