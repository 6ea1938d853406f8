"""坏账准备, an estimate on top of what is owed."""
