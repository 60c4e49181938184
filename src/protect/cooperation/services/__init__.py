"""What changes profiles and exchanges: each verb in one transaction, each audited."""

from protect.cooperation.services.describing import describe, forget_handler
from protect.cooperation.services.exchanging import ask, end, move, write
from protect.cooperation.services.opening import agree, end_opening, propose

__all__ = ["agree", "ask", "describe", "end", "end_opening", "forget_handler", "move", "propose", "write"]
