"""`foothold demo`: a company that never was, and what goes on in it."""
