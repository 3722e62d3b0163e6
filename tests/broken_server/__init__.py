"""A server of either kind with a fault made on purpose, which clients must name.

It is a proxy in front of one that is sound: what is spoiled, and how, is told by `Switch`, and
which messages it is about by a mark that their words have. The same is spoiled each time it is
told.
"""
