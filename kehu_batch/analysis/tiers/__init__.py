"""Customer tiers: spend, rules, labels, reasons, movements."""
