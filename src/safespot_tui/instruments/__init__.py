"""What is put between one client and its server, to see what crosses, keep it, or disturb it."""
