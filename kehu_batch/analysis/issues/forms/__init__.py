"""What clauses say by their form alone: who the customer is, what is wished for, what came of a fault, whose it is."""
