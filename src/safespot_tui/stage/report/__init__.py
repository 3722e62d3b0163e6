"""What came of tapes, for people and for continuous integration."""
