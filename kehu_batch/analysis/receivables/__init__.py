"""Payment risk: documents, allocation, aging, KPIs, grades, dunning."""
