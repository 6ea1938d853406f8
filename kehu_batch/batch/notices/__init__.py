"""Messages about drops to people outside the workspace; off unless asked for."""
