"""The arithmetic behind every judgement: pure functions on numbers and arrays, no Django, no files, no state.

>>> from protect.methods import risk, scales
>>> matrix = scales.Matrix(("low", "high"), ((0, 0), (0, 1)))
>>> scales.lookup(matrix, 2, 2)
1
>>> risk.band_probabilities(matrix, [0.5, 0.5], [0.0, 1.0]).tolist()
[0.5, 0.5]
"""
