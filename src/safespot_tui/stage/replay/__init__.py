"""A cassette played to a client, on a clock of its own."""
