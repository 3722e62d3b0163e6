"""The one place on this machine that knows what the server has said and what the user has asked.

Synchronous and without I/O: facts go in through `Store.apply`, everything else only reads.
"""
