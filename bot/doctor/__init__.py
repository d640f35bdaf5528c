"""`foothold doctor`: what is wrong with a site, and which command or file mends it."""
