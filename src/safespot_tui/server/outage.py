"""What happens when the database is not there."""


class DatabaseUnavailable(Exception):
    """The database cannot be reached, or does not answer in time; says so in a sentence."""
