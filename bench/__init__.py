"""How fast the console is, beside what one would compare it with (`python -m bench`)."""
