"""The chain map: a picture of all nodes coloured by class, and the same as a table."""

from __future__ import annotations

from patnav import analysis
from patnav.dashboard import html, shell, tables
from patnav.dashboard.chain_chart import chain_chart, has_loop, picked_node
from patnav.dashboard.controls import state, words
from patnav.dashboard.source import ask, region_name, rows_of, snapshot
from patnav.dashboard.state import State


def page() -> None:
    """Draw the page."""
    at, say, current = state(), words(), snapshot()
    frame = ask(analysis.chain_map, current, at.region)
    rows = rows_of(frame)
    wanted = at.region or current.project.settings.home_region
    region = region_name(current, wanted, say)
    lead = say("chain.lead", region=region) + (say("chain.loop") if has_loop(rows) else "")
    shell.heading(say("page.chain"), lead)
    shell.draw(
        tables.absent_region(rows_of(ask(analysis.regions, current)), wanted, region, at, say)
    )
    shell.draw(html.legend([row["node_class"] for row in rows], say))
    option, height = chain_chart(rows, say)
    alt = say("chain.alt", count=len(rows))
    node = picked_node(rows, shell.draw_chart(option, height, "chain_chart", alt))
    if node:
        shell.go("node", State(lang=at.lang, region=at.region, node=node).params())
    shell.section(say("chain.table"), say("node.axis"))
    shell.draw(tables.chain_table(rows, at, say))
    shell.offer_csv(frame, "chain-map")


page()
