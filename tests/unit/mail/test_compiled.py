"""The compiled templates are what their sources give, with every Jinja tag in its place."""

import subprocess
import sys

import pytest

from svarctl.compile_templates import compile_template, compiled, main


def test_what_is_committed_is_what_the_sources_give(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody edits a compiled file, and nobody forgets to compile."""
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_style_is_written_into_the_elements() -> None:
    """Mail clients drop stylesheets."""
    source = '{% if x %}<p class="p">{{ a & b }}</p>{% endif %}'
    made = compile_template(source, css=".p { margin: 0; }", dark="")
    assert made == '{% if x %}<p class="p" style="margin: 0;">{{ a & b }}</p>{% endif %}\n'


@pytest.mark.parametrize(
    "source",
    [
        '<a class="{% if x %}p{% endif %}" href="{{ url }}">{{ t("a < b") }}</a>',
        "<ul>{% for one in many %}<li>{{ one }}</li>{% endfor %}</ul>",
        "<table><tbody>{% for one in x %}<tr><td>{{ one }}</td></tr>{% endfor %}</tbody></table>",
        "{# a note with <p> in it #}{% macro m(a, b='<b>') %}<p>{{ a ~ b }}</p>{% endmacro %}",
    ],
)
def test_jinja_tags_stay_as_they_are(source: str) -> None:
    """An HTML parser would escape or move them; a mark in their place is left alone."""
    assert compile_template(source, css="", dark="").strip() == source


def test_a_tag_among_attributes_is_an_error() -> None:
    """A parser would take it for an attribute and write it back as one."""
    with pytest.raises(ValueError, match="attributes"):
        compile_template('<p {% if x %}class="p"{% endif %}>a</p>', css="", dark="")


def test_a_tag_that_a_parser_would_move_is_an_error() -> None:
    """Text straight inside a table is moved out by every parser: better to fail."""
    with pytest.raises(ValueError, match="moved"):
        compile_template("<table>{{ one }}<tr><td>{{ two }}</td></tr></table>", css="", dark="")


def test_dark_colours_are_kept_as_a_media_rule() -> None:
    """They cannot be inlined, so they stay in the one style element."""
    layout = next(text for path, text in compiled().items() if path.name == "layout.html.j2")
    assert "@media (prefers-color-scheme: dark)" in layout
    assert "data-css-inline" not in layout


def test_a_function_that_plans_mail_loads_no_template_engine() -> None:
    """Cold starts: the contents import without jinja2."""
    code = "import sys, svar.mail.contents, svar.pages.contents; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
