"""Renders a page with markdown-it as GitHub would; prints what a browser would make of it."""

import json
import sys
from html.parser import HTMLParser

try:
    from markdown_it import MarkdownIt
except ImportError as problem:
    print(problem)
    sys.exit(77)


class Page(HTMLParser):
    """Counts the elements, and the cells of each row of each table."""

    def __init__(self):
        super().__init__()
        self.tags, self.tables, self.links, self.text = {}, [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append(0)
        elif tag in ("td", "th"):
            self.tables[-1][-1] += 1
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append(value)

    def handle_data(self, data):
        self.text.append(data)


with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
page = Page()
page.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
for table in page.tables:
    assert len(set(table)) == 1, f"a row of a table has another number of cells: {table}"
print(json.dumps({"tags": page.tags, "links": page.links, "text": "".join(page.text)}))
