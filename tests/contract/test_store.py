"""The contract of the store: a transaction is whole, guarded and never done twice."""

import json

import pytest

from svar.domain.erasure import erase_item
from svar.domain.errors import Conflict, Duplicate, Permanent
from svar.domain.events import ScreeningCompletedEvent
from svar.domain.outbox import Move, OutboxItem, State, move
from svar.ports import Change, Record, Store, StreamId
from tests.contract.given import (
    ADDRESS,
    ANSWER,
    APPLICATION,
    HOUR,
    JOB,
    NAME,
    NOW,
    PERSON,
    change,
    event,
    mail,
    received,
    stage,
    work,
)
from tests.fakes import written

OTHER = StreamId(kind="application", id="app-2")
DEEDS = '{"mails": ["receipt-1"], "done": {"1": [{"by": "Åse"}]}, "n": 1.5}'


def moved(item: OutboxItem, *by: Move) -> OutboxItem:
    for each in by:
        item = move(item, each, now=NOW, wall=NOW)
    return item


def test_an_unknown_stream_is_an_empty_record(store: Store) -> None:
    """Nothing is known yet: version 0, and nobody has to ask whether it exists."""
    assert store.load(APPLICATION) == Record(stream=APPLICATION)


def test_what_was_committed_is_loaded(store: Store) -> None:
    """Log, deeds, outbox and work come back as they were, and the version is one higher."""
    store.commit(
        change(
            0,
            deeds=DEEDS,
            events=(received(),),
            outbox_new=(mail(),),
            work_new=(work(),),
        )
    )

    record = store.load(APPLICATION)

    assert record.version == 1
    assert record.events == (received(),)
    assert record.deeds == DEEDS
    assert record.outbox == (mail(),)
    assert record.work == (work(),)


def test_the_log_is_in_event_time(store: Store) -> None:
    """Whatever came first, what happened first stands first."""
    store.commit(change(0, events=(stage(1, NOW + HOUR),)))
    store.commit(change(1, events=(stage(2, NOW),)))

    assert [each.id for each in store.load(APPLICATION).events] == ["e-2", "e-1"]


def test_an_event_that_is_known_makes_all_of_the_change_a_duplicate(store: Store) -> None:
    """A redelivered event writes nothing, even when its change has other news in it."""
    store.commit(change(0, events=(received(),)))

    with pytest.raises(Duplicate):
        store.commit(change(1, events=(received(), stage(2)), outbox_new=(mail(),)))

    record = store.load(APPLICATION)
    assert (record.version, len(record.events), record.outbox) == (1, 1, ())


def test_a_known_event_is_a_duplicate_even_from_an_old_version(store: Store) -> None:
    """Two workers with the same event: the slower one has nothing to look at again."""
    store.commit(change(0, events=(received(),)))

    with pytest.raises(Duplicate):
        store.commit(change(0, events=(received(),)))


def test_an_old_version_is_a_conflict_and_writes_nothing(store: Store) -> None:
    """Somebody else was faster: decide anew."""
    store.commit(change(0))

    with pytest.raises(Conflict):
        store.commit(change(0, events=(stage(1),), outbox_new=(mail(),), work_new=(work(),)))

    record = store.load(APPLICATION)
    assert (record.version, record.events, record.outbox, record.work) == (1, (), (), ())


def test_a_version_from_the_future_is_a_conflict(store: Store) -> None:
    """Nobody can have read what was never written."""
    with pytest.raises(Conflict):
        store.commit(change(3))


def test_a_mail_moves_with_the_change_or_not_at_all(store: Store) -> None:
    """A letter that a sender claimed meanwhile cannot be cancelled, nor what depends on it."""
    store.commit(change(0, outbox_new=(mail(),)))
    store.move_outbox(mail(), moved(mail(), Move.CLAIM))

    with pytest.raises(Conflict):
        store.commit(
            change(1, events=(stage(1),), outbox_moved=((mail(), moved(mail(), Move.CANCEL)),))
        )

    record = store.load(APPLICATION)
    assert record.outbox[0].state is State.CLAIMED
    assert (record.version, record.events) == (1, ())


