"""`make chaos`: kill the roles and servers under load, and audit the books from outside."""
