"""How dates are written where another language writes them otherwise than the templates do."""
