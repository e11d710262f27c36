// Links inside tables move within the running session, and a click on a heading sorts its table.
// Without this script both still work as plain pages: the links are real addresses.
export default function (component) {
  const { setTriggerValue } = component;
  const follow = (event) => {
    const link = event.target.closest("a.pn-go");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    setTriggerValue("address", link.getAttribute("href"));
  };
  const key = (row, at) => {
    const cell = row.cells[at];
    const text = cell.dataset.sort ?? cell.textContent.trim();
    const number = Number(text.replace(/[,%]/g, ""));
    return text !== "" && !Number.isNaN(number) ? number : text;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b
      : typeof a === "number" ? -1 : typeof b === "number" ? 1 : a.localeCompare(b, "zh-CN");
  const sort = (event) => {
    const head = event.target.closest(".pn-table th");
    if (!head) return;
    const table = head.closest("table");
    const down = head.dataset.order !== "down";
    for (const other of table.querySelectorAll("th")) delete other.dataset.order;
    head.dataset.order = down ? "down" : "up";
    const body = table.tBodies[0];
    const at = head.cellIndex;
    const rows = [...body.rows].sort((a, b) => compare(key(a, at), key(b, at)));
    body.append(...(down ? rows.reverse() : rows));
  };
  document.addEventListener("click", follow);
  document.addEventListener("click", sort);
  document.body.dataset.patnav = "ready";
  return () => {
    document.removeEventListener("click", follow);
    document.removeEventListener("click", sort);
  };
}
