"""What must hold of every history. Each rule looks at the mailbox and says what is wrong."""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import replace
from datetime import date, datetime, timedelta

from svar.domain.desk import Desk
from svar.domain.outbox import State as Mail
from svar.domain.outbox import parse_tag
from svar.domain.promises import Due, Promise
from svar.domain.situation import promise_end
from svar.domain.telling import State
from svar.ports import StreamId, StreamKind
from svar.workflows.check_invariants import Fault, faults
from svar.workflows.look import look
from tests.fakes import written
from tests.simulation.candidates import what_was_said_is_handed_over_once
from tests.simulation.standing import standing
from tests.simulation.watched import TAMPERED, Arrived, Watched, said_on_a_page

Rule = Callable[[Watched], Iterator[str]]
HUMAN = ("human-", "approval-")
"""The mails in which a human is told of something that no machine can settle."""
PERSONAL = ("Sæther", "O'Hara", "Lindström", "@kandidat.example", "@ny")
KINDS: tuple[StreamKind, ...] = ("application", "person", "job", "desk")
DAY_OF_SILENCE = timedelta(hours=26)
A_MOMENT = timedelta(minutes=1)
GRACE = timedelta(days=1)
"""A human is told of a mail that failed after its fence, so a little later than the mail."""


def judge(world: Watched) -> list[str]:
    """Every violation, in words; empty when the promise was kept."""
    return [wrong for rule in RULES for wrong in rule(world)]


def applications(world: Watched) -> list[str]:
    return [each for each in world.people if _received(world, each)]


def _received(world: Watched, application: str) -> bool:
    return any(e.type == "application.received" for e in world.happened.get(application, []))


def mails_of(world: Watched, application: str) -> list[Arrived]:
    return [mail for mail in world.arrived if mail.owner == application]


def letters_of(world: Watched, application: str) -> list[Arrived]:
    """The letters that tell of it, whichever application they lie with, and that did not bounce."""
    return [mail for mail in world.arrived if application in mail.tells and not mail.bounced]


def nothing_comes_twice(world: Watched) -> Iterator[str]:
    counted = Counter((m.owner, m.name) for m in world.arrived if m.to_candidate)
    yield from (f"{owner}: {name} came {n} times" for (owner, name), n in counted.items() if n > 1)


def one_letter_a_decision(world: Watched) -> Iterator[str]:
    for each in applications(world):
        letters = letters_of(world, each)
        decisions = standing(world.events_of(each)).rejections
        if len(letters) > decisions:
            yield f"{each}: {len(letters)} letters for {decisions} decisions"


def nobody_is_told_twice_on_one_day(world: Watched) -> Iterator[str]:
    """Unless a promise ends that would break otherwise."""
    sent: dict[tuple[str, date], list[Arrived]] = {}
    for mail in world.arrived:
        if mail.tells and not mail.bounced:
            day = world.calendar_at(mail.at, mail.owner).local_date(mail.at)
            sent.setdefault((world.people[mail.owner], day), []).append(mail)
    for (person, day), mails in sent.items():
        if len(mails) > 1 and not any(_could_not_wait(world, mail) for mail in mails[1:]):
            yield f"{person} got {len(mails)} letters on {day}: {[m.tells.keys() for m in mails]}"


def _could_not_wait(world: Watched, mail: Arrived) -> bool:
    ends = [promise_end(world.look(each)) for each in mail.tells]
    windows = world.calendar_at(mail.at, mail.owner)
    tomorrow = windows.next_window(mail.at + timedelta(hours=20))
    return any(end is not None and end <= tomorrow + timedelta(hours=12) for end in ends)