def test_a_mail_is_moved_by_a_change(store: Store) -> None:
    """A decision taken back cancels its letter in the same breath."""
    store.commit(change(0, outbox_new=(mail(),)))
    store.commit(change(1, outbox_moved=((mail(), moved(mail(), Move.CANCEL)),)))

    assert store.load(APPLICATION).outbox == (moved(mail(), Move.CANCEL),)


def test_a_mail_that_has_ended_is_left_without_its_words(store: Store) -> None:
    """Its way is kept and its words are not; whoever still holds them cannot bring them back."""
    store.commit(change(0, outbox_new=(mail(),)))
    ended = moved(mail(), Move.CANCEL)
    without = erase_item(ended).model_copy(update={"due_at": None})
    store.commit(change(1, outbox_ended=((mail(), without),)))

    assert store.load(APPLICATION).outbox == (without,)
    store.move_outbox(ended, ended.model_copy(update={"note": "late"}))
    kept = store.outbox_item(mail().id)
    assert kept is not None
    assert (kept.text, kept.note) == (without.text, "late")


def test_a_mail_that_moved_on_keeps_its_words(store: Store) -> None:
    """A sender has claimed it meanwhile: nothing of the change is written."""
    store.commit(change(0, outbox_new=(mail(),)))
    store.move_outbox(mail(), moved(mail(), Move.CLAIM))

    with pytest.raises(Conflict):
        store.commit(change(1, outbox_ended=((mail(), erase_item(moved(mail(), Move.CANCEL))),)))

    assert store.load(APPLICATION).outbox[0].text == mail().text


def test_only_one_of_two_senders_gets_the_mail(store: Store) -> None:
    """The claim is conditional on state and attempt."""
    store.commit(change(0, outbox_new=(mail(),)))
    claimed = moved(mail(), Move.CLAIM)
    store.move_outbox(mail(), claimed)

    with pytest.raises(Conflict):
        store.move_outbox(mail(), claimed)

    assert store.outbox_item(mail().id) == claimed


def test_the_same_state_of_an_earlier_attempt_is_a_conflict(store: Store) -> None:
    """What a worker of attempt 1 has to say does not touch attempt 2."""
    first = moved(mail(), Move.CLAIM)
    second = moved(first, Move.REFUSED, Move.CLAIM)
    store.commit(change(0, outbox_new=(mail(),)))
    for before, after in ((mail(), first), (first, moved(first, Move.REFUSED))):
        store.move_outbox(before, after)
    store.move_outbox(moved(first, Move.REFUSED), second)

    with pytest.raises(Conflict):
        store.move_outbox(first, moved(first, Move.ACCEPTED))


def test_a_move_never_writes_the_letter_again(store: Store) -> None:
    """What was approved stays, whatever a worker holds in its hands."""
    store.commit(change(0, outbox_new=(mail(),)))
    claimed = moved(mail(), Move.CLAIM).model_copy(update={"text": "Another letter"})
    store.move_outbox(mail(), claimed)

    kept = store.outbox_item(mail().id)

    assert kept is not None
    assert (kept.text, kept.state, kept.attempt) == (mail().text, State.CLAIMED, 1)


@pytest.mark.parametrize("unknown", ["a__app-1__receipt-9", "j__job-9__digest-1", "nonsense", ""])
def test_an_unknown_mail_is_none(store: Store, unknown: str) -> None:
    """Evidence about a mail of somebody else's is no error."""
    store.commit(change(0, outbox_new=(mail(),)))

    assert store.outbox_item(unknown) is None


def test_a_mail_that_does_not_exist_cannot_move(store: Store) -> None:
    """Nor is it made by moving it."""
    with pytest.raises(Conflict):
        store.move_outbox(mail(), moved(mail(), Move.CLAIM))

    assert store.outbox_item(mail().id) is None


def test_the_same_mail_is_never_laid_twice(store: Store) -> None:
    """A second mail of one name is a fault to be seen, not a second mail to be sent."""
    store.commit(change(0, outbox_new=(mail(),)))

    with pytest.raises(Permanent):
        store.commit(change(1, outbox_new=(mail(),)))


def test_a_mail_of_another_stream_is_refused(store: Store) -> None:
    """It could not be found again."""
    with pytest.raises(Permanent):
        store.commit(change(0, outbox_new=(mail(owner="a__app-2"),)))


