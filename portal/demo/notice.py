"""Whether this portal holds a demo: what the banner on every page rests on."""

from datasets.models import Dataset


def demo_loaded() -> bool:
    """True when some dataset of the register is the demo's. One query that stops at the first."""
    return Dataset.objects.filter(is_demo=True).exists()
