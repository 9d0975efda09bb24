"""cardgen: study notes in, Anki decks out, by rules."""

__version__ = "0.1.0"
