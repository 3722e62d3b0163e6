"""The moderator's queue: its parts as tabs, its cases as rows, what is said of one."""
