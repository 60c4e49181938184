"""Forms of the assessment, one module for each step; the rules themselves are in the services."""
