"""Pages of a workspace: the index that a director opens, and why a drop was refused."""
