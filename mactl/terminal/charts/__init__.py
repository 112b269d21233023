"""Drawing charts: as letters for terminals and Markdown (``sketch``), as inline SVG for pages (``svg``)."""
