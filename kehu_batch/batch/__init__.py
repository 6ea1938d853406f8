"""Many drops over time: folders, processes, delivery. The only place with clocks besides the command line."""
