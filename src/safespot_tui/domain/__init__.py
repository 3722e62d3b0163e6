"""The nouns of the messenger: pure values, no I/O, light to import."""
