"""The bundled backend: accounts, conversations, messages, and one event stream per user.

A request becomes one function on the database thread, which changes rows and writes down the events
that tell of it in the same transaction; open streams are woken after the commit and read their log.
"""
