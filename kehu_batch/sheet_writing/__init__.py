"""How every workbook of ours is written with xlsxwriter: text that fits, room for it, checked calls, print set-up."""
