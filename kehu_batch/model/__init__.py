"""Values that travel between stages. No behaviour beyond what a value knows about itself."""
