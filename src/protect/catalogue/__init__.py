"""The catalogue: measures, solutions and good practices, from a first proposal to the public page and out of use again."""
