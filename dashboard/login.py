"""A password before the first page, when the dashboard is open to other machines."""

from __future__ import annotations

import hmac
import os

import streamlit as st

from patnav.dashboard.i18n import Words

__all__ = ["PASSWORD", "let_in"]

PASSWORD = "PATNAV_DASHBOARD_PASSWORD"  # noqa: S105 -- the name of a variable, not a password


def let_in(words: Words) -> bool:
    """Ask for the password once per session; True when there is none to ask for."""
    wanted = os.environ.get(PASSWORD, "")
    if not wanted or st.session_state.get("inside"):
        return True
    given = st.text_input(words("app.password"), type="password")
    if not given:
        return False
    if hmac.compare_digest(given.encode(), wanted.encode()):
        st.session_state["inside"] = True
        st.rerun()
    st.error(words("app.wrong"))
    return False
