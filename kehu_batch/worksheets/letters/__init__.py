"""Letters to customers: statements, confirmations and reminders, with the register of what was sent and answered."""
