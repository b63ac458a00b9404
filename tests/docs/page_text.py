"""What the tests of the documentation need to know of Markdown."""
import re
from dataclasses import dataclass


@dataclass
class Block:
    page: str
    line: int
    language: str  # the whole info string: "sh", "yaml prometheus"
    text: str

    def __str__(self):
        return f"{self.page}:{self.line} ({self.language})"


def blocks(page, text):
    """The fenced blocks of a page, those in list items too, without their indent."""
    out, opened = [], None
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.match(r"( *)```(.*)$", line)
        if not fence:
            if opened:
                opened[1].append(line[opened[2]:])
        elif opened:
            out.append(Block(page, opened[0].line, opened[0].language, "\n".join(opened[1]) + "\n"))
            opened = None
        else:
            opened = (Block(page, number, fence[2].strip(), ""), [], len(fence[1]))
    if opened:
        raise ValueError(f"{page}:{opened[0].line}: a fence without end")
    return out


def without_blocks(text):
    return re.sub(r"^( *)```.*?^ *```$", "", text, flags=re.S | re.M)


def links(text):
    """Targets of [text](target), code taken out."""
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", without_blocks(text)))


def anchors(text):
    """What #… may lead to: headings as GitHub names them."""
    out = set()
    for heading in re.findall(r"^#+ (.+)$", without_blocks(text), flags=re.M):
        out.add(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-"))
    return out


def code_spans(text):
    return re.findall(r"`([^`\n]+)`", without_blocks(text))
