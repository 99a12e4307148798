// The ledger grid and the clipboard: blocks go out and come in as a sheet has them, by position or by their header.
"use strict";
(() => {
  const ledger = window.kaifaquLedger;
  if (!ledger) return;
  const { root, table, settings, columns, byKey, rows, say, tell, change, put, fixed, addRow, shownRows, shownColumns } = ledger;
  const doc = document;
  const MOST = 5000;

  const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const sheet = (lines) => lines.map((line) => line.map(quoted).join("\t")).join("\n");
  // Cells between tabs; a cell in quotation marks may hold tabs and line breaks of its own.
  const parsed = (text) => {
    const lines = [[]];
    const pattern = /(?:"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;
    while (pattern.lastIndex < text.length) {
      const [, inQuotes, bare, end] = pattern.exec(text) ?? [];
      if (end === undefined) break;
      lines.at(-1).push((inQuotes !== undefined ? inQuotes.replaceAll('""', '"') : bare).trim());
      if (end === "") break;
      if (end !== "\t") lines.push([]);
      else if (pattern.lastIndex === text.length) lines.at(-1).push("");
    }
    return lines.filter((line, at) => at < lines.length - 1 || line.some(Boolean));
  };

  // Titles are compared as the import compares them: without blanks, stars, brackets at the end, whatever the case.
  const nfkc = (text) => text.normalize("NFKC").trim();
  const bracket = /[(\[【]([^([【)\]】]*)[)\]】]\s*$/;
  const keyOf = (title) => nfkc(title).replace(bracket, "").replace(/[\s*:]/g, "").toLowerCase();
  const named = (title) => columns.find((column) => settings.names[column.key].includes(keyOf(title)));
  const unitIn = (column, title) => {
    const word = bracket.exec(nfkc(title))?.[1].trim().toLowerCase();
    return Object.entries(settings.unitNames[column.key] ?? {}).find(([, names]) => names.some((name) => nfkc(name).toLowerCase() === word))?.[0];
  };
  const header = (line) => {
    const filled = line.filter(Boolean);
    const found = filled.filter(named).length;
    return found > 0 && (found >= 2 || found === filled.length) ? line.map(named) : null;
  };
  const same = (one, other) => nfkc(one).toLowerCase() === nfkc(other).toLowerCase();

  // The row that a line of the block is about: by the columns that name it, or else by where it stands.
  const lineFinder = (map, start) => {
    const names = map.map((column, place) => ({ column, place })).filter(({ column }) => column?.name);
    if (!names.length) {
      const lines = shownRows();
      const top = lines.indexOf(start.row);
      return (line, n) => lines[top + n] ?? null;
    }
    const index = new Map();
    const id = (texts) => texts.map((text) => nfkc(text).toLowerCase()).join("\u0001");
    rows.forEach((row) => {
      const key = id(names.map(({ column }) => row.cells[column.at].text));
      index.set(key, index.has(key) ? null : row);
    });
    return (line) => index.get(id(names.map(({ place }) => line[place] ?? ""))) ?? null;
  };

  const poured = (lines, map, start) => {
    const rowFor = lineFinder(map, start);
    const wide = lines.length === 1 && lines[0].length === 1 ? ledger.ranged() : null;
    const batch = change((batch) => {
      if (wide) return wide.lines.forEach((row) => wide.cols.forEach((column) => fixed(row, column) || put(row, column, lines[0][0], batch)));
      lines.forEach((line, n) => {
        if (!line.some(Boolean)) return;
        let row = rowFor(line, n);
        if (!row) batch.added.push(row = addRow());
        line.forEach((text, place) => {
          const column = map[place];
          if (!column || fixed(row, column)) return;
          const cell = row.cells[column.at];
          const keeps = text === "" && !settings.whole && row.key !== "";
          if (column.name && text !== "") ledger.unfold(column);
          put(row, column, keeps || same(text, cell.base) ? cell.base : text, batch);
        });
      });
    });
    return batch.cells.length;
  };

  // Amounts are asked for their unit once for the block; the grid then shows that unit, so that no digit is converted here.
  const dialog = doc.getElementById("ledger-units");
  const asked = (keys) => new Promise((resolve) => {
    dialog.querySelectorAll("[data-ask]").forEach((part) => {
      part.hidden = !keys.includes(part.dataset.ask);
      part.querySelector("select").value = settings.units[part.dataset.ask];
    });
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "paste"
      ? Object.fromEntries(keys.map((key) => [key, doc.getElementById(`ask_${key}`).value])) : null), { once: true });
    dialog.showModal();
  });
  const unitsFor = async (lines, map, titles) => {
    const units = {};
    const open = [];
    map.forEach((column, place) => {
      const choices = column && settings.unitNames[column.key];
      if (!choices || !lines.some((line) => line[place])) return;
      const unit = titles && unitIn(column, titles[place]);
      if (unit) units[column.key] = unit;
      else if (Object.keys(choices).length > 1) open.push(column.key);
    });
    const chosen = open.length ? await asked(open) : {};
    return chosen && { ...units, ...chosen };
  };

  let own = "";
  const paste = async (text) => {
    const start = ledger.where();
    const lines = parsed(text);
    if (!lines.length || !start) return;
    if (lines.length > MOST) return tell("too_big", { n: MOST });
    const titles = header(lines[0]) ? lines.shift() : null;
    const cols = shownColumns();
    const map = titles ? titles.map(named) : lines[0].map((_, place) => cols[cols.indexOf(start.column) + place]);
    const single = lines.length === 1 && lines[0].length === 1;
    const units = single || text === own ? {} : await unitsFor(lines, map, titles);
    if (!units || !(await ledger.useUnits(units))) return;
    const many = poured(lines, map, start);
    const ignored = (titles ?? []).filter((title, place) => title && !map[place]);
    tell("pasted", { n: many });
    if (ignored.length) ledger.add("ignored", { columns: ignored.join("、") });
    ledger.select(start.row, start.column);
  };

  const inGrid = (event) => !ledger.isEditing() && table.contains(event.target) && ledger.where();
  doc.addEventListener("copy", (event) => {
    if (!inGrid(event)) return;
    const { lines, cols } = ledger.ranged();
    own = sheet(lines.map((row) => cols.map((column) => row.cells[column.at].text)));
    event.clipboardData.setData("text/plain", own);
    event.preventDefault();
    tell("copied", { n: lines.length * cols.length });
  });
  doc.addEventListener("cut", (event) => {
    if (!inGrid(event)) return;
    doc.execCommand("copy");
    ledger.empty();
    event.preventDefault();
  });
  doc.addEventListener("paste", (event) => {
    if (!inGrid(event) || !settings.may) return;
    event.preventDefault();
    paste(event.clipboardData.getData("text/plain"));
  });

  Object.assign(ledger, { sheet, parsed, byKey, root });
})();
