"""What the business decides, as data: policy presets, vocabulary, taxonomy."""
