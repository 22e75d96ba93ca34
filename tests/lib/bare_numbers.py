"""bare_numbers.py FILE.html ...: prints the numbers of pages that lead nowhere: a cell, an emphasis or a figure that is nothing
but a count ("12", "40 %", "13 of 15 open"), outside of links, buttons, fields and pictures.  Days, ages and
what is called by a number (class "number") are no counts."""
import html.parser
import re
import sys

COUNT = re.compile(r"\d[\d,]*( %| of \d+.*| [a-z]+ already)?(\.|,)?$")
LEADS = {"a", "button", "summary", "option", "svg", "select", "textarea", "title", "h1", "time", "pre", "code"}
EMPTY = {"input", "br", "img", "meta", "link", "hr", "wbr", "rect", "line"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag not in EMPTY:
            self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag in [name for name, _ in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, text):
        names = {name for name, _ in self.open}
        classes = " ".join(a.get("class") or "" for _, a in self.open).split()
        if "main" not in names or names & LEADS or "number" in classes:
            return
        if COUNT.match(text.strip()):
            tag, attributes = self.open[-1]
            self.found.append("%s %s: %s" % (tag, attributes.get("data-label", "").rstrip(": "), text.strip()))


for path in sys.argv[1:]:
    page = Page()
    page.feed(open(path, encoding="utf-8").read())
    for line in page.found:
        print("%s: %s" % (path, line))
