"""The glossary as code."""
