"""PRoTECT: towns assess and protect their public spaces while keeping them open."""

__version__ = "0.1.0"
