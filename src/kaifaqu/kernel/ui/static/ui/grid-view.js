// The ledger grid to look at: views and the filter without a new page, where a cell comes from, the asker's header.
"use strict";
(() => {
  const ledger = window.kaifaquLedger;
  if (!ledger) return;
  const { root, settings, columns, rows, say, edited } = ledger;
  const doc = document;
  const one = (selector, within = root) => within.querySelector(selector);
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];

  // Views and the filter: kept in the address; rows with unsaved text or a fault stay in sight of 有误.
  const tabs = all("[data-view]");
  const words = one("input[name=q]");
  const faulty = (row) => row.cells.some((cell) => cell.fault || cell.was);
  const holds = (row, view) => row.tr.dataset.views.split(" ").includes(view) || (view === "wrong" && faulty(row)) || (view === "changed" && edited(row));
  const current = () => tabs.find((tab) => tab.hasAttribute("aria-current"))?.dataset.view ?? "all";
  const count = () => tabs.forEach((tab) => { one("em", tab).textContent = rows.filter((row) => holds(row, tab.dataset.view)).length; });
  const show = () => {
    const wanted = words.value.trim().toLowerCase();
    rows.forEach((row) => { row.tr.hidden = !holds(row, current()) || (wanted && !row.cells.some((cell) => cell.text.toLowerCase().includes(wanted))); });
    ledger.relist();
    ledger.total();
    const address = new URL(location);
    address.searchParams.set("view", current());
    if (wanted) address.searchParams.set("q", words.value.trim());
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    one("input[name=view]").value = current();
  };
  tabs.forEach((tab) => tab.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tabs.forEach((each) => (each === tab ? each.setAttribute("aria-current", "page") : each.removeAttribute("aria-current")));
    count();
    show();
  }));
  let waiting;
  words.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  words.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  doc.addEventListener("ledger:saved", count);
  words.form.addEventListener("change", (event) => {
    const unit = event.target.closest("[data-unit]");
    if (!unit) return;
    event.stopPropagation();
    ledger.useUnits({ [unit.dataset.unit]: unit.value }).then((used) => { if (!used) unit.value = settings.units[unit.dataset.unit]; });
  }, true);

  // Where a cell comes from, beside the grid: who, when, the value before, with which document; why it is marked, first.
  const past = doc.getElementById("cell-past");
  const reason = doc.getElementById("cell-reason");
  let asked = "";
  const tell = async ({ row, column }) => {
    const cell = row.cells[column.at];
    reason.textContent = [cell.fault, cell.was].filter(Boolean).join(" ");
    reason.hidden = !reason.textContent;
    if (reason.textContent) cell.td.setAttribute("aria-describedby", "cell-reason");
    const query = new URLSearchParams({ row: row.key, column: column.key, unit: settings.units[column.key] ?? "" });
    if (asked === String(query)) return;
    asked = String(query);
    if (!row.key) return past.replaceChildren(Object.assign(doc.createElement("p"), { className: "note", textContent: say("no_history") }));
    const answer = await fetch(`${settings.cell}?${query}`).catch(() => null);
    if (answer?.ok && !answer.redirected && asked === String(query)) past.innerHTML = await answer.text();
  };
  let resting;
  doc.addEventListener("ledger:at", (event) => {
    clearTimeout(resting);
    resting = setTimeout(() => tell(event.detail), 250);
  });
  doc.addEventListener("ledger:saved", () => {
    asked = "";
    if (ledger.where()) tell(ledger.where());
  });

  // The asker's header is remembered here, so that next month is one press.
  const header = doc.getElementById("id_header");
  const kept = `${settings.draft}.header`;
  if (header && !header.value) header.value = localStorage.getItem(kept) ?? "";
  header?.form.addEventListener("submit", () => localStorage.setItem(kept, header.value));
})();
