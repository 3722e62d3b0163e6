"""How fast the real client is, in a real pty, beside the least that its toolkit can do."""
