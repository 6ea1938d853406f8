"use strict";
// What is wrong with the texts of a page as they stand at a width, every box scrolled to its beginning.

// A number, a date or a span of days; a number of a document; a sheet's name before its cell. A line break in one of
// them is wrong, save in what is too long for a phone.
const KEPT = /[−+]?\d[\d,]*(?:\.\d+)?%?(?:[-–]\d[\d.]*%?天?)*|[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,12})+|[\p{L}\d_]+(?=!\$?[A-Z]{1,3}\$?\d)/gu;
const MOST_KEPT = 16;
// Symbols, or a number of one or two digits, which belong to the line before or behind them.
const LONE = /^(?:[^\p{L}\d（%]+|\d{1,2}[^\p{L}\d%]*)$/u;
// Text this near to another, or to the edge of the screen, is hard to tell from it.
const APART = 2;
const MARGIN = 8;

const shorten = (text) => text.trim().replace(/\s+/g, " ").slice(0, 24);

const isShown = (node) => {
  const style = node.ownerDocument.defaultView.getComputedStyle(node);
  return style.visibility !== "hidden" && style.opacity !== "0";
};

// The nearest box that a text flows in, with other texts of its line.
const flowOf = (node, styles) => {
  let box = node;
  while (box.parentElement && styles(box).display === "inline") box = box.parentElement;
  return box;
};

// Every text with a rectangle for each of its lines; what is only read aloud does not count.
const collectTexts = (doc) => {
  const view = doc.defaultView;
  const kept = new Map();
  const styles = (node) => {
    if (!kept.has(node)) kept.set(node, view.getComputedStyle(node));
    return kept.get(node);
  };
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  const range = doc.createRange();
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("script, style, desc, .sr, .zones, option")) continue;
    if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((line) => line.width > 0);
    if (lines.length) texts.push({ node, parent, lines, flow: flowOf(parent, styles) });
  }
  return texts;
};

// The boxes that cut off what runs over their right or left edge, innermost first.
const cutting = (node, view, known) => {
  if (!node || node === node.ownerDocument.body) return [];
  if (!known.has(node)) {
    const style = view.getComputedStyle(node);
    const own = style.overflowX === "visible" ? [] : [node];
    known.set(node, [...own, ...cutting(node.parentElement, view, known)]);
  }
  return known.get(node);
};

// What is seen of a line of text: nothing where a box that scrolls ends before it.
const seen = (line, boxes) => {
  const edges = boxes.map((box) => box.getBoundingClientRect());
  const [left, right] = [Math.max(line.left, ...edges.map((edge) => edge.left)), Math.min(line.right, ...edges.map((edge) => edge.right))];
  const [top, bottom] = [Math.max(line.top, ...edges.map((edge) => edge.top)), Math.min(line.bottom, ...edges.map((edge) => edge.bottom))];
  return left < right && top < bottom ? [{ left, right, top, bottom }] : [];
};

const findCut = (doc, texts) => {
  const wrong = [];
  const known = new Map();
  for (const { node, parent, lines } of texts) {
    const boxes = cutting(parent, doc.defaultView, known);
    for (const [at, box] of boxes.entries()) {
      const edge = box.getBoundingClientRect();
      // The contents line is drawn along; a long word ends in dots.
      if (box.matches(".contents *, .long")) continue;
      const shown = lines.flatMap((line) => seen(line, boxes.slice(0, at)));
      if (shown.some((line) => line.left < edge.right - 0.5 && line.right > edge.right + 0.5)) {
        wrong.push(`cut by the edge of “${shorten(box.getAttribute("aria-label") || box.className)}”: ${shorten(node.data)}`);
      }
    }
  }
  return wrong;
};

// Texts of different boxes that nearly touch, side by side.
const findTouching = (doc, texts, width) => {
  const wrong = [];
  const known = new Map();
  const lines = texts.flatMap((text) => text.lines
    .flatMap((line) => seen(line, cutting(text.parent, doc.defaultView, known))).map((line) => ({ text, line })))
    .sort((one, other) => one.line.top - other.line.top);
  for (const [at, { text, line }] of lines.entries()) {
    const inside = text.parent.closest(".scroll, .contents");
    if (!inside && (line.left < MARGIN || line.right > width - MARGIN)) wrong.push(`at the screen's edge: ${shorten(text.node.data)}`);
    for (let next = at + 1; next < lines.length && lines[next].line.top < line.bottom - 4; next += 1) {
      const other = lines[next];
      if (other.text.flow === text.flow || other.line.bottom - 4 < line.top) continue;
      const gap = Math.max(other.line.left - line.right, line.left - other.line.right);
      if (gap < APART && !text.parent.closest(".contents") && !other.text.parent.closest(".contents")) {
        wrong.push(`${gap.toFixed(1)} px apart: “${shorten(text.node.data)}” and “${shorten(other.text.node.data)}”`);
      }
    }
  }
  return wrong;
};

const findBroken = (doc, texts) => {
  const wrong = [];
  const range = doc.createRange();
  for (const { node, lines, parent } of texts) {
    if (lines.length < 2 || parent.closest(".long, .fold")) continue;
    for (const found of node.data.matchAll(KEPT)) {
      if (found[0].length < 2 || found[0].length > MOST_KEPT) continue;
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const tops = new Set([...range.getClientRects()].filter((part) => part.width > 0).map((part) => Math.round(part.top / 6)));
      if (tops.size > 1) wrong.push(`broken: ${found[0]} in “${shorten(node.data)}”`);
    }
  }
  return wrong;
};

// Lines of a text that hold nothing but a symbol or a number, which belongs to the line before or behind it.
const findLone = (doc, texts) => {
  const wrong = [];
  const range = doc.createRange();
  const flows = new Map();
  for (const text of texts) {
    if (text.parent.closest("svg")) continue;
    if (!flows.has(text.flow)) flows.set(text.flow, []);
    flows.get(text.flow).push(text);
  }
  for (const own of flows.values()) {
    const tops = own.flatMap(({ lines }) => lines.map((line) => Math.round(line.bottom)));
    if (Math.max(...tops) - Math.min(...tops) < 8) continue;
    const rows = new Map();
    for (const { node } of own) {
      for (let at = 0; at < node.data.length; at += 1) {
        if (!node.data[at].trim()) continue;
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        const key = [...rows.keys()].find((other) => Math.abs(other - box.bottom) < 7) ?? box.bottom;
        rows.set(key, (rows.get(key) || "") + node.data[at]);
      }
    }
    for (const row of rows.values()) {
      if (rows.size > 1 && LONE.test(row)) wrong.push(`on a line of its own: ${row} of “${shorten(own.map(({ node }) => node.data).join(""))}”`);
    }
  }
  return wrong;
};

// Columns that say nothing in any row.
const findEmptyColumns = (doc) => {
  const wrong = [];
  for (const table of doc.querySelectorAll(".part table")) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      const told = new Set(rows.map((row) => row.cells[at].textContent.trim()));
      if (told.size === 1 && told.has("—")) wrong.push(`a column of dashes: ${shorten(head.textContent)} of ${shorten(table.closest(".block, figure")?.querySelector("h3")?.textContent || "")}`);
    });
  }
  return wrong;
};

const wrongInTexts = (doc, width) => {
  const texts = collectTexts(doc);
  return [
    ...findCut(doc, texts), ...findTouching(doc, texts, width), ...findBroken(doc, texts), ...findLone(doc, texts),
    ...findEmptyColumns(doc),
  ];
};
