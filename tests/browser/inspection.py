"""What is looked at on every page, whoever sees it: axe, headings, weight, width, the notice."""

import json
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

AXE = (Path(__file__).parent / "vendor/axe-4.14.1.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
PUBLIC_BYTES, STAFF_BYTES = 60_000, 120_000
NOTICE = "架空データ"

# The script is evaluated, not put into a tag: the page's own policy would stop a tag.
_ASK_AXE = f"""axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(result =>
  result.violations.flatMap(rule => rule.nodes.map(node => rule.id + ": " + node.html)))"""
_LOOK = """() => {
  const loaded = [...performance.getEntriesByType("navigation"),
                  ...performance.getEntriesByType("resource")];
  return {
    headings: document.querySelectorAll("h1").length,
    width: document.documentElement.scrollWidth,
    weight: loaded.reduce((sum, entry) => sum + entry.encodedBodySize, 0),
    is_staff: document.body.classList.contains("app"),
    text: document.body.innerText,
  };
}"""


@dataclass(frozen=True)
class Look:
    """A page as it was found at one width."""

    headings: int
    width: int
    weight: int
    is_staff: bool
    text: str


async def violations(page: Page) -> list[str]:
    """What axe has against the page as it stands."""
    if await page.evaluate("!window.axe"):
        await page.evaluate(AXE)
    return list(await page.evaluate(_ASK_AXE))


async def faults(page: Page, width: int) -> list[str]:
    """Everything that is wrong with the page in a window of *width*, in words."""
    look = Look(**await page.evaluate(_LOOK))
    limit = STAFF_BYTES if look.is_staff else PUBLIC_BYTES
    found = {
        f"{look.headings} main headings": look.headings != 1,
        f"{look.width} wide in a window of {width}": look.width > width,
        f"{look.weight} bytes, {limit} allowed": look.weight > limit,
        "does not say that its data are invented": NOTICE not in look.text,
    }
    said = [words for words, is_so in found.items() if is_so]
    return said + [f"axe: {words}" for words in await violations(page)]
