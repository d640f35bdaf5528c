"""Servers on loopback that speak the platforms' own protocols, strictly, and fail when told to."""
