"""The monthly report: an analysis as one offline HTML page, its charts drawn by our own SVG."""
