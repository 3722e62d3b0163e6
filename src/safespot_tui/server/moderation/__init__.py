"""The moderator's desk: cases, sanctions, and the trail of all that was done."""
