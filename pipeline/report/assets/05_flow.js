// Who funds whom: money from each payer to each recipient, as ribbons.

const REST = "\u0000rest";
const UNSTATED = "\u0000unstated";
const FLOW_COLOURS = [
  "#2f6fb5",
  "#d58a1f",
  "#12806f",
  "#8a56b8",
  "#c0484d",
  "#5a8f2d",
  "#b8578f",
  "#2a94a8",
  "#8a6d3b",
];
const nameOf = (name) => (name === REST ? t("others") : name === UNSTATED ? t("unstated") : name);

/** Money from each payer to each recipient; an event of several is divided equally, for the drawing only. */
function flows(units) {
  const pairs = [];
  for (const unit of units) {
    const [from, to] = [[...unit.funders], [...unit.recipients]].map((names) => (names.length ? names : [UNSTATED]));
    for (const funder of from)
      for (const recipient of to) pairs.push([funder, recipient, unit.eur / (from.length * to.length)]);
  }
  return pairs;
}

function largest(pairs, side, n) {
  const totals = new Map();
  for (const pair of pairs)
    if (pair[side] !== UNSTATED) totals.set(pair[side], (totals.get(pair[side]) || 0) + pair[2]);
  return new Set(
    [...totals]
      .sort((a, b) => b[1] - a[1])
      .slice(0, n)
      .map(([name]) => name),
  );
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
  valuesTable(
    "chart-flow",
    [t("funder"), t("recipient"), t("column_amount")],
    links.map((link) => [...link.ends.map(nameOf), money(link.eur)]),
  );
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
  const colour = (name) =>
    name === UNSTATED || name === REST ? "var(--reported)" : FLOW_COLOURS[order.indexOf(name) % FLOW_COLOURS.length];
  const drawing = svg("svg", {
    viewBox: `0 -2 ${width} ${height + 4}`,
    role: "group",
    "aria-label": t("chart_flow_label"),
  });
  const [x0, x1] = [margin + 8, width - margin - 8];
  const position = [order, [...sides[1].keys()]];
  for (const link of [...links].sort(
    (a, b) =>
      position[0].indexOf(a.ends[0]) - position[0].indexOf(b.ends[0]) ||
      position[1].indexOf(a.ends[1]) - position[1].indexOf(b.ends[1]),
  )) {
    drawing.append(ribbon(link, sides, x0, x1, colour(link.ends[0])));
  }
  sides.forEach((nodes, side) =>
    nodes.forEach((node) => drawing.append(flowNode(node, side, side ? x1 : x0 - 8, margin, colour))),
  );
  return drawing;
}

function ribbon(link, sides, x0, x1, colour) {
  const [from, to] = link.ends.map((name, side) => sides[side].get(name));
  const [a, b] = [from, to].map((node) => {
    const size = link.eur * node.scale;
    const y = node.y + node.used;
    node.used += size;
    return [y, y + size];
  });
  const middle = (x0 + x1) / 2;
  const path = svg(
    "path",
    {
      class: "flow",
      "data-from": link.ends[0],
      "data-to": link.ends[1],
      d: `M${x0} ${a[0]}C${middle} ${a[0]} ${middle} ${b[0]} ${x1} ${b[0]}L${x1} ${b[1]}C${middle} ${b[1]} ${middle} ${a[1]} ${x0} ${a[1]}Z`,
    },
    svg("title", {}, `${nameOf(link.ends[0])} → ${nameOf(link.ends[1])} · ${money(link.eur)}`),
  );
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
    plot
      .querySelectorAll(".flow")
      .forEach((path) => path.classList.toggle("lit", on && path.dataset[side ? "to" : "from"] === name));
  };
  const act = () => choose(side ? "recipient" : "funder", name);
  return svg(
    "g",
    pick
      ? {
          class: "hit",
          tabindex: 0,
          role: "button",
          "aria-label": `${t(side ? "recipient" : "funder")}: ${label}, ${money(node.eur)}`,
          onclick: act,
          onkeydown: (event) => {
            if (event.key === "Enter" || event.key === " ") {
              event.preventDefault();
              act();
            }
          },
          onmouseenter: light(true),
          onmouseleave: light(false),
          onfocus: light(true),
          onblur: light(false),
        }
      : {},
    rect,
    svg(
      "text",
      {
        class: pick ? "" : "faint",
        x: side ? x + 14 : x - 6,
        y: node.y + node.size / 2 + 4,
        "text-anchor": side ? "start" : "end",
      },
      short,
    ),
    svg("title", {}, `${label} · ${money(node.eur)}`),
  );
}
