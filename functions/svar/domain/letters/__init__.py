"""The letter: what it may say (evidence), who says it (a writer) and how it is put together."""
