"""The arithmetic behind every judgement: pure functions on numbers and arrays, no Django, no files, no state.

Each part is a module or package to import from, and each has a page in ``docs/methods``:

- ``scales``, ``risk``, ``stages``, ``estimates``: levels, bands with their chances, before and after, low-likely-high;
- ``agreement``: how far assessors mean the same;
- ``mcda``, ``smaa``: options by several criteria, and how robust their order is; ``longlist``: what to assess first;
- ``portfolio``: measures within a budget; ``trial``: what a demonstration measured, baseline beside innovation;
- ``streets``, ``freespace``, ``vehicle``: openings of one's own place and the barrier each needs;
- ``crowd``: how many people a place may hold, and how long they need to leave;
- ``sight``, ``reach`` (over ``roads``), ``evacuation``: what is seen, when help arrives, who leaves;
- ``parameters``, ``results``: numbers with their sources, and the account that each result gives of itself.

Arrays and frozen dataclasses go in, the same come out. Chance comes from the ``numpy.random.Generator`` of the caller. Every
number that is not the caller's lies in a ``ParameterSet`` with its source. What is missing is never taken as safe.

>>> from protect.methods import risk, scales
>>> matrix = scales.Matrix(("low", "high"), ((0, 0), (0, 1)))
>>> scales.lookup(matrix, 2, 2)
1
>>> risk.band_probabilities(matrix, [0.5, 0.5], [0.0, 1.0]).tolist()
[0.5, 0.5]
"""
