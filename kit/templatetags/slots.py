"""`{% slot "dataset.usage" dataset=dataset %}what stands here when nobody has anything{% endslot %}`"""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from kit.slots import fillings, is_offered

register = template.Library()


@register.simple_block_tag(takes_context=True, end_name="endslot")
def slot(context: Context, content: str, place: str, **what: Any) -> SafeString:
    """Draw what upper apps offer for this place; `content` where they offer nothing."""
    assert context.template is not None
    # An include with `only` leaves the variables of the page behind, its request it keeps.
    request = getattr(context, "request", None) or context["request"]
    engine = context.template.engine
    drawn = [
        engine.get_template(filling.template).render(context.new(filling.variables))
        for filling in fillings(place, request, **what)
    ]
    # Both are drawn templates, in which every value was escaped.
    return mark_safe("".join(drawn) or content)  # noqa: S308


@register.simple_tag
def offered(place: str) -> bool:
    """{% offered "record.actions" as acting %}: whether a column for it is worth its room."""
    return is_offered(place)
