"""The workpaper 回款风险."""
