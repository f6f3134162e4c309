"""Name a position in a sentence, whatever the advert calls it."""

import re

from svar.domain.languages import facts, languages
from svar.domain.letters.names import is_a_title
from svar.domain.letters.requirement import foreign_words, proper_names
from svar.domain.letters.wording import wording

_LONGEST_TITLE = 90
_NOISE = re.compile(
    r"\s*[(\[](?:m/k|k/m|m/f/d|f/m/d|m/w/d|m/f|f/m|all genders)[)\]]", re.IGNORECASE
)
_QUOTE_MARKS = re.compile('[«»“”„"]')


def clean_title(title: str) -> str:
    """The title on one line, without markup for gender, and not shouting."""
    plain = "".join(" " if char.isspace() else char for char in title if _visible(char))
    text = re.sub(r" +", " ", _NOISE.sub("", _QUOTE_MARKS.sub("", plain))).strip(" -–,.;:")
    if text.isupper():
        text = " ".join(w.capitalize() if len(w) > 4 else w for w in text.split(" "))
    if len(text) > _LONGEST_TITLE:
        text = text[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return text


def known_title(title: str | None, language: str) -> str:
    """The title, or "the position" while nobody has told us what the job is called.

    A message where the title goes is no title: it would stand in subjects as the employer's words.
    """
    return title if title and is_a_title(title) else wording(language).position.bare


def position(title: str, language: str) -> str:
    """As "stillingen som sjåfør"; a title that is not a role, or is foreign, is quoted."""
    texts = wording(language).position
    text = clean_title(title)
    if not text or text == texts.bare:
        return texts.bare
    if known := _definite(text, language):
        return known
    if _is_not_a_role(text) or foreign_words(text, language) or _other_letters(text, language):
        return texts.quoted.format(title=text)
    return texts.named.format(title=_lower_first(text))


def _definite(text: str, language: str) -> str | None:
    """ "Sommerjobb i badeparken" as "sommerjobben i badeparken"; None for any other title."""
    rules = wording(language).recognise
    if known := rules.definite.get(text.casefold()):
        return known
    for indefinite, definite in rules.definite.items():
        if text.casefold().startswith(f"{indefinite} "):
            rest = text[len(indefinite) + 1 :]
            where = rest.split(" ")[0].casefold() in rules.places
            fits = where and not _odd(rest) and not foreign_words(rest, language)
            return f"{definite} {rest}" if fits else None
    return None


def _odd(text: str) -> bool:
    return bool(re.search(r"[!?:/|{}<>\[\]…%]|\d{3,}|^\d", text))


def _visible(char: str) -> bool:
    return char.isspace() or char.isprintable()


def _is_not_a_role(text: str) -> bool:
    patterns = [p for each in languages() for p in wording(each).recognise.titles_not_roles]
    return _odd(text) or bool(re.match("(?:" + "|".join(patterns) + ")", text.casefold()))


def _other_letters(text: str, language: str) -> bool:
    """Whether a letter of another of our alphabets stands in it, as in «Sjåfør» to the English."""
    ours = {letter for each in languages() for letter in facts(each).letters}
    return bool(ours.difference(facts(language).letters).intersection(text.casefold()))


def _lower_first(text: str) -> str:
    words = text.split(" ")
    first = words[0]
    if first[1:] != first[1:].lower() or first[1:2] in ("", "-"):
        return text  # an acronym, as in HR-rådgiver
    if first.casefold().split("-")[0] in proper_names():
        return text
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    if len(long) > 1 and all(word[0].isupper() for word in long):
        return text  # a title in title case is a name, as in Senior Backend Developer
    return text[:1].lower() + text[1:]
