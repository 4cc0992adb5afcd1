# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Sphinx renders the documentation; `make docs` runs it over the pages that antsibull-docs writes."""

from __future__ import annotations

import re

from sphinx.application import Sphinx

project = title = html_title = "otc.gaussdb"
copyright = "otc.gaussdb contributors"  # noqa: A001 - Sphinx's name

extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
intersphinx_mapping = {"ansible": ("https://docs.ansible.com/projects/ansible/latest/", None)}
default_role = "any"
nitpicky = True

highlight_language = "YAML+Jinja"
pygments_style = "ansible"

# It would say that there are no environment variables: it only knows those that Ansible reads for an option
exclude_patterns = ["environment_variables.rst"]

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_use_index = False

# The extension's own colours do not follow the theme's switch between light and dark
antsibull_ext_color_scheme = "none"
FOR_BOTH = {
    "antsibull-links-background": "var(--color-background-secondary)",
    "antsibull-links-background-active": "var(--color-background-hover)",
    "antsibull-links-focus-outline": "var(--color-brand-primary)",
    "antsibull-links-text": "var(--color-link)",
    "antsibull-table-background-header": "var(--color-background-secondary)",
    "antsibull-table-background-odd": "var(--color-background-primary)",
    "antsibull-table-background-even": "var(--color-background-secondary)",
    "antsibull-table-border": "var(--color-background-border)",
    "antsibull-narrowtable-background": "var(--color-background-secondary)",
    "antsibull-option-sample-header": "var(--color-foreground-primary)",
    "antsibull-attribute-support-na": "inherit",
    "antsibull-deprecation-border": "var(--color-foreground-border)",
    "antsibull-deprecation-background": "var(--color-background-secondary)",
    "antsibull-deprecation-color": "var(--color-foreground-primary)",
}


def words(purple: str, red: str, green: str, blue: str, yellow: str) -> dict[str, str]:
    """The colours of words in option tables."""
    return {
        "antsibull-option-type": purple,
        "antsibull-option-elements": purple,
        "antsibull-option-required": red,
        "antsibull-option-version-added": green,
        "antsibull-option-aliases": green,
        "antsibull-option-default": blue,
        "antsibull-option-sample": blue,
        "antsibull-attribute-support-none": red,
        "antsibull-attribute-support-partial": yellow,
        "antsibull-attribute-support-full": green,
    }


html_theme_options = {
    "light_css_variables": {**FOR_BOTH, **words("#8a2c8a", "#b42318", "#1a6b2d", "#1f4fb4", "#7a6200")},
    "dark_css_variables": {**FOR_BOTH, **words("#e2a0e2", "#ff8f85", "#7bd48f", "#9dbbff", "#d8c25c")},
}

CONTENTS = re.compile(r"^\.\. contents::\n( +:.*\n)+", re.MULTILINE)
IMAGES = re.compile(r"https://raw\.githubusercontent\.com/[^/]+/[^/]+/main/docs/images/")
SECTION = re.compile(r"^(.+)\n-+\n\n\.\. toctree::\n", re.MULTILINE)
HIDDEN = re.compile(r"^    :hidden:\n(?=\n    \w+_(module|role)\n)", re.MULTILINE)
PLUGIN = re.compile(r"^    (\w+)_(module|role)$", re.MULTILINE)


def adapt(_app: Sphinx, name: str, source: list[str]) -> None:
    """Adapt a page to this site.

    The theme shows a page's contents in its margin, and takes others for a mistake. Pages bring their pictures along.
    The landing page has the collection's name as it is written. For the margin, its lists get captions, and its plugins
    short names.
    """
    text = IMAGES.sub("/images/", CONTENTS.sub("", source[0]))
    if name == "index":
        text = SECTION.sub(r"\g<0>    :caption: \1\n", text.replace("\nOtc.Gaussdb\n", "\notc.gaussdb\n"))
        text = HIDDEN.sub(lambda found: f"{found[0]}    :caption: {found[1].title()}s\n", text)
        text = PLUGIN.sub(r"    \1 <\1_\2>", text)
    source[0] = text


def setup(app: Sphinx) -> None:
    """Hook into Sphinx."""
    app.connect("source-read", adapt)
