"""The commands of `safespot-tui`. Whatever a command needs is imported when it runs."""
