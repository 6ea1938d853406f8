"""Office Open XML workbooks: .xlsx and .xlsm."""
