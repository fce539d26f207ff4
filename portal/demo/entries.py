"""The datasets of the demo, in the order in which they are registered."""

from portal.demo import (
    areas,
    budget,
    crime,
    energy,
    health,
    municipalities,
    population,
    subsidies,
)

# The lists come first: rules of the others refer to them.
ENTRIES = (
    areas.ENTRY,
    municipalities.ENTRY,
    energy.ENTRY,
    population.ENTRY,
    crime.ENTRY,
    health.ENTRY,
    budget.ENTRY,
    subsidies.GRANTS,
    subsidies.PROJECTS,
    subsidies.COPY,
    subsidies.ENTRY,
)
