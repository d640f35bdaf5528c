"""Everything Foothold says: facts in, cards out, in the reader's language."""
