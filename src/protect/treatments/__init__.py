"""What the catalogue has to do with places: measures proposed and chosen for a weak point, and entries in use in spaces."""
