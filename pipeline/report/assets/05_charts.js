// Charts as inline SVG, drawn from the filtered rows: amounts over time, who funds whom, the largest names.

const STATUS_ORDER = ["done", "planned", "reported", "cancelled", "unknown"];

function renderCharts(rows) {
  const units = unitsOf(rows, STATE.merge === "1").filter((unit) => unit.eur !== null && unit.eur > 0);
  renderFlow(units);
  renderTimeline(units);
  renderTop("funder", units);
  renderTop("recipient", units);
}

const plotOf = (id) => $(id).querySelector(".plot");
const nothing = (key = "nothing_to_draw") => h("p", { class: "empty" }, t(key));

/** Figures of a chart as a table, for whoever does not see it. */
function valuesTable(id, heads, lines) {
  clear($(id).querySelector(".values > div"), h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, lines.map((line) => h("tr", {}, line.map((value, k) => h("td", { class: k === line.length - 1 ? "num" : "" }, value)))))));
}

// ---------------------------------------------------------------- over time

/** Years, or months when everything lies within two years: [{key, byStatus}] without gaps. */
function periods(units) {
  const dated = units.filter((unit) => unit.first || unit.last);
  const starts = dated.map((unit) => unit.first || unit.last).sort();
  if (!starts.length) return { bins: [], dated };
  const months = Number(starts.at(-1).slice(0, 4)) - Number(starts[0].slice(0, 4)) < 2 && dated.every((unit) => unit.first && unit.last && unit.first.slice(0, 7) === unit.last.slice(0, 7));
  const width = months ? 7 : 4;
  const bins = new Map(steps(starts[0].slice(0, width), starts.at(-1).slice(0, width)).map((key) => [key, { key, byStatus: {}, total: 0 }]));
  for (const unit of dated) {
    const bin = bins.get((unit.first || unit.last).slice(0, width));
    if (!bin) continue;
    const status = STATUS_ORDER.includes(unit.status) ? unit.status : "unknown";
    bin.byStatus[status] = (bin.byStatus[status] || 0) + unit.eur;
    bin.total += unit.eur;
  }
  return { bins: [...bins.values()], dated };
}

function steps(first, last) {
  const keys = [];
  let [year, month] = first.split("-").map(Number);
  for (let key = first; key <= last && keys.length < 400; keys.push(key), key = next()) { /* walks from first to last */ }
  return keys;
  function next() {
    if (month === undefined) return String(year += 1).padStart(4, "0");
    if (month === 12) { year += 1; month = 1; } else month += 1;
    return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  }
}

/** Round marks of an axis up to at least the largest value. */
function ticks(largest) {
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((candidate) => candidate >= rough);
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, k) => k * step);
}

function renderTimeline(units) {
  const plot = plotOf("chart-time");
  const { bins, dated } = periods(units);
  const present = STATUS_ORDER.filter((status) => bins.some((bin) => bin.byStatus[status]));
  const undated = units.length - dated.length;
  clear($("legend-time"), present.map((status) => h("span", {}, h("i", { class: `bg-${status}` }), code("status", status))), undated ? h("span", {}, plural("undated", undated)) : null);
  valuesTable("chart-time", [t("column_date"), t("status"), t("column_amount")], bins.flatMap((bin) => present.filter((status) => bin.byStatus[status]).map((status) => [bin.key, code("status", status), money(bin.byStatus[status])])));
  if (!bins.length) return void clear(plot, nothing());
  const beside = plotOf("chart-flow").firstElementChild?.viewBox?.baseVal?.height || 0; // both charts stand in one line
  clear(plot, timelineSvg(bins, present, Math.max(260, plot.clientWidth || 460), Math.max(230, beside - 26)));
}

