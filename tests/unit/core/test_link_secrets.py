"""The secret that signs links is whatever the store holds, however it begins."""

import pytest

from svar.wiring.core import secrets_in


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("kq3x9", ["kq3x9"]),
        ('["old", "new"]', ["old", "new"]),
        ("[C7m,)?_i*B.M", ["[C7m,)?_i*B.M"]),
        ("12345", ["12345"]),
    ],
    ids=["one", "two during a rotation", "one that begins like a list", "one of figures"],
)
def test_one_secret_or_a_list_of_them(text: str, secrets: list[str]) -> None:
    """Every ninetieth generated password begins with a bracket: no page would open, no mail go."""
    assert secrets_in(text) == secrets
