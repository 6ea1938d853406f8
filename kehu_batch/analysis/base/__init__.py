"""What several rooms of the analysis need: the rows of a day, days and months, texts, places, findings."""