function timelineSvg(bins, present, width, height) {
  const [left, bottom, top] = [58, 24, 12];
  const marks = ticks(Math.max(...bins.map((bin) => bin.total)));
  const y = (value) => height - bottom - (value / marks.at(-1)) * (height - bottom - top);
  const slot = (width - left) / bins.length;
  const bar = Math.min(46, Math.max(2, slot * 0.68));
  const every = Math.max(1, Math.ceil((bins[0].key.length > 4 ? 62 : 40) / slot));
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("chart_time_label", bins[0].key, bins.at(-1).key) });
  drawing.append(...marks.map((mark) => svg("g", { class: "axis" }, svg("line", { class: mark ? "grid" : "base", x1: left, x2: width, y1: y(mark), y2: y(mark) }), svg("text", { x: left - 8, y: y(mark) + 4, "text-anchor": "end" }, mark ? money(mark) : "0"))));
  bins.forEach((bin, k) => {
    const x = left + slot * k + (slot - bar) / 2;
    let below = 0;
    for (const status of present.filter((name) => bin.byStatus[name])) {
      const [bottomEdge, topEdge] = [y(below), y(below += bin.byStatus[status])];
      drawing.append(svg("rect", { class: `bar fill-${status}`, x, width: bar, y: topEdge, height: Math.max(1, bottomEdge - topEdge), rx: Math.min(2, bar / 4) }, svg("title", {}, `${bin.key} · ${code("status", status)} · ${money(bin.byStatus[status])}`)));
    }
    if (k % every === 0) drawing.append(svg("g", { class: "axis" }, svg("text", { x: x + bar / 2, y: height - 6, "text-anchor": "middle" }, bin.key.length > 4 ? day(bin.key, { year: "2-digit", month: "short" }) : bin.key)));
  });
  return drawing;
}

// ---------------------------------------------------------------- who funds whom

const REST = "\u0000rest";
const UNSTATED = "\u0000unstated";
const FLOW_COLOURS = ["#2f6fb5", "#d58a1f", "#12806f", "#8a56b8", "#c0484d", "#5a8f2d", "#b8578f", "#2a94a8", "#8a6d3b"];
const nameOf = (name) => (name === REST ? t("others") : name === UNSTATED ? t("unstated") : name);

/** Money from each payer to each recipient; an event of several is divided equally, for the drawing only. */
function flows(units) {
  const pairs = [];
  for (const unit of units) {
    const [from, to] = [[...unit.funders], [...unit.recipients]].map((names) => (names.length ? names : [UNSTATED]));
    for (const funder of from) for (const recipient of to) pairs.push([funder, recipient, unit.eur / (from.length * to.length)]);
  }
  return pairs;
}

function largest(pairs, side, n) {
  const totals = new Map();
  for (const pair of pairs) if (pair[side] !== UNSTATED) totals.set(pair[side], (totals.get(pair[side]) || 0) + pair[2]);
  return new Set([...totals].sort((a, b) => b[1] - a[1]).slice(0, n).map(([name]) => name));
}

function grouped(pairs, n) {
  const kept = [largest(pairs, 0, n), largest(pairs, 1, n)];
  const links = new Map();
  for (const [funder, recipient, eur] of pairs) {
    const ends = [funder, recipient].map((name, side) => (name === UNSTATED || kept[side].has(name) ? name : REST));
    const key = ends.join("\u0001");
    links.set(key, { ends, eur: (links.get(key)?.eur || 0) + eur });
  }
  return [...links.values()].sort((a, b) => b.eur - a.eur);
}

function renderFlow(units) {
  const plot = plotOf("chart-flow");
  const links = grouped(flows(units), 8);
  valuesTable("chart-flow", [t("funder"), t("recipient"), t("column_amount")], links.map((link) => [...link.ends.map(nameOf), money(link.eur)]));
  if (!links.length) return void clear(plot, nothing());
  clear(plot, flowSvg(links, Math.max(300, plot.clientWidth || 640)));
}

/** Nodes of one side, largest first, the rest and the unstated last, with their place and height. */
function nodesOf(links, side, height, gap) {
  const totals = new Map();
  for (const link of links) totals.set(link.ends[side], (totals.get(link.ends[side]) || 0) + link.eur);
  const last = (name) => (name === UNSTATED ? 2 : name === REST ? 1 : 0);
  const names = [...totals].sort((a, b) => last(a[0]) - last(b[0]) || b[1] - a[1]);
  const whole = names.reduce((sum, [, eur]) => sum + eur, 0);
  const least = 3;
  const room = height - gap * (names.length - 1) - least * names.length;
  let y = 0;
  const nodes = new Map();
  for (const [name, eur] of names) {
    const size = least + (eur / whole) * room;
    nodes.set(name, { name, eur, y, size, scale: size / eur, used: 0 });
    y += size + gap;
  }
  return nodes;
}

