"""The app in a browser: one page, served to whoever holds the token that was printed.

::

    browser ◀──page, textual.js──▶ site ──▶ door (who may enter)
       ▲                            │
       └────────websocket───────────┴──▶ app process ◀──packets──▶ safespot-tui (a process each)

The page's script and the packets are textual-serve's; its server is not used: that one lets
everybody in, loads a font from elsewhere, and starts the app through a shell.
"""
