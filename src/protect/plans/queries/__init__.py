"""Reads of the plans: lists, the board, the time line, levels before and after, blocks of the security plan."""
