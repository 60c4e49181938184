"""How an organisation wants its reports: which chapters in which order, own texts, logo, cover and foot."""
