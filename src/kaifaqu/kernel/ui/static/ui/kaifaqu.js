// What the pages do in the browser. Everything works without it too; nothing here decides anything.
"use strict";
(() => {
  const doc = document;
  const one = (selector, root = doc) => root.querySelector(selector);
  const all = (selector, root = doc) => [...root.querySelectorAll(selector)];

  // Search: Ctrl+K or Cmd+K from anywhere, "/" when not typing.
  const search = one("#search");
  if (search && /Mac|iP(hone|ad)/.test(navigator.platform)) {
    const key = one("kbd", search.form);
    if (key) key.textContent = "⌘K";
  }
  doc.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    const asked = (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing);
    if (!search || !asked || event.altKey) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // Menus close on Escape and on a click elsewhere; the focus goes back to what opened them.
  const menus = () => all("details.menu[open], details.more[open]");
  doc.addEventListener("click", (event) => menus().forEach((menu) => menu.contains(event.target) || (menu.open = false)));
  doc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.open = false;
      one("summary", menu).focus();
    });
  });

  // Explanations: htmx loads them into the drawer; the address stays; Escape and the backdrop close it.
  const drawer = one("#explain");
  const body = one("#explain-body");
  const back = one("#explain-back");
  if (drawer && typeof htmx !== "undefined") {
    let opener = null;
    const earlier = [];
    const show = () => {
      back.hidden = earlier.length === 0;
      if (!drawer.open) drawer.showModal();
      drawer.scrollTop = 0;
      one("#explain-title", drawer)?.focus();
    };
    const isOurs = (event) => event.detail.target === body;
    const goThere = (event) => isOurs(event) && location.assign(event.detail.elt.href);

    // A click with a key held opens a new tab, as it does with every link.
    doc.addEventListener("click", (event) => {
      const held = event.ctrlKey || event.metaKey || event.shiftKey;
      if (held && event.target.closest("a[hx-get]")) event.stopPropagation();
    }, true);
    doc.body.addEventListener("htmx:beforeSwap", (event) => {
      if (!isOurs(event)) return;
      if (!event.detail.serverResponse.includes('id="explain-title"')) {
        event.detail.shouldSwap = false; // signed out meanwhile, or an error page: show it as a page
        location.assign(event.detail.requestConfig.elt.href);
      } else if (drawer.open) earlier.push(body.innerHTML);
      else opener = event.detail.requestConfig.elt;
    });
    doc.body.addEventListener("htmx:afterSwap", (event) => isOurs(event) && show());
    doc.body.addEventListener("htmx:sendError", goThere);
    back.addEventListener("click", () => {
      body.innerHTML = earlier.pop();
      htmx.process(body);
      show();
    });
    drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
    drawer.addEventListener("close", () => {
      earlier.length = 0;
      body.replaceChildren();
      opener?.focus();
    });
  }

  // The bell asks now and then how many notices there are; an answer that is no bell (signed out) is not drawn.
  doc.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "bell" && !event.detail.serverResponse.includes('id="bell"')) event.detail.shouldSwap = false;
  });

  // Copying a text: the button is there only where the browser can do it; the text can be marked by hand without.
  all("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = doc.getElementById(button.dataset.copy);
      field.select();
      const done = navigator.clipboard ? navigator.clipboard.writeText(field.value) : Promise.reject(new Error("none"));
      done.catch(() => doc.execCommand("copy")).then(() => { button.lastChild.textContent = button.dataset.copied; });
    });
  });

  // Filters: a changed choice applies at once; empty ones stay out of the address.
  all("form[data-auto]").forEach((form) => {
    form.addEventListener("change", (event) => event.target.matches("select, [type=date]") && form.requestSubmit());
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
  });

  // Files: too large is said at once, in place, and the form is not sent, so that nothing typed is lost.
  const megabytes = (bytes) => `${(bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0)} MB`;
  const tooLarge = (input) => {
    const limit = Number(input.dataset.maxBytes);
    const file = limit ? [...input.files].find((each) => each.size > limit) : null;
    const place = doc.getElementById(`${input.id}_error`);
    input.closest(".field")?.classList.toggle("bad", Boolean(file));
    if (place) place.textContent = "";
    if (!file) {
      input.removeAttribute("aria-invalid");
      return false;
    }
    input.setAttribute("aria-invalid", "true");
    if (place) {
      const words = { "{name}": file.name, "{size}": megabytes(file.size), "{max}": megabytes(limit) };
      const line = doc.createElement("p");
      line.textContent = input.form.dataset.tooBig.replace(/\{(name|size|max)\}/g, (word) => words[word]);
      place.append(line);
    }
    return true;
  };
  doc.addEventListener("change", (event) => event.target.matches("[type=file][data-max-bytes]") && tooLarge(event.target));

  // One press, one act: the button says that it is working and takes no second press.
  const rest = (form) => {
    delete form.dataset.sent;
    all("button[data-busy]", form).forEach((button) => {
      button.disabled = false;
      if (button.dataset.idle) button.textContent = button.dataset.idle;
    });
  };
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    const wrong = all("[type=file][data-max-bytes]", form).filter(tooLarge);
    if (wrong.length || form.dataset.sent) {
      event.preventDefault();
      wrong[0]?.focus();
      return;
    }
    form.dataset.sent = "1";
    // After the form's data have been gathered: a disabled button would leave its own value out.
    setTimeout(() => all("button[data-busy]", form).forEach((button) => {
      button.dataset.idle = button.textContent;
      button.textContent = button.dataset.busy;
      button.disabled = true;
    }));
  });
  // Work that takes longer than a moment says how far it has come, for as long as this page waits for its answer.
  doc.addEventListener("submit", (event) => {
    const place = one("[data-progress]", event.target);
    if (!place || event.defaultPrevented) return;
    const ask = () => fetch(place.dataset.progress, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((told) => { if (told.words) place.textContent = told.words; })
      .catch(() => {});
    const asking = setInterval(ask, 1000);
    window.addEventListener("pagehide", () => clearInterval(asking), { once: true });
  });
  window.addEventListener("pageshow", (event) => event.persisted && all("form[data-sent]").forEach(rest));

  // Demo accounts fill the form; signing in stays the person's own press.
  doc.addEventListener("click", (event) => {
    const account = event.target.closest("[data-fill-username]");
    if (!account) return;
    one("#id_username").value = account.dataset.fillUsername;
    one("#id_password").value = account.dataset.fillPassword;
    one("#id_password").form.querySelector("button.primary").focus();
  });

  // An open inbox asks again by itself: nothing new leaves it as it is, and a new count stands everywhere at once.
  doc.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "inbox") return;
    const fresh = event.detail.xhr.status === 200 && event.detail.serverResponse.includes('id="inbox"');
    event.detail.shouldSwap = fresh && !event.detail.target.contains(doc.activeElement);
  });
  doc.body.addEventListener("htmx:afterSettle", () => {
    const inbox = one("#inbox[data-badge-count]");
    if (!inbox) return;
    const { badgeCount: count, badgeLate: late } = inbox.dataset;
    all("a[data-badge=inbox]").forEach((link) => {
      const badge = one("em", link) || link.appendChild(doc.createElement("em"));
      badge.dataset.src = "computed";
      badge.textContent = count;
      badge.hidden = count === "0";
      badge.classList.toggle("late", late !== "0");
    });
  });

  // Several organs: the last empty line filled gives another.
  doc.addEventListener("input", (event) => {
    const lines = event.target.closest("[data-several]");
    if (!lines || !event.target.value || event.target !== lines.lastElementChild || lines.children.length >= 12) return;
    const more = event.target.cloneNode();
    more.value = "";
    more.id = `${lines.firstElementChild.id}_${lines.children.length + 1}`;
    lines.append(more);
    if (typeof htmx !== "undefined") htmx.process(more);
  });

  // What went wrong is read first.
  one("[data-focus]")?.focus();
})();
