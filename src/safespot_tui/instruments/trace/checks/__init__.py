"""What a trace shows to be wrong with a server: each check is a fold over it, and does no I/O.

::

    entries ──▶ a reader a dialect ──▶ facts ──▶ checks ──▶ findings

Only what a sound server cannot have done is a finding. A line that breaks, however often, loses
nothing here: what a stream did not tell before it broke may be told after it is resumed. What a
fault knob did to a stream is not held against the server; what something else on the way did to a
stream that went on as if nothing were, a proxy, say, cannot be told from a fault of the server.
"""