def test_a_jobs_mail_is_found_by_its_id(store: Store) -> None:
    """A digest belongs to the job."""
    digest = mail("digest-1", owner="j__job-1")
    store.commit(change(0, JOB, outbox_new=(digest,)))

    assert store.outbox_item("j__job-1__digest-1") == digest


def test_work_is_forgotten_when_it_was_dispatched(store: Store) -> None:
    """And forgetting it twice, or of a stream that is not there, is fine."""
    store.commit(change(0, work_new=(work("one"), work("two"))))
    for _ in range(2):
        store.work_done(APPLICATION, "one")
    store.work_done(PERSON, "one")

    assert store.load(APPLICATION).work == (work("two"),)
    assert store.load(PERSON).version == 0


def test_the_members_of_a_job_and_of_a_person(store: Store) -> None:
    """An application is found by both; a later change without them does not lose it."""
    for name in ("app-2", "app-1"):
        stream = StreamId(kind="application", id=name)
        store.commit(change(0, stream, job_id="job-1", candidate_id="cand-1"))
        store.commit(change(1, stream))
    store.commit(change(0, JOB, job_id="job-1"))
    other = StreamId(kind="application", id="app-3")
    store.commit(change(0, other, job_id="job-2", candidate_id="cand-2"))

    assert store.members(JOB) == ("app-1", "app-2")
    assert store.members(PERSON) == ("app-1", "app-2")
    assert store.members(APPLICATION) == ()


def test_an_application_that_moves_to_another_job_has_left_the_first(store: Store) -> None:
    """Or its old job would tell it that it was closed."""
    store.commit(change(0, job_id="job-1"))
    store.commit(change(1, job_id="job-2"))

    assert store.members(JOB) == ()
    assert store.members(StreamId(kind="job", id="job-2")) == ("app-1",)


def test_many_records_come_in_the_order_asked_for(store: Store) -> None:
    """A page about six hundred people asks once, and knows who is who."""
    streams = [StreamId(kind="application", id=f"app-{number}") for number in range(20)]
    for number, stream in enumerate(streams):
        store.commit(change(0, stream, deeds=json.dumps({"number": number})))
    found = store.load_all([*reversed(streams), StreamId(kind="job", id="nobody")])
    assert [json.loads(each.deeds).get("number") for each in found] == [*reversed(range(20)), None]


def test_a_record_says_when_it_is_due(store: Store) -> None:
    """So that a daily check can tell a clock that runs from one that was forgotten."""
    store.commit(change(0, due_at=NOW))
    assert store.load(APPLICATION).due_at == NOW
    store.commit(change(1))
    assert store.load(APPLICATION).due_at is None


def test_the_daily_check_pages_through_all_applications_that_are_not_over(store: Store) -> None:
    """Whatever the size of a page, each open application comes once, and no other stream."""
    for number in range(9):
        stream = StreamId(kind="application", id=f"app-{number}")
        store.commit(change(0, stream, job_id=f"job-{number % 2}", over=number == 4))
    store.commit(change(0, JOB))
    store.commit(change(0, PERSON))
    found: list[str] = []
    after: str | None = None
    for _ in range(20):
        page = store.applications(after, 2)
        found += page.ids
        after = page.next
        if after is None:
            break
    assert after is None
    assert sorted(found) == [f"app-{number}" for number in range(9) if number != 4]


def test_streams_are_due_by_promise_time_and_rows_by_the_machines(store: Store) -> None:
    """The two clocks run apart in a demo, and neither is read for the other."""
    store.commit(
        change(0, due_at=NOW, outbox_new=(mail(due_at=NOW),), work_new=(work(due_at=NOW),))
    )

    def names(now: int, wall: int) -> set[tuple[str, str | None]]:
        found = store.due(now=NOW + now * HOUR, wall=NOW + wall * HOUR, limit=10)
        assert all(due.stream == APPLICATION for due in found)
        return {(due.what, due.name) for due in found}

    rows = {("outbox", "a__app-1__receipt-1"), ("work", "clock-app-1-1")}
    assert names(-1, -1) == set()
    assert names(0, -1) == {("stream", None)}
    assert names(-1, 0) == rows
    assert names(0, 0) == rows | {("stream", None)}


