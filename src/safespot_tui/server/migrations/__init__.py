"""The history of the schema: what brings a database from one revision to the next, with Alembic.

`versions` holds a file per revision. A published one is never changed and imports nothing of ours:
the tables it speaks of are those of its day.
"""
