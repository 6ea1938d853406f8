"""Tables: as read, as recognised, as typed."""
