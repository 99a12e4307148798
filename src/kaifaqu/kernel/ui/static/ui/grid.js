// The ledger grid: cells that are typed into, filled, pasted and undone like a sheet. Nothing here decides or writes;
// grid-save.js sends what was typed. The table stands without this file, and everything it shows was drawn by the server.
"use strict";
(() => {
  const doc = document;
  const root = doc.getElementById("ledger");
  const table = root?.querySelector("table");
  if (!table) return;
  const one = (selector, within = root) => within.querySelector(selector);
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const settings = JSON.parse(root.dataset.settings);
  const say = (key, given = {}) => settings.words[key].replace(/\{(\w+)\}/g, (_, name) => given[name] ?? "");
  const status = one(".said-now");
  const tell = (key, given) => { if (status) status.textContent = key ? say(key, given) : ""; };

  // The model: a row has its cells in the order of the columns; `base` is what stands, `text` what is in the cell.
  const columns = all("thead th[data-key]", table).map((th, at) => ({
    at, key: th.dataset.key, th, title: th.firstChild.data.trim(), className: th.className, name: settings.keys.includes(th.dataset.key),
  }));
  const byKey = Object.fromEntries(columns.map((column) => [column.key, column]));
  const dated = byKey[settings.dated];
  const cellOf = (td, text) => ({ td, base: text, text, fault: "", was: "" });
  const rowOfLine = new WeakMap();
  const rowOf = (tr) => {
    const tds = [...tr.children].slice(1, -1);
    const row = { tr, key: tr.dataset.key ?? "", cells: tds.map((td) => cellOf(td, td.textContent)), note: tr.lastElementChild, told: tr.lastElementChild.innerHTML };
    rowOfLine.set(tr, row);
    return row;
  };
  const body = one("tbody", table);
  const rows = all("tr", body).map(rowOf);
  let listed = null; // the rows in sight, until some come, go or are hidden
  const relist = () => { listed = null; };
  const shownRows = () => (listed ??= rows.filter((row) => !row.tr.hidden));
  const shownColumns = () => columns.filter((column) => !column.th.hidden);
  const edited = (row) => row.cells.some((cell) => cell.text !== cell.base);
  const fixed = (row, column) => !settings.may || (column.name && row.key !== "");

  // A new row: of the table (with a key) once it is saved, or one that was pasted and is known to nobody yet.
  const addRow = (key = "") => {
    const tr = doc.createElement("tr");
    tr.setAttribute("role", "row");
    tr.dataset.key = key;
    tr.dataset.src = "computed";
    tr.dataset.views = "all";
    const cell = (role, name) => Object.assign(tr.appendChild(doc.createElement("td")), { className: name }).setAttribute("role", role);
    cell("rowheader", "c-n");
    columns.forEach((column) => cell("gridcell", column.className));
    cell("gridcell", "c-note");
    columns.forEach((column) => { tr.children[column.at + 1].hidden = column.th.hidden; });
    body.append(tr);
    const row = rowOf(tr);
    rows.push(row);
    tr.firstElementChild.textContent = rows.length;
    relist();
    return row;
  };
  const renumber = () => {
    relist();
    rows.forEach((row, at) => { row.tr.firstElementChild.textContent = at + 1; });
  };
  const dropRow = (row) => {
    rows.splice(rows.indexOf(row), 1);
    row.tr.remove();
    renumber();
  };
  const unfold = (column) => {
    if (!column.th.hidden) return;
    column.th.hidden = false;
    all("tr", table).forEach((tr) => { if (tr.children[column.at + 1]) tr.children[column.at + 1].hidden = false; });
  };

  // The text of a cell, beside the field that may stand in it.
  const write = ({ td, text }) => {
    [...td.childNodes].forEach((node) => { if (!isField(node)) node.remove(); });
    td.prepend(text);
  };

  // What a cell and a row look like: changed, wrong, and why.
  const draw = (row, at) => {
    const cell = row.cells[at];
    write(cell);
    cell.td.classList.toggle("edited", cell.text !== cell.base);
    cell.td.classList.toggle("faulty", Boolean(cell.fault));
    cell.td.classList.toggle("moved", Boolean(cell.was));
    if (cell.fault) cell.td.setAttribute("aria-invalid", "true");
    else cell.td.removeAttribute("aria-invalid");
    if (cell.fault || cell.was) unfold(columns[at]);
  };
  const reasonsOf = (row) => row.cells.flatMap((cell, at) => [cell.fault, cell.was].filter(Boolean).map((words) => `${columns[at].title}：${words}`));
  const note = (row) => {
    const reasons = reasonsOf(row);
    if (reasons.length) row.note.textContent = reasons.join("；");
    else if (edited(row)) row.note.textContent = say(row.key ? "edited" : "new_row");
    else row.note.innerHTML = row.told;
    row.tr.classList.toggle("has-fault", reasons.length > 0);
  };

  // Changing cells: in batches, each of which one Ctrl+Z takes back.
  const undone = [];
  const redone = [];
  const put = (row, column, text, batch) => {
    const cell = row.cells[column.at];
    if (cell.text === text) return;
    batch.cells.push({ row, column, old: cell.text, text, fault: cell.fault });
    cell.text = text;
    cell.fault = "";
  };
  const change = (work) => {
    const batch = { cells: [], added: [] };
    work(batch);
    dateRows(batch);
    if (!batch.cells.length && !batch.added.length) return batch;
    undone.push(batch);
    redone.length = 0;
    settle(batch.cells);
    return batch;
  };
  // A changed row needs its day: the one chosen above, unless one was typed; it goes when the row is as before.
  const dateRows = (batch) => {
    if (!dated) return;
    const touched = new Set(batch.cells.map((each) => each.row));
    const typed = new Set(batch.cells.filter((each) => each.column === dated).map((each) => each.row));
    const day = doc.getElementById("ledger-day").value;
    touched.forEach((row) => {
      const others = row.cells.some((cell, at) => at !== dated.at && cell.text !== cell.base);
      const cell = row.cells[dated.at];
      if (typed.has(row)) row.ownDay = true;
      else if (others && (cell.text === cell.base || cell.text === "")) put(row, dated, day, batch);
      else if (!others && !row.ownDay) put(row, dated, cell.base, batch);
    });
  };
  const settle = (cells) => {
    cells.forEach(({ row, column }) => draw(row, column.at));
    new Set(cells.map((each) => each.row)).forEach(note);
    total();
    doc.dispatchEvent(new CustomEvent("ledger:changed"));
  };
  const replay = (from, to, which, words) => {
    const batch = from.pop();
    if (!batch) return;
    batch.cells.forEach((each) => {
      each.row.cells[each.column.at].text = each[which];
      each.row.cells[each.column.at].fault = which === "old" ? each.fault : "";
    });
    batch.added.forEach((row) => { if (which === "old") dropRow(row); else { rows.push(row); body.append(row.tr); renumber(); } });
    to.push(batch);
    settle(batch.cells.filter((each) => rows.includes(each.row)));
    const first = batch.cells[0];
    if (first && rows.includes(first.row) && !first.row.tr.hidden) select(first.row, first.column);
    tell(words);
  };
  const undo = () => replay(undone, redone, "old", "undone");
  const redo = () => replay(redone, undone, "text", "redone");
  const type = (row, column, text) => {
    if (fixed(row, column)) return tell("fixed");
    const cell = row.cells[column.at];
    const keeps = text === "" && cell.base !== "" && !settings.whole && row.key !== "";
    change((batch) => put(row, column, keeps ? cell.base : text, batch));
    if (keeps) tell("empty_keeps");
  };

  // Sums of what is shown, digit by digit: an amount never passes through a float.
  const amount = (text) => /^-?[\d,]+(\.\d+)?$/.exec(text.trim()) && text.trim().replaceAll(",", "");
  const sum = (texts) => {
    const digits = Math.max(0, ...texts.map((text) => (text.split(".")[1] ?? "").length));
    const whole = texts.reduce((all, text) => all + BigInt(text.split(".")[0] + (text.split(".")[1] ?? "").padEnd(digits, "0")), 0n);
    const plain = String(whole < 0n ? -whole : whole).padStart(digits + 1, "0");
    const [before, after] = [plain.slice(0, plain.length - digits), plain.slice(plain.length - digits).replace(/0+$/, "")];
    return (whole < 0n ? "-" : "") + before.replace(/\B(?=(\d{3})+$)/g, ",") + (after && `.${after}`);
  };
  const total = () => Object.keys(settings.units).forEach((key) => {
    const place = one(`[data-total="${key}"]`, table);
    const texts = place && shownRows().map((row) => amount(row.cells[byKey[key].at].text)).filter(Boolean);
    if (place) place.textContent = texts.length ? sum(texts) : "";
  });

  // The selection: where one stands, and the corner it was drawn from.
  let at = null;
  let from = null;
  let marked = [];
  const ranged = () => {
    const [lines, cols] = [shownRows(), shownColumns()];
    const ends = (list, a, b) => [list.indexOf(a), list.indexOf(b)].sort((x, y) => x - y);
    const [top, bottom] = ends(lines, from.row, at.row);
    const [left, right] = ends(cols, from.column, at.column);
    return { lines: lines.slice(Math.max(0, top), bottom + 1), cols: cols.slice(Math.max(0, left), right + 1) };
  };
  const select = (row, column, { extend = false, focus = true } = {}) => {
    if (!row || !column) return;
    finish(true);
    if (at) Object.assign(at.row.cells[at.column.at].td, { tabIndex: -1 }).classList.remove("active");
    at = { row, column };
    if (!extend || !from) from = at;
    marked.forEach((td) => { td.classList.remove("chosen"); td.removeAttribute("aria-selected"); });
    const { lines, cols } = ranged();
    marked = lines.flatMap((line) => cols.map((col) => line.cells[col.at].td));
    if (marked.length > 1) marked.forEach((td) => { td.classList.add("chosen"); td.setAttribute("aria-selected", "true"); });
    const td = row.cells[column.at].td;
    td.classList.add("active");
    wait(focus);
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
    doc.dispatchEvent(new CustomEvent("ledger:at", { detail: at }));
  };
  const move = (down, right, extend = false) => {
    const [lines, cols] = [shownRows(), shownColumns()];
    const clamp = (n, most) => Math.min(Math.max(n, 0), most - 1);
    const row = lines[clamp(lines.indexOf(at.row) + down, lines.length)];
    select(row, cols[clamp(cols.indexOf(at.column) + right, cols.length)], { extend });
  };
  // Ctrl and an arrow: to the last filled cell before a gap, or the next filled one after it.
  const leap = (down, right, extend) => {
    const [lines, cols] = [shownRows(), shownColumns()];
    let [r, c] = [lines.indexOf(at.row), cols.indexOf(at.column)];
    const text = (y, x) => lines[y]?.cells[cols[x]?.at]?.text ?? null;
    const run = text(r, c) !== "" && text(r + down, c + right) !== "";
    while (text(r + down, c + right) !== null) {
      if (run && text(r + down, c + right) === "") break;
      r += down;
      c += right;
      if (!run && text(r, c) !== "") break;
    }
    select(lines[r], cols[c], { extend });
  };
  const find = (td) => {
    const row = rowOfLine.get(td.parentElement);
    const place = row ? row.cells.findIndex((cell) => cell.td === td) : -1;
    return place < 0 ? null : { row, column: columns[place] };
  };

  // Editing one cell: typing over it, or changing what stands in it (F2, a double click, a second tap).
  // The field stands unseen in the active cell, its text selected, so that an input method begins in it with the first key.
  let editing = null;
  const coarse = matchMedia("(pointer: coarse)").matches;
  const fields = Object.fromEntries(["input", "textarea"].map((name) => [name, Object.assign(doc.createElement(name), { autocomplete: "off", spellcheck: false })]));
  const isField = (node) => node === fields.input || node === fields.textarea;
  const fieldOf = (column) => (settings.long.includes(column.key) ? fields.textarea : fields.input);
  const wait = (focus) => {
    const cell = at.row.cells[at.column.at];
    const field = fieldOf(at.column);
    Object.values(fields).forEach((each) => { if (each !== field || cell.td !== each.parentElement) each.remove(); });
    if (coarse || fixed(at.row, at.column)) {
      cell.td.tabIndex = 0;
      if (focus) cell.td.focus({ preventScroll: true });
      return;
    }
    ready(field, cell);
    if (focus) field.focus({ preventScroll: true });
    field.select();
  };
  const ready = (field, cell) => {
    field.className = "cell-editor waiting";
    field.setAttribute("aria-label", `${say("row", { n: rows.indexOf(at.row) + 1 })} ${at.column.title}`);
    if (doc.getElementById(`options-${at.column.key}`)) field.setAttribute("list", `options-${at.column.key}`);
    else field.removeAttribute("list");
    if (cell.fault || cell.was) field.setAttribute("aria-describedby", "cell-reason");
    else field.removeAttribute("aria-describedby");
    field.value = cell.text;
    if (field.parentElement !== cell.td) cell.td.append(field);
  };
  const edit = (over) => {
    if (editing || fixed(at.row, at.column)) return tell("fixed");
    const cell = at.row.cells[at.column.at];
    const field = fieldOf(at.column);
    if (field.parentElement !== cell.td) ready(field, cell);
    field.className = "cell-editor";
    cell.td.classList.add("editing");
    editing = { ...at, cell, field, over };
    field.focus();
    if (!over) field.setSelectionRange(field.value.length, field.value.length);
  };
  const finish = (keep) => {
    if (!editing) return;
    const { row, column, cell, field } = editing;
    editing = null;
    cell.td.classList.remove("editing");
    const typed = field.value.replace(/\s+$/, "");
    if (keep && typed !== cell.text) type(row, column, typed);
    if (at.row === row && at.column === column) wait(table.contains(doc.activeElement));
  };
  Object.values(fields).forEach((field) => {
    field.addEventListener("compositionstart", () => { if (!editing) edit(true); });
    field.addEventListener("input", () => { if (!editing) edit(true); });
    field.addEventListener("blur", () => finish(true));
  });

  const empty = () => {
    const { lines, cols } = ranged();
    const open = lines.flatMap((row) => cols.filter((column) => !fixed(row, column)).map((column) => ({ row, column })));
    if (!open.length) return tell("fixed");
    let kept = false;
    change((batch) => open.forEach(({ row, column }) => {
      const cell = row.cells[column.at];
      const keeps = cell.base !== "" && !settings.whole && row.key !== "";
      kept ||= keeps;
      put(row, column, keeps ? cell.base : "", batch);
    }));
    if (kept) tell("empty_keeps");
  };
  const fill = () => {
    const { lines, cols } = ranged();
    const all = shownRows();
    const source = lines.length > 1 ? lines[0] : all[all.indexOf(lines[0]) - 1];
    const targets = lines.length > 1 ? lines.slice(1) : lines;
    if (source) change((batch) => targets.forEach((row) => cols.forEach((column) => fixed(row, column) || put(row, column, source.cells[column.at].text, batch))));
  };

  const page = () => Math.max(1, Math.floor(one(".scroll").clientHeight / (rows[0]?.tr.offsetHeight || 32)) - 3);
  const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const held = {
    d: fill, z: undo, y: redo,
    a: () => { const [lines, cols] = [shownRows(), shownColumns()]; from = { row: lines[0], column: cols[0] }; select(lines.at(-1), cols.at(-1), { extend: true }); },
    Home: (extend) => select(shownRows()[0], shownColumns()[0], { extend }),
    End: (extend) => select(shownRows().at(-1), shownColumns().at(-1), { extend }),
    s: () => doc.dispatchEvent(new CustomEvent("ledger:save")),
  };
  const plain = {
    Enter: (extend) => move(extend ? -1 : 1, 0), F2: () => edit(false), Delete: empty, Escape: () => select(at.row, at.column),
    Home: (extend) => select(at.row, shownColumns()[0], { extend }), End: (extend) => select(at.row, shownColumns().at(-1), { extend }),
    PageUp: (extend) => move(-page(), 0, extend), PageDown: (extend) => move(page(), 0, extend),
  };
  // Tab walks through the row and leaves the grid at its first and last cell, so that nobody is shut in.
  const tab = (event) => {
    const [lines, cols] = [shownRows(), shownColumns()];
    const next = lines.indexOf(at.row) * cols.length + cols.indexOf(at.column) + (event.shiftKey ? -1 : 1);
    if (next < 0 || next >= lines.length * cols.length) return;
    event.preventDefault();
    select(lines[Math.floor(next / cols.length)], cols[next % cols.length]);
  };
  const keyInEditor = (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); return finish(false); }
    if (event.key === "Enter" && event.altKey) { event.preventDefault(); return editing.field.setRangeText("\n", editing.field.selectionStart, editing.field.selectionEnd, "end"); }
    const step = event.key === "Enter" ? [event.shiftKey ? -1 : 1, 0] : editing.over && !editing.field.list && arrows[event.key];
    if (event.key === "Tab") { finish(true); return tab(event); }
    if (!step) return;
    event.preventDefault();
    finish(true);
    move(...step);
  };
  table.addEventListener("keydown", (event) => {
    if (editing) return keyInEditor(event);
    if (!at || event.isComposing || !event.target.closest("td")) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 && ctrl ? event.key.toLowerCase() : event.key;
    const arrow = arrows[key];
    if (arrow) ctrl ? leap(...arrow, event.shiftKey) : move(...arrow, event.shiftKey);
    else if (ctrl && held[key]) held[key](event.shiftKey);
    else if (!ctrl && plain[key]) plain[key](event.shiftKey);
    else if (key === "Tab") return tab(event);
    else if (!ctrl && !event.altKey && key.length === 1 && fixed(at.row, at.column)) tell("fixed");
    else return; // what is typed goes into the waiting field
    event.preventDefault();
  });
  let drawing = false;
  table.addEventListener("mousedown", (event) => {
    const cell = event.button === 0 && event.target.closest("td") && find(event.target.closest("td"));
    if (!cell || editing?.cell.td === event.target.closest("td")) return;
    event.preventDefault();
    finish(true);
    const again = coarse && at?.row === cell.row && at?.column === cell.column;
    drawing = true;
    select(cell.row, cell.column, { extend: event.shiftKey });
    if (again) edit(false);
  });
  table.addEventListener("mouseover", (event) => {
    const cell = drawing && event.target.closest("td") && find(event.target.closest("td"));
    if (cell && (cell.row !== at.row || cell.column !== at.column)) select(cell.row, cell.column, { extend: true });
  });
  doc.addEventListener("mouseup", () => { drawing = false; });
  table.addEventListener("dblclick", (event) => { if (!editing && event.target.closest("td") && find(event.target.closest("td"))) edit(false); });
  table.addEventListener("focusin", (event) => {
    const cell = !editing && event.target.matches("td") && find(event.target);
    if (cell && (cell.row !== at?.row || cell.column !== at?.column)) select(cell.row, cell.column);
  });

  all("[data-scripted]", doc).forEach((part) => { part.hidden = false; });
  all("[data-unscripted]", doc).forEach((part) => { part.hidden = true; });
  const first = shownRows()[0] ?? (settings.may && settings.adds ? addRow() : null);
  if (first) first.cells[shownColumns()[0].at].td.tabIndex = 0;

  window.kaifaquLedger = {
    root, table, settings, columns, byKey, rows, say, tell, draw, note, change, put, edited, fixed, addRow, dropRow, relist, shownRows, shownColumns,
    select, ranged, empty, total, unfold, undo, fill, finish, cellOf, undone, redone, renumber, where: () => at, isEditing: () => Boolean(editing),
  };
})();
