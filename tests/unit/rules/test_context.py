"""What the gate does with what is known besides the text."""

import pytest

from svar.domain.languages import languages
from svar.domain.rules import GateContext, Kind, LetterText, check
from tests.unit.rules.letters import broken, judged, letter

CONTACT = ("Mona Berg", "mona.berg@fjordbyen.example", "+47 55 00 01 00")


@pytest.mark.parametrize("name", ["Kari", "Kari Nordmann", "KARI NORDMANN", "kari"])
def test_the_person_is_greeted_by_any_part_of_the_name(name: str) -> None:
    """A first name is enough, in any case."""
    assert broken("nb", name=name) == set()


def test_a_greeting_to_somebody_else_is_found() -> None:
    """A letter to Ola must not go to Kari."""
    found = judged("nb", {"greeting": "Hei Ola,"}, name="Kari Nordmann")
    assert [(each.rule, each.words) for each in found] == [("R10", "Hei Ola,")]


@pytest.mark.parametrize(
    "greeting", ["Emma,", "Emma Lie", "Ahoy there, Emma!", "Emma, good morning!"]
)
def test_a_first_line_with_the_name_is_the_greeting(greeting: str) -> None:
    """No list has every hello; what is the greeting does not count as a first sentence."""
    late = {"thanks": "Thank you for writing. It was a pleasure to read.", "greeting": greeting}
    assert broken("en", {"greeting": greeting}, name="Emma Lie") == set()
    assert broken("en", late, name="Emma Lie") == {"R02"}


def test_a_sentence_with_the_name_is_no_greeting() -> None:
    """The outcome may stand right at the top."""
    example = {"greeting": "", "thanks": "You will not move forward, Emma.", "outcome": ""}
    assert "R02" not in broken("en", example, name="Emma Lie")


def test_a_last_sentence_that_names_the_contact_is_no_wish() -> None:
    """Whoever reads the answers is told of, and nothing is wished."""
    known = ("Mona Berg", "mona@fjordbyen.example")
    example = {"contact": "Write to mona@fjordbyen.example.", "wish": "Mona reads all of it."}
    assert broken("en", example, contact=known) == {"R19"}
    assert broken("en", {**example, "wish": "Sail on."}, contact=known) == set()


@pytest.mark.parametrize("signed", ["James Pell", "J. Pell", "Mr. Pell", "james"])
def test_a_contact_with_a_title_is_known_by_the_name(signed: str) -> None:
    """Whoever is called Mr James Pell in the records signs as people sign."""
    contact = ("Mr James Pell", "jpell@stannes.example")
    example = {"contact": "Write to me: jpell@stannes.example.", "signature": f"Best\n{signed}"}
    assert broken("en", example, contact=contact) == set()


def test_what_is_denied_or_required_is_no_break() -> None:
    """The same words are a promise, a denial, or the job that somebody applied for."""
    assert "R07" in broken("en", "We will keep your CV.")
    assert broken("en", "We will not keep your CV.") == set()
    assert "R20" in broken("en", "You are ranked in our applicant tracking system.")
    assert broken("en", "The job requires experience with applicant tracking systems.") == set()


def test_a_name_right_under_the_last_sentence_is_a_signature() -> None:
    """Not everybody leaves a line before the name."""
    letter_ = letter("en").body.split("We wish")[0] + "I hope you find work soon.\nGil\n"
    assert check(LetterText(None, letter_), GateContext("en")) == ()


@pytest.mark.parametrize("name", ["", "None", "{{ name }}", "🤰"])
def test_a_candidate_without_a_name_may_be_greeted_without_one(name: str) -> None:
    """Nobody is left without an answer for want of a name."""
    assert broken("nb", {"greeting": "Hei,"}, name=name) == set()


