"""Who asks in the screening chat: Claude or the house, by the organisation's policy."""

from svar.domain.chat import Chat, house_question
from svar.domain.conversation import Question
from svar.domain.policy import LetterRules
from svar.ports import Interviewer


class HouseInterviewer:
    """Asks the house's own questions, and needs no network."""

    def ask(self, chat: Chat) -> Question | None:
        """Always succeeds: a language without texts gets the English ones."""
        return house_question(chat)


def interviewers_for(rules: LetterRules) -> tuple[Interviewer, ...]:
    """The interviewers in the order in which they are tried; the house is the last."""
    if rules.writer == "house":
        return (HouseInterviewer(),)
    # Who leaves it to the house shall not pay for Claude at each cold start.
    from svar.adapters.claude.interviewer import ClaudeInterviewer

    return ClaudeInterviewer.of(rules), HouseInterviewer()
