"""The demo: two vacancies live through three weeks in two minutes, on the real template."""