def test_the_oldest_is_due_first(store: Store) -> None:
    """With more due than one sweep takes, nobody waits for ever."""
    for number in range(12):
        stream = StreamId(kind="application", id=f"app-{number}")
        store.commit(change(0, stream, due_at=NOW - number * HOUR))

    found = store.due(now=NOW, wall=NOW, limit=3)

    assert [due.stream.id for due in found] == ["app-11", "app-10", "app-9"]


def test_a_heap_of_mails_does_not_hide_a_clock(store: Store) -> None:
    """Streams and rows are taken in turns."""
    mails = tuple(mail(f"receipt-{n}", due_at=NOW - HOUR) for n in range(6))
    store.commit(change(0, due_at=NOW, outbox_new=mails))

    found = store.due(now=NOW, wall=NOW, limit=2)

    assert {due.what for due in found} == {"stream", "outbox"}


def test_what_is_done_is_not_due(store: Store) -> None:
    """A due time that is taken away leaves nothing behind for the sweeper."""
    store.commit(change(0, due_at=NOW, outbox_new=(mail(),), work_new=(work(),)))
    cancelled = moved(mail(), Move.CANCEL).model_copy(update={"due_at": None})
    store.commit(change(1, outbox_moved=((mail(), cancelled),)))
    store.work_done(APPLICATION, work().name)

    assert store.due(now=NOW + HOUR, wall=NOW + HOUR, limit=10) == ()


def test_a_claimed_mail_is_due_at_its_fence(store: Store) -> None:
    """The row moves in the index with its state."""
    store.commit(change(0, outbox_new=(mail(),)))
    claimed = moved(mail(), Move.CLAIM)
    store.move_outbox(mail(), claimed)
    assert claimed.due_at is not None

    assert store.due(now=NOW, wall=NOW, limit=10) == ()
    assert len(store.due(now=NOW, wall=claimed.due_at, limit=10)) == 1


def test_a_row_that_is_too_large_is_refused_by_name_and_size(store: Store) -> None:
    """A transcript of 400 KB cannot be kept, and retrying would not help."""
    turns = [{"turn": n, "asked": "?", "answered": "x" * 20_000} for n in range(1, 21)]
    large = event("screening.completed", 1, "app-1", {"transcript": turns})

    with pytest.raises(Permanent, match="bytes"):
        store.commit(change(0, events=(large,)))

    assert store.load(APPLICATION).version == 0


def test_a_row_just_below_the_limit_is_kept(store: Store) -> None:
    """The limit is the database's and not a guess far below it."""
    turns = [{"turn": n, "asked": "?", "answered": "ø" * 10_400} for n in range(1, 20)]
    large = event("screening.completed", 1, "app-1", {"transcript": turns})
    store.commit(change(0, events=(large,)))

    (kept,) = store.load(APPLICATION).events

    assert isinstance(kept, ScreeningCompletedEvent)
    assert kept == large


def test_a_long_log_comes_in_pages_and_is_whole(store: Store) -> None:
    """More than one page of a query: nothing of the log may be missing."""
    for number in range(8):
        store.commit(change(number, events=(received(number, answered=f"{number:05}" * 4000),) * 1))
    turns = [{"turn": n, "asked": "?", "answered": "x" * 19_000} for n in range(1, 20)]
    for number in range(8, 12):
        large = event("screening.completed", number, "app-1", {"transcript": turns})
        store.commit(change(number, events=(large,)))

    record = store.load(APPLICATION)

    assert (record.version, len(record.events)) == (12, 12)


def test_a_change_of_too_many_rows_is_refused(store: Store) -> None:
    """A transaction holds a hundred; none of them is written."""
    with pytest.raises(Permanent):
        store.commit(change(0, events=tuple(stage(n) for n in range(100))))

    assert store.load(APPLICATION).version == 0


def test_a_change_that_names_a_row_twice_is_refused(store: Store) -> None:
    """Which of the two would be meant?"""
    with pytest.raises(Permanent):
        store.commit(change(0, events=(stage(1), stage(1))))


