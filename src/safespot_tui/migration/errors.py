"""Why a step of the migration was not taken."""


class MigrationRefused(Exception):
    """Nothing was changed. `str()` is a sentence for the operator, with what to do."""
