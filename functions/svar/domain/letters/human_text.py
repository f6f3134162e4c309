"""A letter whose words a human has changed."""

import re

from svar.domain.letters.document import LetterDocument, Paragraph, Part, Sentence
from svar.domain.text import SMALL, clean_text

LIMIT = 6_000
_SENTENCE_END = re.compile(rf"(?<=[.!?])\s+(?=[^\W\d_{SMALL}])")


def with_human_text(document: LetterDocument, text: str) -> LetterDocument:
    """The letter with `text` between greeting and signature: paragraphs, a blank line between.

    A sentence that stands unchanged keeps its evidence; a new one stands on the human's word.
    """
    known = {s.text: s.evidence for p in document.paragraphs for s in p.sentences}
    parts: dict[str, Part] = {s.text: p.part for p in document.paragraphs for s in p.sentences}
    paragraphs = []
    for block in re.split(r"\n\s*\n", clean_text(text, LIMIT)):
        line = " ".join(block.split())
        if not line:
            continue
        sentences = tuple(
            Sentence(text=each, evidence=known.get(each, ())) for each in _SENTENCE_END.split(line)
        )
        part = next((parts[s.text] for s in sentences if s.text in parts), "reason")
        paragraphs.append(Paragraph(part=part, sentences=sentences))
    return document.model_copy(update={"paragraphs": tuple(paragraphs)})