def nobody_is_told_while_another_process_goes_on(world: Watched) -> Iterator[str]:
    """Nor when they have won one; unless a human has seen the letter and let it go."""
    for mail in world.arrived:
        laid = world.store.laid_at.get(f"a__{mail.owner}__{mail.name}")
        if not mail.tells or laid is None:
            continue
        for each in mail.tells:
            others = [
                other
                for other, person in world.people.items()
                if person == world.people[each] and other not in mail.tells
            ]
            # What came in the very seconds in which the letter was laid, nobody could have known;
            # and a process that ended in them may be why it was laid.
            seen = (laid - A_MOMENT, laid)
            going = [o for o in others if all(_goes_on(world, o, when) for when in seen)]
            if going and not _let_go(world, each, mail):
                yield f"{each}: {mail.name} was laid at {laid}, and {going} went on"


def _goes_on(world: Watched, application: str, when: datetime) -> bool:
    heard = world.heard_of(application, when)
    received = any(event.type == "application.received" for event in heard)
    now = standing(heard)
    return received and not (now.withdrawn or now.erased) and (now.hired or not now.rejected)


def _let_go(world: Watched, application: str, mail: Arrived) -> bool:
    """Whether a human has said yes to the letter, or to what came back and went again."""
    letter = f"a__{mail.owner}__{mail.name}"
    again = f"{letter}-"
    approved = [t for t in world.look(application).deeds.tellings if t.approved_at is not None]
    gone = [t.letter_id for t in approved if t.letter_id is not None]
    return any(each == letter or each.startswith(again) for each in gone)


def nobody_is_told_outside_the_window(world: Watched) -> Iterator[str]:
    for mail in world.arrived:
        if mail.name.startswith(("letter", "notice")) and not mail.in_window:
            yield f"{mail.owner}: {mail.name} at {mail.at}"


def each_question_is_asked_once(world: Watched) -> Iterator[str]:
    """Alone or together with others, and of one desk in one mail."""
    for each in applications(world):
        deeds = world.look(each).deeds
        for number, done in deeds.done.items():
            reminded = [deed for deed in done if deed.due is Due.REMIND]
            alone = any(name.partition("-to-")[0] == f"reminder-{number}" for name in deeds.mails)
            together = any(deed.mail_ids for deed in reminded)
            if len(reminded) > 1 or (alone and together):
                yield f"{each}: asked about more than once: {reminded}"
    for stream, kept in world.store.streams.items():
        if stream.kind == "desk":
            rounds = Desk.model_validate_json(kept.deeds).asking.rounds
            about = Counter((r.nudge, question) for r in rounds for question in r.about)
            yield from (f"{stream.id}: {what} {n} times" for what, n in about.items() if n > 1)


def one_correction_a_letter(world: Watched) -> Iterator[str]:
    """And none of a letter that never came, nor one that nobody has asked for."""
    for each in applications(world):
        mails = mails_of(world, each)
        log = world.store.load(StreamId(kind="application", id=each)).events
        asked = [e for e in log if e.type == "correction.requested"]
        made = world.look(each).deeds.corrections
        for mail in (m for m in mails if m.name.startswith("correction")):
            which = [c for c in made if f"correction-{c.number}" == mail.name]
            wrong = [m for m in mails for c in which if m.name.endswith(f"-{c.letter}")]
            if not which or not asked:
                yield f"{each}: {mail.name}, for which nobody has asked"
            corrected = any(m.name.startswith(("letter", "correction")) for m in wrong)
            # A letter whose fate nobody knows may have been read: a human may correct it.
            reasons = {concern.reason for concern in world.look(each).deeds.concerns}
            unknown = reasons & {"delivery_unknown", "not_delivered"}
            if not corrected and not letters_of(world, each) and not unknown:
                yield f"{each}: {mail.name} corrects a letter that never came"
            still_in = which and which[0].mistake != "wrong_text"
            if still_in and mail.known.rejected:
                yield f"{each}: {mail.name} at {mail.at} says that a rejected one is still in"
        for letter in {c.letter for c in made}:
            numbers = {f"correction-{c.number}" for c in made if c.letter == letter}
            if sum(m.name in numbers for m in mails) > 1:
                yield f"{each}: letter {letter} was corrected twice"


