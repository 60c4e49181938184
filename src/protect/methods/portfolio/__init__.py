"""Which measures to buy within a budget (METHODS 5): exact front, plans of several years, robust choice, break-even.

Effects are what the town believes, from bow-ties and judgement: a result says what one must believe, not what is true. Openness,
accessibility and privacy belong into it as criteria or constraints; otherwise the fortress wins.
"""
