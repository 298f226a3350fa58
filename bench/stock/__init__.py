"""Stock Django admin over a table with the same accounts: what one would have without a console."""
