// The ledger grid and the server: drafts that survive, the check and the one act, and what others changed meanwhile.
"use strict";
(() => {
  const ledger = window.kaifaquLedger;
  if (!ledger) return;
  const { root, table, settings, columns, byKey, rows, say, tell, draw, note, edited, addRow, dropRow } = ledger;
  const doc = document;
  const one = (selector, within = root) => within.querySelector(selector);
  const dirty = () => rows.filter(edited);
  const pairs = (units) => Object.entries(units).map(([key, unit]) => `${key}=${unit}`).join(",");
  const box = one("[data-problems]");
  const basis = doc.getElementById("ledger-basis");

  const print = (words) => {
    box.append(Object.assign(doc.createElement("p"), { textContent: words }));
    box.hidden = false;
  };
  ledger.add = (key, given) => print(say(key, given));
  const clearBox = () => { box.replaceChildren(); box.hidden = true; };
  const cellName = (row, at) => `${say("row", { n: rows.indexOf(row) + 1 })} · ${columns[at].title}`;
  // What is wrong, each with a button that leads to its cell.
  const list = (heading, wrong) => {
    clearBox();
    ledger.add(...heading);
    const items = doc.createElement("ol");
    wrong.slice(0, 50).forEach(({ row, at, words }) => {
      const button = Object.assign(doc.createElement("button"), { type: "button", className: "quiet", textContent: `${cellName(row, at)}：${words}` });
      button.addEventListener("click", () => { row.tr.hidden = false; ledger.relist(); ledger.select(row, columns[at]); });
      items.appendChild(doc.createElement("li")).append(button);
    });
    box.append(items);
  };
  const wrongCells = (of) => rows.flatMap((row) => row.cells.map((cell, at) => ({ row, at, words: cell[of] })).filter(({ words }) => words));

  // ── What the server says ──
  const ask = async (address, options = {}) => {
    let answer;
    try {
      answer = await fetch(address, { headers: { Accept: "application/json", ...options.headers }, ...options, redirect: "error" });
    } catch {
      tell("offline");
      return null;
    }
    if (answer.status === 401 || answer.status === 403) return tell("signed_out") ?? null;
    const told = await answer.json().catch(() => ({}));
    return { ok: answer.ok, told };
  };
  const token = () => doc.querySelector("[name=csrfmiddlewaretoken]").value;
  const send = (address, body, type) => ask(address, { method: "POST", body, headers: { "X-CSRFToken": token(), Accept: "application/json", ...(type && { "Content-Type": type }) } });
  const present = async (units = settings.units) => (await ask(`${settings.rows}?units=${encodeURIComponent(pairs(units))}`))?.told ?? null;

  // The rows as they stand now: what was not touched follows, what was touched keeps its text; the rest is returned.
  const rebase = (told) => {
    const known = new Map(rows.filter((row) => row.key).map((row) => [row.key, row]));
    told.rows.forEach((each) => {
      const row = known.get(each.key) ?? addRow(each.key);
      known.delete(each.key);
      row.tr.dataset.src = each.synthetic ? "synthetic" : "sourced";
      columns.forEach((column) => follow(row, column, each));
      const views = { changed: each.fresh.length, missing: each.gaps.length || Object.values(each.marks).some((mark) => mark.glance === "late"), wrong: Object.values(each.marks).some((mark) => mark.glance === "contradicts") };
      row.tr.dataset.views = ["all", ...Object.keys(views).filter((view) => views[view])].join(" ");
      const words = Object.values(each.marks).map((mark) => mark.words);
      if (each.gaps.length) words.push(say("gap", { columns: each.gaps.map((key) => byKey[key].title).join("、") }));
      if (each.fresh.length) words.push(say("fresh"));
      row.told = "";
      row.note.textContent = words.join(say("between"));
      row.told = row.note.innerHTML;
      note(row);
    });
    known.forEach((row) => { if (!edited(row)) dropRow(row); });
    settings.stamp = told.stamp;
    told.columns.forEach((column) => { if (column.unit) settings.units[column.key] = column.unit; });
    ledger.total();
  };
  const follow = (row, column, each) => {
    const cell = row.cells[column.at];
    const now = each.cells[column.key];
    const mine = cell.text !== cell.base;
    if (mine && now !== cell.base && now !== cell.text && column.key !== settings.dated) {
      cell.was = say("was", { old: cell.base || say("empty"), new: now || say("empty") });
    }
    if (!mine) cell.text = now;
    cell.base = now;
    cell.td.classList.toggle("fresh", each.fresh.includes(column.key));
    cell.td.classList.toggle("gap", each.gaps.includes(column.key));
    ["late", "contradicts"].forEach((glance) => cell.td.classList.toggle(glance, each.marks[column.key]?.glance === glance));
    draw(row, column.at);
  };

  // Another unit: amounts are asked for anew in it. A column with unsaved amounts keeps its unit.
  ledger.useUnits = async (units) => {
    const others = Object.entries(units).filter(([key, unit]) => settings.units[key] !== unit);
    if (!others.length) return true;
    const blocked = others.find(([key]) => rows.some((row) => row.cells[byKey[key].at].text !== row.cells[byKey[key].at].base));
    if (blocked) {
      tell("unit_blocked", { column: byKey[blocked[0]].title });
      return false;
    }
    const told = await present({ ...settings.units, ...Object.fromEntries(others) });
    if (!told) return false;
    rebase(told);
    others.forEach(([key, unit]) => {
      const select = one(`[data-unit="${key}"]`);
      if (select) select.value = unit;
      const place = one("[data-unit-title]", byKey[key].th);
      if (place && select) place.textContent = select.selectedOptions[0].textContent;
    });
    return true;
  };

  // ── Saving ──
  const lineOf = (row) => columns.map((column) => {
    const cell = row.cells[column.at];
    const goes = settings.whole || column.name || settings.required.includes(column.key) || column.key === settings.dated || cell.text !== cell.base;
    return goes ? cell.text : "";
  });
  const blame = (report, sent) => {
    sent.forEach((row) => {
      row.cells.forEach((cell) => Object.assign(cell, { fault: "", was: "" }));
    });
    const name = columns.find((each) => each.name && !each.th.hidden) ?? columns[0];
    report.rows.forEach(({ row: number, column, words }) => {
      const cell = sent[number - 2]?.cells[(byKey[column] ?? name).at];
      if (cell) cell.fault = [cell.fault, words].filter(Boolean).join(" ");
      else print(words);
    });
    sent.forEach((row) => {
      row.cells.forEach((_, at) => draw(row, at));
      note(row);
    });
  };
  const settled = (row) => {
    const changes = row.cells.flatMap((cell, at) => (cell.text !== cell.base && columns[at].key !== settings.dated ? [`${columns[at].title} ${cell.base || say("empty")} → ${cell.text || say("empty")}`] : []));
    row.cells.forEach((cell) => { cell.text = cell.base; });
    return changes.join(say("between"));
  };
  const busy = (on) => { one('[data-do="save"]').disabled = on; root.setAttribute("aria-busy", String(on)); };
  const save = async () => {
    ledger.finish(true);
    clearBox();
    const sent = dirty();
    if (!sent.length) return tell("nothing");
    busy(true);
    try {
      await checkAndSave(sent);
    } finally {
      busy(false);
    }
  };
  const checkAndSave = async (sent) => {
    tell("checking");
    const form = new FormData();
    form.set("pasted", ledger.sheet([columns.map((column) => column.key), ...sent.map(lineOf)]));
    form.set("units", pairs(settings.units));
    form.set("dry_run", "true");
    const checked = await send(settings.check, form);
    if (!checked) return;
    if (!checked.ok) return refused(checked.told);
    const report = checked.told;
    if (report.stamp && report.stamp !== settings.stamp) {
      const told = await present();
      if (!told) return;
      rebase(told);
      const clashes = wrongCells("was");
      if (clashes.length) {
        tell("");
        return list(["moved"], clashes);
      }
    }
    blame(report, sent);
    if (report.faults && !Object.keys(report.counts).length) return tell(""); // nothing was judged: all of it stays
    const good = (report.counts.new ?? 0) + (report.counts.changed ?? 0);
    if (good) {
      tell("saving");
      const saved = await send(settings.save, JSON.stringify({ rows: report.review, leave_bad: true, basis: basis.value }), "application/json");
      if (!saved) return;
      if (!saved.ok) return refused(saved.told);
    }
    await after(sent, good, report);
  };
  const refused = async (told) => {
    tell("");
    clearBox();
    print([told.detail ?? told.title, ...Object.values(told.faults ?? {})].join(" "));
    const now = told.code === "moved_on" && await present();
    if (now) rebase(now);
    if (now && wrongCells("was").length) list(["moved"], wrongCells("was"));
  };
  const after = async (sent, good, report) => {
    // The report names the first thousand faults: past its last row nothing is taken for saved unless it stands so.
    const known = report.faults > report.rows.length ? report.rows.at(-1).row - 2 : sent.length;
    const well = sent.filter((row, at) => at < known && row.cells.every((cell) => !cell.fault));
    const changes = new Map(well.map((row) => [row.key, settled(row)]));
    well.filter((row) => !row.key).forEach(dropRow);
    const before = new Set(rows.map((row) => row.key));
    const told = await present();
    if (told) rebase(told);
    ledger.undone.length = ledger.redone.length = 0;
    rows.forEach((row) => row.tr.classList.toggle("saved", good > 0 && (Boolean(changes.get(row.key)) || !before.has(row.key))));
    rows.filter((row) => good && row.key && changes.get(row.key)).forEach((row) => { row.note.textContent = say("saved_row", { changes: changes.get(row.key) }); });
    tell(good ? "saved" : report.faults ? "" : "same", { n: good });
    const link = Object.assign(doc.createElement("a"), { href: settings.history, textContent: say("record") });
    if (good) one(".said-now").append(" ", link);
    const wrong = wrongCells("fault");
    if (wrong.length) {
      list(["kept", { n: wrong.length }], wrong);
      ledger.select(wrong[0].row, columns[wrong[0].at]);
    } else if (basis) basis.value = "";
    doc.dispatchEvent(new CustomEvent("ledger:saved"));
    keep();
  };

  // ── Drafts: what was typed stays on this machine until it is saved ──
  const keep = () => {
    const left = dirty();
    if (!left.length) return localStorage.removeItem(settings.draft);
    const texts = (row) => Object.fromEntries(row.cells.flatMap((cell, at) => (cell.text !== cell.base ? [[columns[at].key, [cell.base, cell.text]]] : [])));
    const draft = { units: settings.units, basis: basis?.value ?? "", rows: left.filter((row) => row.key).map((row) => [row.key, texts(row)]), extra: left.filter((row) => !row.key).map(texts) };
    try {
      localStorage.setItem(settings.draft, JSON.stringify(draft));
    } catch { /* full or forbidden: the warning on leaving still holds */ }
  };
  const restore = async () => {
    let draft;
    try {
      draft = JSON.parse(localStorage.getItem(settings.draft));
    } catch { /* not ours any more */ }
    if (!draft || !settings.may || !(await ledger.useUnits(draft.units))) return;
    if (basis) basis.value = draft.basis;
    const known = new Map(rows.map((row) => [row.key, row]));
    const fill = (row, texts) => Object.entries(texts).forEach(([key, [base, text]]) => {
      const cell = row.cells[byKey[key]?.at];
      if (!cell) return;
      if (row.key && base !== cell.base && key !== settings.dated) cell.was = say("was", { old: base || say("empty"), new: cell.base || say("empty") });
      cell.text = text;
      draw(row, byKey[key].at);
      if (byKey[key].name) ledger.unfold(byKey[key]);
    });
    draft.rows.forEach(([key, texts]) => known.has(key) && fill(known.get(key), texts));
    draft.extra.forEach((texts) => fill(addRow(), texts));
    const found = dirty();
    found.forEach(note);
    ledger.total();
    if (found.length) tell("restored", { n: found.length });
    if (wrongCells("was").length) list(["moved"], wrongCells("was"));
  };
  let waiting;
  doc.addEventListener("ledger:changed", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 200);
    const many = dirty().length;
    tell(many ? "pending" : "", { n: many });
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => { if (dirty().length) event.preventDefault(); });
  const discard = () => {
    if (!dirty().length || !confirm(say("discard"))) return;
    rows.filter((row) => !row.key).forEach(dropRow);
    rows.forEach((row) => {
      row.cells.forEach((cell, at) => { Object.assign(cell, { text: cell.base, fault: "", was: "" }); draw(row, at); });
      note(row);
    });
    ledger.undone.length = ledger.redone.length = 0;
    clearBox();
    ledger.total();
    keep();
    tell("");
  };

  const add = () => {
    const row = addRow();
    ledger.select(row, ledger.shownColumns()[0]);
  };
  const doings = { add, save, discard, undo: ledger.undo, fill: () => ledger.where() && ledger.fill() };
  root.addEventListener("click", (event) => doings[event.target.closest("[data-do]")?.dataset.do]?.());
  doc.addEventListener("ledger:save", save);
  restore();
})();
