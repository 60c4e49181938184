"""Documents and added words of the glossary."""
