"""Plain text with a little order in it: headings, paragraphs and lists. Never markup."""

from dataclasses import dataclass, field


@dataclass
class Block:
    """A piece of text. `kind`: heading, paragraph or list; a list has `items`, the others `text`."""

    kind: str
    text: str = ""
    items: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """Read text into blocks: an empty line ends one, "## " begins a heading, "- " a list's item."""
    found: list[Block] = []
    open_block: Block | None = None
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            open_block = None
        elif line.startswith("## "):
            found.append(Block("heading", line[3:].strip()))
            open_block = None
        elif line.startswith("- "):
            if open_block is None or open_block.kind != "list":
                open_block = Block("list")
                found.append(open_block)
            open_block.items.append(line[2:].strip())
        elif open_block is None:
            open_block = Block("paragraph", line)
            found.append(open_block)
        elif open_block.kind == "list":
            open_block.items[-1] += f" {line}"
        else:
            open_block.text += f" {line}"
    return found