function flowSvg(links, width) {
  const count = Math.max(...[0, 1].map((side) => new Set(links.map((link) => link.ends[side])).size));
  const height = Math.max(190, Math.min(360, count * 32));
  const margin = Math.min(190, width * 0.3);
  const sides = [0, 1].map((side) => nodesOf(links, side, height, 12));
  const order = [...sides[0].keys()];
  const colour = (name) => (name === UNSTATED || name === REST ? "var(--reported)" : FLOW_COLOURS[order.indexOf(name) % FLOW_COLOURS.length]);
  const drawing = svg("svg", { viewBox: `0 -2 ${width} ${height + 4}`, role: "group", "aria-label": t("chart_flow_label") });
  const [x0, x1] = [margin + 8, width - margin - 8];
  const position = [order, [...sides[1].keys()]];
  for (const link of [...links].sort((a, b) => position[0].indexOf(a.ends[0]) - position[0].indexOf(b.ends[0]) || position[1].indexOf(a.ends[1]) - position[1].indexOf(b.ends[1]))) {
    drawing.append(ribbon(link, sides, x0, x1, colour(link.ends[0])));
  }
  sides.forEach((nodes, side) => nodes.forEach((node) => drawing.append(flowNode(node, side, side ? x1 : x0 - 8, margin, colour))));
  return drawing;
}

function ribbon(link, sides, x0, x1, colour) {
  const [from, to] = link.ends.map((name, side) => sides[side].get(name));
  const [a, b] = [from, to].map((node) => { const size = link.eur * node.scale; const y = node.y + node.used; node.used += size; return [y, y + size]; });
  const middle = (x0 + x1) / 2;
  const path = svg("path", { class: "flow", "data-from": link.ends[0], "data-to": link.ends[1], d: `M${x0} ${a[0]}C${middle} ${a[0]} ${middle} ${b[0]} ${x1} ${b[0]}L${x1} ${b[1]}C${middle} ${b[1]} ${middle} ${a[1]} ${x0} ${a[1]}Z` },
    svg("title", {}, `${nameOf(link.ends[0])} → ${nameOf(link.ends[1])} · ${money(link.eur)}`));
  path.style.fill = colour;
  return path;
}

function flowNode(node, side, x, margin, colour) {
  const name = node.name;
  const pick = name !== REST && name !== UNSTATED;
  const letters = Math.floor((margin - 6) / 6.7);
  const label = nameOf(name);
  const short = label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
  const rect = svg("rect", { class: "bar", x, y: node.y, width: 8, height: node.size, rx: 2 });
  rect.style.fill = side ? "var(--recipient)" : colour(name);
  const light = (on) => () => {
    const plot = plotOf("chart-flow");
    plot.classList.toggle("dimmed", on);
    plot.querySelectorAll(".flow").forEach((path) => path.classList.toggle("lit", on && path.dataset[side ? "to" : "from"] === name));
  };
  const act = () => choose(side ? "recipient" : "funder", name);
  return svg("g", pick ? { class: "hit", tabindex: 0, role: "button", "aria-label": `${t(side ? "recipient" : "funder")}: ${label}, ${money(node.eur)}`, onclick: act, onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } }, onmouseenter: light(true), onmouseleave: light(false), onfocus: light(true), onblur: light(false) } : {},
    rect, svg("text", { class: pick ? "" : "faint", x: side ? x + 14 : x - 6, y: node.y + node.size / 2 + 4, "text-anchor": side ? "start" : "end" }, short), svg("title", {}, `${label} · ${money(node.eur)}`));
}

// ---------------------------------------------------------------- largest names

/** Sums of distinct units a name takes part in: the amount is the event's, not each one's share. */
function renderTop(side, units) {
  const totals = new Map();
  for (const unit of units) for (const name of unit[`${side}s`]) {
    const entry = totals.get(name) || { name, eur: 0, n: 0 };
    entry.eur += unit.eur;
    entry.n += 1;
    totals.set(name, entry);
  }
  const best = [...totals.values()].sort((a, b) => b.eur - a.eur || b.n - a.n).slice(0, 8);
  const role = side === "funder" ? "payer" : "recipient";
  clear(plotOf(`chart-${side}s`), best.length ? h("ol", { class: "bars" }, best.map((entry) => {
    const bar = h("i", { class: role });
    bar.style.width = `${(entry.eur / best[0].eur) * 100}%`;
    return h("li", {}, h("button", { type: "button", title: entry.name, "aria-pressed": String(STATE[side] === entry.name), onclick: () => choose(side, entry.name) },
      h("span", { class: "label" }, h("bdi", {}, entry.name)), h("span", { class: "sum" }, money(entry.eur), h("small", {}, ` · ${integer(entry.n)}`)), h("span", { class: "track" }, bar)));
  })) : nothing());
}
