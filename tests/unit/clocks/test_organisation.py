"""What an organisation's policy file may say, and how it is told when it is wrong."""

import pytest

from svar.domain.organisation import Organisation, OrganisationInvalid, load_organisation
from svar.domain.policy import JurisdictionClock, Window
from tests.unit.clocks.given import organisation_with


def test_the_default_file_is_the_default_policy(organisation: Organisation) -> None:
    """What the commented file says is what the models say when it says nothing."""
    promises, telling = type(organisation.promises), type(organisation.telling)
    assert organisation.promises == promises()
    assert organisation.telling == telling()
    assert organisation.letters == type(organisation.letters)()


def test_a_policy_survives_being_stored_as_json(organisation: Organisation) -> None:
    """A stored policy reads back as itself."""
    assert Organisation.model_validate_json(organisation.model_dump_json()) == organisation


def test_windows_are_read_from_plain_hours(organisation: Organisation) -> None:
    """Friday ends at 13."""
    assert organisation.telling.windows["fri"] == Window.model_validate(
        {"opens": "08:00", "closes": "13:00"}
    )


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        ('"jobb@fjordbyen.example"', '"jobb@mail.test"', "sender", "own domain"),
        ('default_language = "nb"', 'default_language = "sv"', "default_language", "nb, nn, en"),
        ('"nn", "en"]', '"fi"]', "languages", "some of"),
        ('country = "NO"', 'country = "XX"', "country", "two-letter country code"),
        ('country = "NO"', 'country = "CA"\nsubdivision = "XX"', "subdivision", "ON"),
        ("Europe/Oslo", "Europe/Fjordbyen", "time_zone", "IANA"),
        ('jurisdiction = "NO"', 'jurisdiction = "SE"', "jurisdiction", "CA-ON, NO"),
        ('phone = "+47 55 00 01 00"', "", "contacts.fallback.phone", "a value"),
        ("[contacts.fallback]", "[contacts.other]", "contacts.fallback", "a value"),
        ("remind_at = 0.6", "remind_at = 0.95", "promises", "smaller than escalate_at"),
        ("hold_working_hours", "hold_working_hour", "telling.hold_working_hour", "hold_working_h"),
        ("[withdrawals]", "[withdrawal]", "withdrawal", "`withdrawals`"),
        ("08:00-13:00", "13:00-08:00", "telling.windows.fri", "opens before it closes"),
        ("08:00-13:00", "8-13", "telling.windows.fri.opens", "08:00-16:00"),
        ('"12-24"', '"24-12"', "telling.never.between.0.0", "shape"),
        (', criterion = "experience*"', "", "reasons.map.Too Junior", "criterion"),
        ('name = "Per Dahl"\nemail = "per', 'name = "Per"\nemail = "ingrid.berg', "people", "once"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(
    policy_text: str, old: str, new: str, path: str, expected: str
) -> None:
    """Field path, what is wrong, what would be right."""
    assert old in policy_text
    text = policy_text.replace(old, new, 1)
    if path == "people":
        text = text.replace("ingrid.berg.dahl@", "ingrid.berg@")
    with pytest.raises(OrganisationInvalid) as caught:
        load_organisation(text)
    found = {each.path: each for each in caught.value.findings}
    assert path in found, str(caught.value)
    assert expected in found[path].expected


def test_every_finding_is_reported_at_once(policy_text: str) -> None:
    """An operator mends a file once, not once per fault."""
    text = policy_text.replace("remind_at = 0.6", "remind_at = 6").replace(
        'before_interview = "hold"', 'before_interview = "perhaps"'
    )
    with pytest.raises(OrganisationInvalid) as caught:
        load_organisation(text)
    paths = [each.path for each in caught.value.findings]
    assert paths == ["promises.remind_at", "telling.review.before_interview"]


def test_text_that_is_not_toml_is_a_finding() -> None:
    """The place of the fault is passed on from the parser."""
    with pytest.raises(OrganisationInvalid, match="line 2"):
        load_organisation('name = "Fjordbyen"\nsector private')


def test_a_silent_deciders_manager_is_next(organisation: Organisation) -> None:
    """Substitutes, then the managers upwards; the fallback contact is the last for everybody."""
    fallback = organisation.contacts.fallback

    def line(email: str) -> list[str]:
        return [each.name for each in organisation.next_in_line(email)]

    assert line("Ingrid.Berg@fjordbyen.example") == ["Per Dahl", "Kari Strand"]
    assert line("nobody@fjordbyen.example") == ["Kari Strand"]
    assert line("kari.strand@fjordbyen.example") == []
    assert organisation.next_in_line("per.dahl@fjordbyen.example") == (fallback,)
    assert [each.name for each in organisation.managers_of("per.dahl@fjordbyen.example")] == [
        "Kari Strand"
    ]


def test_managers_in_a_circle_are_each_asked_once() -> None:
    """A mistake in the file must not turn the clocks into a wheel."""
    circle = organisation_with(
        (
            '[[people]]\nname = "Kari Strand"\nemail = "kari.strand@fjordbyen.example"\n',
            '[[people]]\nname = "Kari Strand"\nemail = "kari.strand@fjordbyen.example"\n'
            'manager = "ingrid.berg@fjordbyen.example"\n',
        )
    )
    line = circle.next_in_line("ingrid.berg@fjordbyen.example")
    assert [each.name for each in line] == ["Per Dahl", "Kari Strand"]


def test_an_internal_reason_becomes_a_criterion_or_a_question(organisation: Organisation) -> None:
    """`Too Junior` is never sent; an unknown reason is asked about."""
    assert organisation.reason_for(" too junior ").criterion == "experience*"
    assert organisation.reason_for("Something else").kind == "ask"


def test_only_named_addresses_and_domains_may_use_recruiters_links(
    organisation: Organisation,
) -> None:
    """A domain that merely ends alike is a stranger."""
    assert organisation.may_recruit("Kari.Strand@Fjordbyen.example")
    assert not organisation.may_recruit("kari@notfjordbyen.example")
    assert not organisation.may_recruit("kari@fjordbyen.example.test")


def test_an_ats_rule_is_known_by_account_and_user(organisation: Organisation) -> None:
    """The same user name at another account may be a human."""
    robot = "auto-reject@greenhouse.example"
    assert organisation.is_auto_reject("ats/greenhouse/fjordbyen", robot)
    assert not organisation.is_auto_reject("ats/generic/fjordbyen", robot)
    assert not organisation.is_auto_reject("ats/lever/unknown", robot)


def test_an_account_may_stand_under_another_law(policy_text: str) -> None:
    """Jobs in Ontario have Ontario's clock, whatever the head office has."""
    text = policy_text + 'jurisdiction = "CA-ON"\n'
    organisation = load_organisation(text)
    assert organisation.jurisdiction_of("ats/greenhouse/fjordbyen") == "CA-ON"
    assert organisation.jurisdiction_of("ats/generic/fjordbyen") == "NO"
    assert organisation.promises.jurisdictions["NO"] == JurisdictionClock()