def only_to_their_own_address(world: Watched) -> Iterator[str]:
    for mail in world.arrived:
        if mail.to_candidate and mail.recipient != mail.address:
            yield f"{mail.owner}: {mail.name} went to {mail.recipient}, not to {mail.address}"


def only_whom_a_human_rejected(world: Watched) -> Iterator[str]:
    for mail in world.arrived:
        for each, known in mail.tells.items():
            if not known.may_be_told:
                yield f"{each}: {mail.name} at {mail.at}, when it was known: {known}"
        if mail.name.startswith("letter") and mail.owner not in mail.tells:
            yield f"{mail.owner}: {mail.name} does not say what it is about"
        if mail.to_candidate and mail.known.erased:
            yield f"{mail.owner}: {mail.name} at {mail.at}, after the erasure"


def has_a_true_letter(world: Watched, application: str) -> bool:
    """Whether a letter came whose decision was never known to be taken back."""
    deeds = world.look(application).deeds
    came = {t.number for t in deeds.tellings if t.state is State.DELIVERED}
    corrected = {correction.letter for correction in deeds.corrections}
    return bool(letters_of(world, application) and came - set(deeds.undone) - corrected)


def every_decision_is_told_or_known(world: Watched) -> Iterator[str]:
    for each in applications(world):
        now = standing(world.events_of(each))
        if not now.may_be_told or now.over or now.rejected_at is None:
            continue
        mails = mails_of(world, each)
        letters = [m for m in letters_of(world, each) if m.at >= now.rejected_at]
        asked = [m for m in mails if m.name.startswith((*HUMAN, "audit-"))]
        waits = any(t.needs_human for t in world.look(each).deeds.tellings)
        human = any(m.name.startswith(HUMAN) for m in asked) or (waits and asked)
        # Taken back and decided again before anybody heard of it: the letter that came is true.
        if not letters and not human and not has_a_true_letter(world, each):
            yield f"{each}: rejected at {now.rejected_at}, and nobody was told"


def every_promise_got_word(world: Watched) -> Iterator[str]:
    end = world.clock.now()
    for each in applications(world):
        promises = world.look(each).deeds.promises
        for place, promise in enumerate(promises):
            after = promises[place + 1] if place + 1 < len(promises) else None
            replaced = after is not None and after.made_at <= promise.due_at
            if promise.due_at > end or replaced:
                continue
            if not _had_word(world, each, promise):
                yield f"{each}: promise {promise.number} by {promise.due_at} got no word"


def _had_word(world: Watched, application: str, promise: Promise) -> bool:
    mails = mails_of(world, application)
    events = world.events_of(application)
    if standing(events, promise.due_at).over:
        return True
    told = [*letters_of(world, application), *mails]
    said = any(
        m.name.startswith(("letter", f"notice-{promise.number}")) and m.at <= promise.due_at
        for m in told
    )
    return said or any(m.name.startswith(HUMAN) and m.at <= promise.due_at + GRACE for m in mails)


def nothing_is_parked(world: Watched) -> Iterator[str]:
    yield from (f"{name} was parked: {why}" for name, why in world.parked)
    yield from (f"{name} failed" for name in world.failed)
    yield from (f"the sweeper could not do {what}" for what in world.unswept)


def everything_settles(world: Watched) -> Iterator[str]:
    """Nothing is overdue, and only a mail whose day without news runs has a time of its own."""
    now = world.clock.now()
    for stream, kept in world.store.streams.items():
        if kept.due_at is not None and kept.due_at <= now - timedelta(hours=1):
            yield f"{stream.id}: nobody has looked since {kept.due_at}"
        for item in kept.outbox.values():
            if item.state in {Mail.CLAIMED, Mail.UNKNOWN, Mail.PENDING}:
                yield f"{item.id} is still {item.state}"
            elif item.state is Mail.SENT and item.sent_at and item.sent_at < now - DAY_OF_SILENCE:
                yield f"{item.id} was sent at {item.sent_at}, and nobody asks what became of it"
            elif item.due_at is not None and item.due_at <= now - timedelta(hours=1):
                yield f"{item.id} is {item.state}, due since {item.due_at}"
        yield from (f"{stream.id}: {work} was never started" for work in kept.work)


