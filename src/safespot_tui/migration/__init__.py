"""From the old chat tables to the new ones, in four phases and while both are in use.

On PostgreSQL. What has to happen inside of other programs' transactions is in `sql`, as triggers
and the functions they call; backfilling calls the same functions. What each phase changes is a
revision in `versions`, which Alembic puts in place or takes away in one transaction.
"""
