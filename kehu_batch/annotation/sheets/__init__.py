"""The result sheets, one module each; ``build`` puts them in order."""
