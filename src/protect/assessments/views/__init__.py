"""Pages of the assessment, one module for each step of the guided path."""
