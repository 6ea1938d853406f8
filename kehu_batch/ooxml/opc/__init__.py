"""The package layer: zip members, part names, relationships and content types. Knows nothing of spreadsheets."""
