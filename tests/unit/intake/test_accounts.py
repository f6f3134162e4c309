"""What the policy says of each ATS account."""

from pathlib import Path

from svar.adapters.ats_accounts import accounts_of

POLICY = Path(__file__).parents[3] / "infra" / "organisation.toml"


def test_the_policys_robots_are_the_webhooks_robots() -> None:
    """A rule that the policy names is known where its webhook comes in."""
    found = accounts_of(POLICY.read_text(encoding="utf-8"))
    robots = found["greenhouse/fjordbyen"].automation_users
    assert robots == frozenset({"auto-reject@greenhouse.example"})


def test_an_account_without_settings_parks_what_names_nobody() -> None:
    """The careful way is the default."""
    found = accounts_of('[webhooks."ats/ashby/acme"]\n')
    assert found["ashby/acme"].parks_unnamed