def test_erasing_leaves_no_word_of_the_candidate(store: Store) -> None:
    """Log, deeds and outbox, old and new; ids and times stay."""
    store.commit(
        change(
            0,
            deeds=json.dumps(
                {"mails": ["receipt-1"], "drafts": {"1": {"greeting": f"Dear {NAME}"}}}
            ),
            events=(received(),),
            outbox_new=(mail(), mail("letter-1")),
        )
    )
    record = store.load(APPLICATION)
    gone = event("candidate.erased", 2, "app-1", {})
    cancelled = moved(mail("letter-1"), Move.CANCEL)
    store.commit(
        change(
            1,
            deeds=record.deeds,
            events=(gone,),
            outbox_moved=((mail("letter-1"), cancelled),),
            erase=True,
        )
    )

    erased = store.load(APPLICATION)

    left = written(erased)
    for word in (NAME, "Ingrid", ADDRESS, ANSWER, "+47 900"):
        assert word not in left
    assert [each.id for each in erased.events] == ["e-1", "e-2"]
    assert {item.id: item.state for item in erased.outbox} == {
        "a__app-1__receipt-1": State.PENDING,
        "a__app-1__letter-1": State.CANCELLED,
    }
    assert json.loads(erased.deeds)["mails"] == ["receipt-1"]


def test_a_sender_cannot_bring_back_an_erased_text(store: Store) -> None:
    """It may have held the letter when the candidate was erased."""
    store.commit(change(0, outbox_new=(mail(),)))
    claimed = moved(mail(), Move.CLAIM)
    store.move_outbox(mail(), claimed)
    store.commit(change(1, erase=True))
    store.move_outbox(claimed, moved(claimed, Move.ACCEPTED))

    kept = store.outbox_item(mail().id)

    assert kept is not None
    assert kept.state is State.SENT
    assert NAME not in kept.model_dump_json()


def test_erasing_is_guarded_like_every_change(store: Store) -> None:
    """An old version is a conflict, and a known event a duplicate."""
    store.commit(change(0, events=(received(),)))

    with pytest.raises(Conflict):
        store.commit(change(0, erase=True))
    with pytest.raises(Duplicate):
        store.commit(change(0, events=(received(),), erase=True))

    assert store.load(APPLICATION).events == (received(),)


def test_a_log_of_any_length_can_be_erased(store: Store) -> None:
    """The right to be forgotten does not end at a hundred rows."""
    for number in range(3):
        some = tuple(received(number * 50 + n) for n in range(50))
        store.commit(change(number, events=some))
    store.commit(change(3, erase=True))

    record = store.load(APPLICATION)

    assert (record.version, len(record.events)) == (4, 150)
    assert ANSWER not in written(record)


def other(expected_version: int, **more: object) -> Change:
    return change(expected_version, stream=OTHER, **more)


def test_two_applications_change_together(store: Store) -> None:
    """One letter tells of both: its mail in the one and the deed in the other are one write."""
    store.commit(change(0, outbox_new=(mail("letter-1"),)), other(0, deeds='{"told": 1}'))

    assert store.outbox_item("a__app-1__letter-1") is not None
    assert store.load(OTHER).deeds == '{"told": 1}'


def test_of_two_applications_neither_changes_when_one_was_changed_meanwhile(store: Store) -> None:
    """The other's version guards the letter too, or it would tell a decision taken back."""
    store.commit(other(0, deeds='{"taken": "back"}'))

    with pytest.raises(Conflict):
        store.commit(change(0, outbox_new=(mail("letter-1"),)), other(0, deeds='{"told": 1}'))

    assert store.load(APPLICATION) == Record(stream=APPLICATION)
    assert store.load(OTHER).deeds == '{"taken": "back"}'


def test_a_mail_of_another_application_is_cancelled_by_a_change(store: Store) -> None:
    """Who is told by somebody else's letter may stop it, while it waits."""
    letter = mail("letter-1")
    store.commit(change(0, outbox_new=(letter,)))
    store.commit(other(0, outbox_moved=((letter, moved(letter, Move.CANCEL)),)))

    item = store.outbox_item(letter.id)

    assert item is not None
    assert item.state is State.CANCELLED


def test_a_claimed_mail_of_another_application_stops_the_change(store: Store) -> None:
    """Too late: a sender has it, so nothing of the change is written."""
    letter = mail("letter-1")
    store.commit(change(0, outbox_new=(letter,)))
    store.move_outbox(letter, moved(letter, Move.CLAIM))

    with pytest.raises(Conflict):
        store.commit(other(0, outbox_moved=((letter, moved(letter, Move.CANCEL)),)))

    assert store.load(OTHER).version == 0
