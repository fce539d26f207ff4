"""The demo: real public figures of Zwolle, made-up people, and rules that find what is wrong.

`manage.py demo` loads it through the services, as a colleague would. Nothing here is needed by
the portal itself: an installation without a demo never reads these modules.
"""
