"""The pages of people."""

from people.views.login import locked_out

__all__ = ["locked_out"]