@pytest.mark.parametrize(
    "name", ["Frå", "Ikke", "O'Brien", "O’Brien", "Áile", "Ung Jahr", "Nguyễn Thị Ánh", "Eg"]
)
@pytest.mark.parametrize("language", languages())
def test_a_name_is_never_a_break(language: str, name: str) -> None:
    """A name may look like a word of another form, of age, of anything."""
    example = {"greeting": f"Hei {name},", "wish": ""}
    assert broken(language, example, name=name) == {"R19"}


def test_the_contact_must_be_the_one_that_is_known() -> None:
    """Somebody else's address or number would send the candidate to a stranger."""
    signed = {"signature": "Vennlig hilsen\nMona Berg\nmona.berg@fjordbyen.example\n55 00 01 00"}
    assert broken("nb", signed, contact=CONTACT) == set()
    other = {"contact": "Skriv til sjef@evil.example eller ring 99 88 77 66."}
    found = {(each.rule, each.words) for each in judged("nb", other, contact=CONTACT)}
    assert {("R20", "sjef@evil.example"), ("R20", "99 88 77 66"), ("R09", "")} <= found
    assert "R09" in broken("nb", {"signature": "Hilsen\nOla Nes"}, contact=CONTACT)


@pytest.mark.parametrize(
    "said",
    [
        "Vi valgte Ola Nes.",
        "Vi valgte Nes.",
        "Spør ola@nes.example.",
        "Ring 99887766 for mer om kravet.",
    ],
)
def test_another_candidate_is_never_named(said: str) -> None:
    """Name, part of a name, e-mail and phone."""
    others = ("Ola Nes", "ola@nes.example", "+47 99 88 77 66")
    assert "R20" in broken("nb", said, others=others)
    assert "R20" not in broken("nb", others=others)


def test_a_name_that_two_people_share_is_no_leak() -> None:
    """The candidate Kari may be greeted though another applicant is called Kari."""
    assert broken("nb", name="Kari Nes", others=("Kari Dahl", "Mona Ås")) == set()


def test_internal_text_is_found_and_its_subject_is_not() -> None:
    """A reason from the ATS must not be repeated; its criterion may be named."""
    reason = "Not a culture fit, weird vibe, thick accent"
    assert "R20" in broken("en", "We saw not a culture fit, weird vibe.", internal=(reason,))
    assert broken("en", internal=("class C licence", "Missing class C licence")) == set()
    assert "R20" in broken("nb", "Se canary-1f2e3d4c.", internal=("canary-1f2e3d4c",))
    assert "R20" in broken("nb", "Se app-77120.", internal=("app-77120",))


def test_a_reason_without_evidence_is_found() -> None:
    """A sentence that stands on nothing is not sent; one that does needs no marker word."""
    grounded = (("Du viste lite.", ("E1",)),)
    example = {"reason": "Du viste lite av det vi så etter."}
    assert broken("nb", example, evidence=grounded) == set()
    loose = judged("nb", evidence=(("Du er sen.", ()),))
    assert [(each.rule, each.words) for each in loose] == [("R05", "Du er sen.")]


def test_invisible_characters_are_found() -> None:
    """A turned or hidden word is not what the human approved."""
    assert broken("nb", "Kravet er \u202egnp.vc\u202c fagbrev.") == {"R20"}


