// Charts as inline SVG, drawn from the filtered rows: amounts over time and the largest names (the flows: 05_flow.js).

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
  clear(
    $(id).querySelector(".values > div"),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          heads.map((head) => h("th", { scope: "col" }, head)),
        ),
      ),
      h(
        "tbody",
        {},
        lines.map((line) =>
          h(
            "tr",
            {},
            line.map((value, k) => h("td", { class: k === line.length - 1 ? "num" : "" }, value)),
          ),
        ),
      ),
    ),
  );
}

// ---------------------------------------------------------------- over time

/** Years, or months when everything lies within two years: [{key, byStatus}] without gaps. */
function periods(units) {
  const dated = units.filter((unit) => unit.first || unit.last);
  const starts = dated.map((unit) => unit.first || unit.last).sort();
  if (!starts.length) return { bins: [], dated };
  const months =
    Number(starts.at(-1).slice(0, 4)) - Number(starts[0].slice(0, 4)) < 2 &&
    dated.every((unit) => unit.first && unit.last && unit.first.slice(0, 7) === unit.last.slice(0, 7));
  const width = months ? 7 : 4;
  const bins = new Map(
    steps(starts[0].slice(0, width), starts.at(-1).slice(0, width)).map((key) => [
      key,
      { key, byStatus: {}, total: 0 },
    ]),
  );
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
  for (let key = first; key <= last && keys.length < 400; keys.push(key), key = next()) {
    /* walks from first to last */
  }
  return keys;
  function next() {
    if (month === undefined) return String((year += 1)).padStart(4, "0");
    if (month === 12) {
      year += 1;
      month = 1;
    } else month += 1;
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
  clear(
    $("legend-time"),
    present.map((status) => h("span", {}, h("i", { class: `bg-${status}` }), code("status", status))),
    undated ? h("span", {}, plural("undated", undated)) : null,
  );
  valuesTable(
    "chart-time",
    [t("column_date"), t("status"), t("column_amount")],
    bins.flatMap((bin) =>
      present
        .filter((status) => bin.byStatus[status])
        .map((status) => [bin.key, code("status", status), money(bin.byStatus[status])]),
    ),
  );
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
  const drawing = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": t("chart_time_label", bins[0].key, bins.at(-1).key),
  });
  drawing.append(
    ...marks.map((mark) =>
      svg(
        "g",
        { class: "axis" },
        svg("line", { class: mark ? "grid" : "base", x1: left, x2: width, y1: y(mark), y2: y(mark) }),
        svg("text", { x: left - 8, y: y(mark) + 4, "text-anchor": "end" }, mark ? money(mark) : "0"),
      ),
    ),
  );
  bins.forEach((bin, k) => {
    const x = left + slot * k + (slot - bar) / 2;
    let below = 0;
    for (const status of present.filter((name) => bin.byStatus[name])) {
      const [bottomEdge, topEdge] = [y(below), y((below += bin.byStatus[status]))];
      drawing.append(
        svg(
          "rect",
          {
            class: `bar fill-${status}`,
            x,
            width: bar,
            y: topEdge,
            height: Math.max(1, bottomEdge - topEdge),
            rx: Math.min(2, bar / 4),
          },
          svg("title", {}, `${bin.key} · ${code("status", status)} · ${money(bin.byStatus[status])}`),
        ),
      );
    }
    if (k % every === 0)
      drawing.append(
        svg(
          "g",
          { class: "axis" },
          svg(
            "text",
            { x: x + bar / 2, y: height - 6, "text-anchor": "middle" },
            bin.key.length > 4 ? day(bin.key, { year: "2-digit", month: "short" }) : bin.key,
          ),
        ),
      );
  });
  return drawing;
}

// ---------------------------------------------------------------- largest names

/** Sums of distinct units a name takes part in: the amount is the event's, not each one's share. */
function renderTop(side, units) {
  const totals = new Map();
  for (const unit of units)
    for (const name of unit[`${side}s`]) {
      const entry = totals.get(name) || { name, eur: 0, n: 0 };
      entry.eur += unit.eur;
      entry.n += 1;
      totals.set(name, entry);
    }
  const best = [...totals.values()].sort((a, b) => b.eur - a.eur || b.n - a.n).slice(0, 8);
  const role = side === "funder" ? "payer" : "recipient";
  clear(
    plotOf(`chart-${side}s`),
    best.length
      ? h(
          "ol",
          { class: "bars" },
          best.map((entry) => {
            const bar = h("i", { class: role });
            bar.style.width = `${(entry.eur / best[0].eur) * 100}%`;
            return h(
              "li",
              {},
              h(
                "button",
                {
                  type: "button",
                  title: entry.name,
                  "aria-pressed": String(STATE[side] === entry.name),
                  onclick: () => choose(side, entry.name),
                },
                h("span", { class: "label" }, h("bdi", {}, entry.name)),
                h("span", { class: "sum" }, money(entry.eur), h("small", {}, ` · ${integer(entry.n)}`)),
                h("span", { class: "track" }, bar),
              ),
            );
          }),
        )
      : nothing(),
  );
}
