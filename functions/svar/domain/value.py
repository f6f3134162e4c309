"""What all of Svar's values have in common."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen, and made ready at its first use.

    pydantic builds a validator for every class. Built at import, those of all values were a third
    of a cold start, and no function ever sees more than some of them. What is refused is not
    quoted: an error that nobody catches is logged, and values are about people.
    """

    model_config = ConfigDict(frozen=True, defer_build=True, hide_input_in_errors=True)
