"""What a browser says about our pages while a test walks through them."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, WebError

# Runs before any script of a page; a refusal of the content security policy becomes a message.
LISTEN = """
document.addEventListener('securitypolicyviolation', event =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))
"""


class Complaints:
    """Errors of scripts, refusals of the policy and dialogs, of every page in a window."""

    def __init__(self, context: BrowserContext) -> None:
        self.said: list[str] = []
        self.expected: tuple[str, ...] = ()
        context.add_init_script(LISTEN)
        context.on("console", self._message)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)

    def expect(self, *parts: str) -> None:
        """Messages with one of these parts are what the test is about."""
        self.expected = parts

    def _message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._add(message.text, message.page)

    def _error(self, error: WebError) -> None:
        self._add(str(error.error), error.page)

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self._add(f"dialog: {dialog.message}", dialog.page)
        dialog.dismiss()

    def _add(self, text: str, page: Page | None) -> None:
        if not any(part in text for part in self.expected):
            self.said.append(f"{page.url if page else '?'}: {text}")