def test_spelling_tricks_do_not_hide_a_word() -> None:
    """Zero-width characters, decomposed letters, odd spaces and wrapped lines are read through."""
    assert "R17" in broken("nb", "Etter nø\u200bye vurdering har vi sett på kravet.")
    assert "R17" in broken(
        "nb", "Etter no\u0338ye vurdering".replace("o\u0338", "ø") + " av kravet."
    )
    assert "R14" in broken("en", "The licence is missing at\nthis\u00a0time.")
    assert "R14" in broken("en", "The licence is missing at this time.".upper())


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "status_notice",
            "Det er ikke bestemt ennå hvem som får stillingen. Du hører fra oss innen 3. mars.",
        ),
        (
            "withdrawal_confirmation",
            "Takk for at du sa fra at du trekker søknaden. Vi har avsluttet søknaden din. "
            "Vi ønsker deg lykke til videre.",
        ),
        (
            "correction",
            "Vi sendte deg et brev om stillingen ved en feil, og det beklager vi. "
            "Du er fortsatt med i prosessen.",
        ),
        (
            "receipt",
            "Takk for søknaden. Du får svar senest 3. mars. "
            "Svar gjerne på noen spørsmål her: https://fjordbyen.example/chat/abc",
        ),
    ],
)
def test_each_kind_of_text_has_the_rules_that_fit_it(kind: Kind, said: str) -> None:
    """A receipt owes no reason, but dignity is owed always."""
    context = GateContext("nb", name="Kari", contact=CONTACT)
    ending = "Har du spørsmål, kan du svare på denne e-posten.\n\nVennlig hilsen\nMona Berg"
    body = f"Hei Kari,\n\n{said}\n\n{ending}"
    assert check(LetterText(None, body), context, kind) == ()
    rude = body.replace("Har du", "Du er for gammel. Har du")
    assert {each.rule for each in check(LetterText(None, rude), context, kind)} == {"R13"}


@pytest.mark.parametrize("heading", ["Emne: Svar på søknaden din", "Svar på søknaden om jobben"])
def test_a_subject_pasted_above_the_greeting_is_read_as_one(heading: str) -> None:
    """The letter begins at the greeting, and the subject breaks rules like any other text."""
    body = letter("nb").body
    context = GateContext("nb", name="Kari")
    assert check(LetterText(None, f"{heading}\n\n{body}"), context) == ()
    sorry = check(LetterText(None, f"Emne: Dessverre, og vi beklager\n\n{body}"), context)
    assert {each.rule for each in sorry} == {"R04"}


def test_what_hedges_an_outcome_says_nothing_elsewhere() -> None:
    """«Trolig» of a requirement is a fact; of the answer it leaves the door open."""
    assert broken("nb", {"outcome": "Du går trolig ikke videre."}) == {"R14"}
    assert broken("nb", "Du har trolig et kurs, men stillingen krever to.") == set()
    told = {"outcome": "Det er fra vår side slik at du ikke går videre."}
    assert broken("nb", told) == {"R12"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "Feel free to call me."),
        ("nn", "My advice: take the course first."),
        ("en", "Ta gjerne kontakt."),
    ],
)
def test_one_sentence_in_another_language_is_found(language: str, said: str) -> None:
    """A letter that is otherwise in the right one does not hide it."""
    assert broken(language, said) == {"R15"}


def test_a_slogan_under_the_name_is_advertising() -> None:
    """A wish under the name is a wish."""
    signature = "Vennlig hilsen\nMona Berg\n{}"
    assert broken("nb", {"signature": signature.format("Vi bygger framtida!")}) == {"R18"}
    assert broken("nb", {"signature": signature.format("Lykke til!")}) == set()


def test_the_words_are_shown_as_the_text_writes_them() -> None:
    """What a recruiter searches for is there: apostrophes, capitals, a word that was broken."""
    body = letter("en", "We’ll\u00a0be in\ntouch. Sadly, UNFORTU-\nNATELY, no.").body
    found = {each.rule: each.words for each in check(LetterText(None, body), GateContext("en"))}
    assert found == {"R07": "We’ll be in touch", "R04": "UNFORTU- NATELY"}


@pytest.mark.parametrize("pasted", ["<p>Du har ett år.</p>", "Du har ett &aring;r.", "<br/>"])
def test_pasted_html_is_named_as_what_it_is(pasted: str) -> None:
    """Nobody is told to fill in a paragraph sign."""
    assert all("HTML" in each.why for each in judged("nb", pasted))
    assert broken("nb", pasted) == {"R10"}


def test_what_is_beyond_the_limit_is_shown_as_it_stands() -> None:
    """A recruiter sees where the letter became too long."""
    body = letter("nb", "Kravet gjelder. " * 80).body
    shown = [each.words for each in check(LetterText(None, body), GateContext("nb"))]
    assert len(shown) == 2
    assert all(words and words in body for words in shown)
