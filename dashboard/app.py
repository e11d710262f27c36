"""The dashboard's entry: registers the pages, draws the frame, runs the page that was asked for.

Started by `patnav dashboard`; a mistake of the user's is shown as a sentence with its remedy.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from patnav.dashboard import shell
from patnav.dashboard.controls import words
from patnav.dashboard.html import note
from patnav.dashboard.login import let_in
from patnav.dashboard.source import snapshot
from patnav.error_words import refusal
from patnav.errors import PatnavError


def main() -> None:
    """Draw one run of the app."""
    say = words()
    st.set_page_config(page_title=say("app.title"), layout="wide", initial_sidebar_state=240)
    st.html(Path(__file__).with_name("style.css"))
    page = st.navigation(shell.pages(), position="hidden")
    if not let_in(say):
        return
    try:
        current = snapshot()
        shell.sidebar(current, page.url_path)
        if current.project.settings.synthetic:
            shell.draw(note(say("app.synthetic"), "banner"))
        page.run()
        shell.follow_links()
    except PatnavError as error:
        shell.draw(note(refusal(error, say.lang), "error"))


main()
