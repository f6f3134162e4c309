"""What every mail says, as plain values: one frozen model per kind, told apart by `kind`.

Dates are days in the organisation's zone; instants are aware and shown in `zone`. `written_on` is
the day the mail is written: years are left out of dates in the same year. URLs are complete.
Nothing here imports the template engine, so a function that only plans mail starts fast.
"""

from svar.mail.contents.to_candidates import (
    Correction,
    LetterMail,
    Receipt,
    Rejection,
    StatusNotice,
    WithdrawalConfirmation,
)
from svar.mail.contents.to_employer import (
    AskedGroup,
    AskedRow,
    Audit,
    AuditLinks,
    CriterionFinding,
    Digest,
    DigestCheck,
    DigestDecider,
    DigestJob,
    Escalation,
    Escalations,
    HumanLink,
    MotivationSentence,
    NeedsHuman,
    Reminder,
    Reminders,
    ScreeningSummary,
    UndecidedAfterClose,
)
from svar.mail.shown import (
    AskedSince,
    CloseCause,
    Corrects,
    CriterionStatus,
    GateFinding,
    HumanAction,
    Person,
    Review,
    Url,
)

MailContent = (
    Receipt
    | StatusNotice
    | LetterMail
    | Reminder
    | Reminders
    | Escalation
    | Escalations
    | ScreeningSummary
    | Audit
    | NeedsHuman
    | UndecidedAfterClose
    | Digest
)

__all__ = [
    "AskedGroup",
    "AskedRow",
    "AskedSince",
    "Audit",
    "AuditLinks",
    "CloseCause",
    "Correction",
    "Corrects",
    "CriterionFinding",
    "CriterionStatus",
    "Digest",
    "DigestCheck",
    "DigestDecider",
    "DigestJob",
    "Escalation",
    "Escalations",
    "GateFinding",
    "HumanAction",
    "HumanLink",
    "LetterMail",
    "MailContent",
    "MotivationSentence",
    "NeedsHuman",
    "Person",
    "Receipt",
    "Rejection",
    "Reminder",
    "Reminders",
    "Review",
    "ScreeningSummary",
    "StatusNotice",
    "UndecidedAfterClose",
    "Url",
    "WithdrawalConfirmation",
]
