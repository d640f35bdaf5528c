"""The shared store; the only SQL."""
