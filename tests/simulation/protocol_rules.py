"""Every rule of the delivery protocol, and who notices when it is gone.

A rule is held when one of its mutants is run and seen. `seen_by` names them by suite:

    model      tests/simulation/test_outbox_model.py      every order of everything, exhaustively
    histories  tests/simulation/test_mutants.py           seeded histories, judged at the mailbox
    pacing     tests/simulation/test_pacing.py            600 letters and a quota that ends
    tests      tests/unit/delivery/test_sending_mutants.py  the one test that stands for the rule
    running    tests/unit/delivery/test_running_mutants.py  the same, for queues, clocks and Claude
    template   tests/unit/template/test_queue_rules.py    the parsed template
    machines   tests/unit/template/test_machine_rules.py  the parsed state machines
    contract   tests/contract/test_mailer_mutants.py      the real SDK before the SES twin
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One sentence of the protocol, and its mutants by the suite that sees them."""

    says: str
    seen_by: dict[str, tuple[str, ...]]


RULES: tuple[Rule, ...] = (
    # 1
    Rule(
        "decision, mail and log row in one transaction",
        {
            "histories": (
                "mails_not_in_the_transaction",
                "work_not_in_the_transaction",
                "no_version_check",
                "events_counted_twice",
            )
        },
    ),
    Rule(
        "one item for each answer, frozen when it is laid",
        {"running": ("a_move_writes_the_letter_again",)},
    ),
    Rule(
        "a message only wakes the sender, the sweeper over the due index is the guarantee",
        {"histories": ("no_due_index", "no_sweeper_for_mail")},
    ),
    # 2
    Rule(
        "every move is conditional on state and attempt",
        {"model": ("moves without a condition",), "histories": ("no_condition_on_the_mail",)},
    ),
    Rule(
        "claim first, then ask",
        {"model": ("check then send",), "histories": ("no_claim",)},
    ),
    Rule(
        "one HTTP attempt per claim, connect 3 s, read 10 s",
        {
            "model": ("SDK retries on",),
            "histories": ("several_requests",),
            "contract": ("sdk_retries_on",),
            "tests": ("sdk_retries_on", "waits_a_minute_for_an_answer"),
        },
    ),
    Rule(
        "no request with less than 15 s of function time left",
        {"tests": ("no_time_kept_for_the_answer",)},
    ),
    Rule("no request later than 30 s after its claim", {"tests": ("a_claim_lives_for_ever",)}),
    Rule("who waits for the turn holds nothing", {"tests": ("waits_with_the_claim",)}),
    Rule(
        "a timeout, a 5xx and a broken connection are unknown, and no refusal",
        {"model": ("resend on timeout",), "histories": ("resend_on_timeout",)},
    ),
    # 3
    Rule(
        "every mail carries the item and the attempt in its tag and its header, and nobody's data",
        {"tests": ("tag_without_attempt", "no_header", "address_in_the_tag")},
    ),
    Rule(
        "seven kinds of events by two independent ways",
        {
            "template": (
                "events by one way only",
                "nobody says that a mail came back",
                "the bus's events go nowhere",
                "the topic's events go nowhere",
            ),
            "histories": ("evidence_ignored",),
        },
    ),
    Rule(
        "evidence is believed by its tag, however early it comes",
        {"tests": ("only_mails_whose_id_is_known",)},
    ),
    # 4
    Rule(
        "after the fence an earlier attempt can no longer be accepted: 15 minutes",
        {
            "model": ("fence shorter than a worker",),
            "histories": ("no_fence",),
            "tests": ("fence_of_a_minute",),
        },
    ),
    Rule(
        "past the fence without evidence a letter goes to a human, never again by itself",
        {
            "model": ("resend when events are lost",),
            "histories": ("resend_without_evidence",),
        },
    ),
    Rule(
        "a human's resend waits for the fence too",
        {"model": ("a human resends before the fence",)},
    ),
    # 5
    Rule("what is sent is what was approved", {"histories": ("no_hash_check",)}),
    Rule(
        "the recipient comes from the application's record",
        {"histories": ("recipient_from_the_item",)},
    ),
    Rule("no letter holds another's address", {"tests": ("strangers_let_through",)}),
    # 6
    Rule("a day without delivery goes to a human", {"histories": ("no_day_of_silence",)}),
    Rule(
        "a bounce goes to a human with all they need, never a second letter by itself",
        {
            "histories": ("bounces_ignored", "without_delivery"),
            "tests": ("a_bounce_is_sent_again", "nowhere_to_say_done"),
        },
    ),
    Rule(
        "SES says of a suppressed address that it bounced",
        {"template": ("who complained is written to again",)},
    ),
    # Queues
    Rule(
        "a message is hidden six times as long as its function may take",
        {
            "template": (
                "a message comes again while it is handled",
                "a function may take longer than its message is hidden",
            )
        },
    ),
    Rule(
        "single failures are reported, and never swallowed",
        {"template": ("a batch fails or succeeds as a whole",), "tests": ("failures_swallowed",)},
    ),
    Rule("no filter on a queue", {"template": ("a filter deletes what it does not know",)}),
    Rule(
        "dead letters 14 days, sources 4, an alarm on any",
        {
            "template": (
                "what cannot be handled is dropped",
                "dead letters are gone after four days",
                "messages are gone after an hour",
                "nobody hears of a dead letter",
                "the alarm waits for the tenth dead letter",
            )
        },
    ),
    Rule(
        "what failed for good goes to a human with the reason, and is not put back",
        {
            "running": ("what_cannot_be_read_comes_again", "a_refusal_for_ever_is_tried_again"),
            "template": ("a sender wakes itself",),
        },
    ),
    Rule(
        "order comes from versions and event times, never from the queue",
        {"template": ("the queue keeps the order",), "running": ("arrival_orders",)},
    ),
    Rule("fair queues: a group for each job", {"tests": ("one_group_for_all",)}),
    Rule(
        "a bounded number of senders shares the account's rate",
        {
            "template": ("as many senders as there are messages",),
            "running": ("each_its_own_turns",),
        },
    ),
    Rule(
        "every process waits for its turn in the account's rate",
        {"running": ("nobody_waits_for_the_turn",)},
    ),
    Rule(
        "at four fifths of the day's quota the nearest deadlines go first",
        {
            "pacing": ("first_come", "never_again", "farthest_first"),
            "template": (
                "nobody hears that the quota runs short",
                "nobody hears that an answer may be late",
            ),
        },
    ),
    Rule(
        "an execution that exists already has been started: done",
        {"running": ("a_taken_name_is_an_error",)},
    ),
    Rule(
        "machines and messages carry ids, and stay small",
        {
            "machines": (
                "a letter goes round in a machine",
                "a machine keeps all that it has seen",
                "the walk keeps all that it has seen",
            ),
            "running": ("the_letter_goes_through_the_queue",),
        },
    ),
    Rule(
        "a year of looks fits into one history, and a fault is a slow loop",
        {
            "running": ("looks_every_ten_minutes",),
            "machines": ("a fault in the planner is a storm",),
        },
    ),
    Rule(
        "a look is tried again until help has come, but not what can never be done",
        {
            "machines": (
                "what can never be done is tried for a day",
                "a clock gives up after a minute",
            )
        },
    ),
    # Claude
    Rule(
        "a busy Claude is waited for, and no longer than the hold allows: then the house writes",
        {"running": ("busy_is_taken_for_a_no", "claude_is_waited_for_without_an_end")},
    ),
    Rule(
        "when the money is used up the house writes at once, and a human hears of it",
        {
            "running": (
                "the_first_of_the_month_is_waited_for",
                "nobody_hears_that_the_money_is_used_up",
            )
        },
    ),
    # Watch the watchers
    Rule(
        "a dead clock raises an alarm, and is started anew",
        {
            "template": (
                "a clock dies unheard",
                "a clock that ran out of time dies unheard",
            ),
            "running": ("dead_clocks_stay_dead",),
        },
    ),
    Rule(
        "once a day somebody looks whether every open application has a clock",
        {
            "template": ("nobody starts the daily check",),
            "running": ("the_daily_check_only_counts",),
        },
    ),
)
