"""What crosses between the client and its server, to be looked at: a screen, and what fills it."""
