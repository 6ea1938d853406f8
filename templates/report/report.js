(() => {
  "use strict";
  // Sorting by pinyin, filters and export for tables marked data-table. Without script they are plain tables.
  const order = new Intl.Collator("zh-CN", { numeric: true });
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const make = (tag, text, props) => Object.assign(document.createElement(tag), { textContent: text }, props);
  for (const box of document.querySelectorAll("[data-table]")) {
    const table = box.querySelector("table");
    const tools = box.querySelector(".tools");
    if (!table || !tools) continue;
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const titles = heads.map((head) => head.textContent);
    const shown = (row, at) => row.cells[at].textContent.trim();
    const value = (row, at) => row.cells[at].dataset.v ?? shown(row, at);
    const sort = (at, sign) => {
      const number = heads[at].classList.contains("n");
      const key = (text) => (number ? parseFloat(text.replaceAll(",", "").replace("−", "-")) : text);
      const keyed = rows.map((row, place) => ({ row, place, key: key(value(row, at)), none: shown(row, at) === "—" }));
      keyed.sort((a, b) => a.none - b.none
        || sign * (number ? a.key - b.key || 0 : order.compare(a.key, b.key)) || a.place - b.place);
      body.append(...keyed.map((item) => item.row));
    };
    // Bars are drawn from a number that stands beside them: there is nothing to sort or to export.
    const told = heads.flatMap((head, at) => (head.classList.contains("b") ? [] : [at]));
    told.forEach((at) => {
      const head = heads[at];
      const button = make("button", titles[at], { type: "button", title: "按此列排序" });
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        sort(at, up ? 1 : -1);
      });
      head.replaceChildren(button);
    });
    const search = make("input", "", { type: "search", placeholder: "筛选…", ariaLabel: `筛选${box.dataset.table}` });
    const picks = heads.flatMap((head, at) => (head.dataset.pick === undefined ? [] : [at])).map((at) => {
      const pick = make("select", "", { ariaLabel: titles[at] });
      const values = [...new Set(rows.map((row) => shown(row, at)))].sort(order.compare);
      pick.append(make("option", `全部${titles[at]}`, { value: "" }), ...values.map((text) => make("option", text)));
      return { at, pick };
    });
    const count = make("span", "", { className: "count", ariaLive: "polite" });
    const filter = () => {
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      let left = 0;
      for (const row of rows) {
        const text = fold(row.textContent);
        row.hidden = !(words.every((word) => text.includes(word))
          && picks.every(({ at, pick }) => !pick.selectedIndex || shown(row, at) === pick.value));
        left += !row.hidden;
      }
      count.textContent = left === rows.length ? `${left} 条` : `筛选出 ${left} 条，共 ${rows.length} 条`;
    };
    const save = make("button", "导出 CSV", { type: "button" });
    save.addEventListener("click", () => {
      // A spreadsheet must read a cell that begins with = + - @ as text.
      const quote = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;
      const kept = [...body.rows].filter((row) => !row.hidden);
      const lines = [told.map((at) => titles[at]), ...kept.map((row) => told.map((at) => shown(row, at)))];
      const text = "\ufeff" + lines.map((line) => line.map(quote).join(",")).join("\r\n") + "\r\n";
      const link = make("a", "", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: `${box.dataset.table}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    tools.append(search, ...picks.map(({ pick }) => pick), save, count);
    search.addEventListener("input", filter);
    picks.forEach(({ pick }) => pick.addEventListener("change", filter));
    tools.hidden = false;
    filter();
  }
  // A table wider than the screen is cut by its edge between two columns, never within a number that then reads as less.
  const tables = [...document.querySelectorAll(".part .scroll > table")];
  const settle = (table) => {
    const room = table.parentElement.clientWidth;
    const heads = [...table.tHead.rows[0].cells].filter((head) => head.offsetWidth);
    heads.forEach((head) => { head.style.minWidth = ""; });
    if (table.offsetWidth <= room + 1) return;
    const ends = (head) => head.getBoundingClientRect().right - table.getBoundingClientRect().left;
    const whole = heads.filter((head) => ends(head) <= room + 1);
    if (!whole.length) return;
    // The room that is left goes to a column of words.
    const wider = whole.find((head) => !head.className) ?? whole[0];
    wider.style.minWidth = `${wider.offsetWidth + room - ends(whole.at(-1))}px`;
  };
  const settleSeen = () => tables.filter((table) => table.checkVisibility({ contentVisibilityAuto: true })).forEach(settle);
  addEventListener("resize", settleSeen);
  for (const event of ["toggle", "contentvisibilityautostatechange"]) document.addEventListener(event, settleSeen, true);
  settleSeen();
  // Long lists print in an appendix: first rows, and how many are left. Pixels are drawn at .9: 12 px are 8.1 pt.
  const home = new Map();
  const MOST = 8;
  const cut = (rows, after, others) => {
    const beyond = rows.length < MOST + 4 ? [] : rows.slice(MOST);
    const kept = rows.slice(0, rows.length - beyond.length);
    // Neither the first rows nor the last ones, with the words below them, stand on a page by themselves.
    const inner = kept.slice(0, -1);
    [...inner.slice(0, 2), ...inner.slice(-2), ...(beyond.length ? kept.slice(-1) : [])]
      .forEach((part) => part.classList.add("held"));
    if (!beyond.length) return;
    [...beyond, ...others].forEach((part) => part.classList.add("unprinted"));
    const words = `打印列出前 ${MOST} 条，另有 ${beyond.length} 条见本页的电子版和批注工作簿。`;
    after.after(make("p", words, { className: "cut rest" }));
  };
  // One table wider than the paper would make the browser print all of the page smaller. With the print style in force
  // it is seen which are, and these alone give up room between columns, then their unbroken words.
  const fit = () => {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.media);
    const media = rules.map((rule) => rule.media.mediaText);
    rules.forEach((rule) => { rule.media.mediaText = rule.media.mediaText.includes("print") ? "all" : "not all"; });
    document.body.style.width = "192mm";
    for (const step of ["tight", "tighter", "tightest"]) {
      const wide = [...document.querySelectorAll(".scroll")].filter((box) => box.scrollWidth > box.clientWidth + 1);
      wide.forEach((box) => box.classList.add(step));
    }
    document.body.style.width = "";
    rules.forEach((rule, at) => { rule.media.mediaText = media[at]; });
  };
  const append = () => {
    const lists = [...document.querySelectorAll(".part [data-table]:not(.short)")];
    const grid = make("div", "", { className: "grid" });
    for (const [at, list] of lists.entries()) {
      const title = list.querySelector("h3");
      const note = make("p", `${title.textContent}：见附录 ${at + 1}`, { className: "para wide moved" });
      home.set(list, note);
      list.replaceWith(note);
      title.dataset.at = `附录 ${at + 1}`;
      list.classList.add("cropped");
      grid.append(list);
    }
    for (const list of [...lists, ...document.querySelectorAll(".part .block:not([data-table])")]) {
      const table = list.querySelector(":scope > .scroll > table:not(.matrix)");
      const terms = list.querySelector(":scope > .terms");
      const shown = list.querySelectorAll(":scope > .cut:not(.left-out)");
      if (table) cut([...table.querySelectorAll("tbody tr:not([hidden])")], table, shown);
      if (terms) cut([...terms.children], terms, shown);
    }
    if (!lists.length) return;
    const end = make("section", "", { id: "appendix", className: "part" });
    const head = make("header", "");
    head.append(make("h2", "附录：明细"), make("p", "位置为工作表!单元格，所在文件见批注后的工作簿"));
    end.append(head, grid);
    document.querySelector("main").append(end);
  };
  addEventListener("beforeprint", () => {
    if (document.querySelector(".rest, .tight")) return;
    document.querySelectorAll(".part th").forEach((head) => { head.style.minWidth = ""; });
    append();
    fit();
  });
  addEventListener("afterprint", () => {
    for (const [list, note] of home) {
      note.replaceWith(list);
      list.classList.remove("cropped");
    }
    home.clear();
    document.querySelectorAll(".rest").forEach((note) => note.remove());
    document.querySelectorAll(".unprinted, .held, .tight").forEach((part) => part.classList.remove("unprinted", "held", "tight", "tighter", "tightest"));
    document.getElementById("appendix")?.remove();
  });
})();
