"""Everything that faces a person or a network."""
