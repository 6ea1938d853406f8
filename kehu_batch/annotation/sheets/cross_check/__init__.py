"""The workpaper 对账."""
