"""Write the style of the mails into their elements, once, at build time.

Run `python -m svarctl.compile_templates` after a change of a template or a stylesheet; with
`--check` it changes nothing and fails when what is committed is not what it would write. The
functions ship the compiled files, so css-inline is no part of them.
"""

import argparse
import re
import sys
from pathlib import Path

import css_inline

MAIL = Path(__file__).resolve().parents[2] / "functions" / "svar" / "mail"
SOURCES = MAIL / "templates"
COMPILED = MAIL / "compiled"

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MARK = re.compile(r"<!--jinja(\d+)x-->|jinja(\d+)x")
_BONE = re.compile(r"</?[a-z][a-z0-9]*|<!--jinja\d+x-->|jinja\d+x")


def compile_template(source: str, *, css: str, dark: str) -> str:
    """Return `source` with `css` in its style attributes and `dark` in its kept style element.

    An HTML parser moves and escapes what it does not know, so every Jinja tag travels as a mark:
    a comment between elements; a word where it is text, stands inside a tag or in the title.
    """
    marked, tags = _mark(source)
    if "<html" in marked:
        whole = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=css)
        styled = whole.inline(marked).replace(' data-css-inline="keep"', "")
    else:
        part = css_inline.CSSInliner(load_remote_stylesheets=False)
        styled = part.inline_fragment(marked, css)
    if _bones(styled) != _bones(marked):
        raise ValueError("inlining moved a Jinja tag or an element: write what a parser would")
    return (
        _MARK.sub(lambda found: tags[_number(found)], styled)
        .replace("/* dark.css */", "\n" + dark)
        .strip()
        + "\n"
    )


def _mark(source: str) -> tuple[str, list[str]]:
    tags: list[str] = []
    parts: list[str] = []
    inside_element, end = False, 0
    for found in _JINJA.finditer(source):
        between = source[end : found.start()]
        last_open, last_close = between.rfind("<"), between.rfind(">")
        if max(last_open, last_close) >= 0:
            inside_element = last_open > last_close
        parts.append(between)
        if inside_element and "".join(parts).rpartition("<")[2].count('"') % 2 == 0:
            raise ValueError("a Jinja tag can stand in an attribute's value, not among attributes")
        in_title = source.rfind("<title", 0, found.start()) > source.rfind(
            "</title", 0, found.start()
        )
        word = inside_element or in_title or found.group().startswith("{{")
        parts.append(f"jinja{len(tags)}x" if word else f"<!--jinja{len(tags)}x-->")
        tags.append(found.group())
        end = found.end()
    return "".join([*parts, source[end:]]), tags


def _bones(html: str) -> list[str]:
    return _BONE.findall(html)


def _number(found: re.Match[str]) -> int:
    return int(found.group(1) or found.group(2))


def compiled() -> dict[Path, str]:
    """Return every compiled file's path and content, from the sources."""
    css = (SOURCES / "mail.css").read_text(encoding="utf-8")
    dark = (SOURCES / "dark.css").read_text(encoding="utf-8")
    return {
        COMPILED / source.name: compile_template(
            source.read_text(encoding="utf-8"), css=css, dark=dark
        )
        for source in sorted(SOURCES.glob("*.html.j2"))
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Inline the style of the mail templates.")
    parser.add_argument("--check", action="store_true", help="fail when a file is out of date")
    check = parser.parse_args(arguments).check
    wanted = compiled()
    stale = [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    orphans = sorted(set(COMPILED.glob("*")) - set(wanted))
    if check:
        for path in [*stale, *orphans]:
            print(f"{path.name} is not what its source gives: run make templates")
        return 1 if stale or orphans else 0
    COMPILED.mkdir(exist_ok=True)
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    for path in orphans:
        path.unlink()
    print(f"{len(wanted)} templates, {len(stale)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
