"""What an operator sees of a policy before it is deployed."""

from pathlib import Path

from typer.testing import CliRunner

from svarctl.config import app
from tests.unit.clocks.given import TEXT

RUN = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})


def test_a_good_policy_is_shown_with_example_dates() -> None:
    """Promise, reminder, notice and telling time of one example."""
    shown = RUN.invoke(app, ["check", "--at", "2026-03-02T09:00:00"])
    assert shown.exit_code == 0, shown.output
    for date in ("Mon 16 Mar 2026 16:00", "Tue 10 Mar 2026 12:36", "Mon 02 Mar 2026 13:00"):
        assert date in shown.output


def test_a_wrong_policy_is_shown_with_its_findings(tmp_path: Path) -> None:
    """Exit code 2, so that a deployment stops."""
    file = tmp_path / "organisation.toml"
    file.write_text(TEXT.replace("[withdrawals]", "[withdrawal]"), encoding="utf-8")
    shown = RUN.invoke(app, ["check", str(file)])
    assert shown.exit_code == 2
    assert "perhaps `withdrawals`" in shown.output


def test_a_policy_with_no_day_left_is_refused(tmp_path: Path) -> None:
    """It is valid TOML with valid settings, and nobody could ever be told."""
    file = tmp_path / "organisation.toml"
    file.write_text(TEXT.replace('["12-24", "01-01"]', '["01-01", "12-31"]'), encoding="utf-8")
    shown = RUN.invoke(app, ["check", str(file)])
    assert shown.exit_code == 2
    assert "telling.never" in shown.output


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    """No traceback for a misspelt name."""
    shown = RUN.invoke(app, ["check", str(tmp_path / "none.toml")])
    assert shown.exit_code == 2
    assert "cannot be read" in shown.output


def test_a_policy_without_a_fallback_contact_is_refused(tmp_path: Path) -> None:
    """Somebody must be asked when everybody else is away; a contact without a phone will not do."""
    file = tmp_path / "organisation.toml"
    for given in (
        TEXT.replace("[contacts.fallback]", "[contacts.overseer2]"),
        TEXT.replace('phone = "+47 55 00 01 00"\n', "", 1),
    ):
        file.write_text(given, encoding="utf-8")
        shown = RUN.invoke(app, ["check", str(file)])
        assert shown.exit_code == 2
        assert "contacts.fallback" in shown.output