def what_came_is_logged_once(world: Watched) -> Iterator[str]:
    for subject, events in world.happened.items():
        kept = [
            key
            for kind in KINDS
            if (there := world.store.streams.get(StreamId(kind=kind, id=subject)))
            for key, event in there.events.items()
            if not said_on_a_page(event)
        ]
        if sorted(kept) != sorted({event.key for event in events}):
            yield f"{subject}: {len(events)} events, and in the log are {kept}"


def everybody_hears_at_once(world: Watched) -> Iterator[str]:
    for each in applications(world):
        names = [m.name for m in mails_of(world, each)]
        heard = any(name.startswith(("receipt", "letter", *HUMAN)) for name in names)
        if not heard and not standing(world.events_of(each)).over:
            yield f"{each}: applied, and nobody said a word"


def what_ses_says_is_noted(world: Watched) -> Iterator[str]:
    ends = {"Delivery": {Mail.DELIVERED, Mail.COMPLAINED}, "Bounce": {Mail.BOUNCED}}
    for tag, kinds in world.heard.items():
        item = world.store.outbox_item(parse_tag(tag)[0])
        for kind in kinds & ends.keys():
            if item and item.attempt == parse_tag(tag)[1] and item.state not in ends[kind]:
                yield f"{tag}: SES said {kind}, and it is {item.state}"


def who_was_told_is_known(world: Watched) -> Iterator[str]:
    """A letter that arrived is noted in every application that it answers."""
    for mail in world.arrived:
        letter = f"a__{mail.owner}__{mail.name}"
        if "Delivery" not in world.heard.get(f"{letter}_{mail.attempt}", ()):
            continue
        for each in mail.tells:
            tellings = world.look(each).deeds.tellings
            if not any(t.letter_id == letter and t.delivered_at for t in tellings):
                yield f"{each} was told by {letter}, and does not know it"


def what_changed_after_approval_stays(world: Watched) -> Iterator[str]:
    for mail in world.mailer.mailbox:
        if TAMPERED.strip().encode() in mail.mime:
            yield f"{mail.tag} left with another text than was approved"


def the_erased_are_forgotten(world: Watched) -> Iterator[str]:
    for each in applications(world):
        if standing(world.events_of(each)).erased:
            record = world.store.load(StreamId(kind="application", id=each))
            stored = written(record)
            yield from (f"{each}: {word} is still there" for word in PERSONAL if word in stored)


def somebody_minds_every_application(world: Watched) -> Iterator[str]:
    """The daily check finds nothing to mend, and passes over nobody who is not over."""
    calm = replace(world.house, store=world.store)
    walked = set(world.store.applications(None, 1_000_000).ids)
    for each in applications(world):
        at, record = look(each, calm)
        wrong = set(faults(at, record, world.clock.wall())) - {Fault.UNHEARD}
        if wrong:
            yield f"{each} is minded by nobody: {sorted(wrong)}"
        if record.due_at is not None and each not in walked:
            yield f"{each} is passed over by the daily check"


RULES: tuple[Rule, ...] = (
    nothing_comes_twice,
    one_letter_a_decision,
    nobody_is_told_twice_on_one_day,
    nobody_is_told_while_another_process_goes_on,
    nobody_is_told_outside_the_window,
    each_question_is_asked_once,
    one_correction_a_letter,
    only_to_their_own_address,
    only_whom_a_human_rejected,
    every_decision_is_told_or_known,
    every_promise_got_word,
    nothing_is_parked,
    everything_settles,
    what_came_is_logged_once,
    what_was_said_is_handed_over_once,
    everybody_hears_at_once,
    what_ses_says_is_noted,
    who_was_told_is_known,
    what_changed_after_approval_stays,
    the_erased_are_forgotten,
    somebody_minds_every_application,
)
