"""A neighbourhood to try the messenger with: a server, a history, and neighbours who answer."""
