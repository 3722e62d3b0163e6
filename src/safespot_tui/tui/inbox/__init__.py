"""The inbox: which conversations there are, in the store's order, and what each wants."""
