// The figures above and the table of rows, a page at a time: real rows, so that find, copy and screen readers work.

const COLUMNS = ["mark", "funder", "recipient", "amount", "status", "kind", "date", "source", "confidence"];
const SIGNS = { right: "✓", wrong: "✗", corrected: "✎" };

function renderHead() {
  const head = h(
    "tr",
    { role: "row" },
    COLUMNS.map((name) => {
      const sorted = STATE.sort === name ? (STATE.dir === "up" ? "ascending" : "descending") : "none";
      return h(
        "th",
        { role: "columnheader", scope: "col", "aria-sort": sorted, class: ["amount"].includes(name) ? "num" : "" },
        h(
          "button",
          { type: "button", "data-sort": name, onclick: () => sortBy(name) },
          name === "mark"
            ? h("span", { title: t("column_mark") }, "✓", h("span", { class: "visually-hidden" }, t("column_mark")))
            : t(`column_${name}`),
        ),
      );
    }),
  );
  clear($("table").tHead, head);
}

function sortBy(name) {
  const descendingFirst = ["amount", "confidence", "date", "source"].includes(name);
  if (STATE.sort === name) STATE.dir = STATE.dir === "up" ? "down" : "up";
  else Object.assign(STATE, { sort: name, dir: descendingFirst ? "down" : "up" });
  changed({ keepFilters: true });
  $("table").tHead.querySelector(`[data-sort="${name}"]`).focus();
}

const cell = (kind, ...children) => h("td", { role: "cell", class: kind }, ...children);

const small = (...children) => h("small", {}, ...children);

function rowElement(row) {
  const opener = h("button", { type: "button", class: "open-row", "aria-haspopup": "true" }, named(row.funder));
  return h(
    "tr",
    { role: "row", "data-n": row.n, class: STATE.open === row.key ? "open" : "" },
    markCell(MARKS.get(row.event_id)?.verdict),
    cell("payer", opener),
    cell("recipient", h("span", { class: "who" }, named(row.recipient)), row.object && small(h("bdi", {}, row.object))),
    amountCell(row),
    statusCell(row),
    cell("kind", code("kind", row.kind)),
    cell("when", period(row.date_start, row.date_end), row.date_source === "published" && small(t("from_publication"))),
    cell("source", h("bdi", {}, headline(row.article)), small(h("bdi", {}, imprint(row.article)))),
    cell("confidence", row.confidence === null ? "" : [meter(row.confidence), percent(row.confidence)]),
  );
}

function markCell(verdict) {
  if (!verdict) return cell("mark");
  const said = code("verdict", verdict);
  return cell(`mark mark-${verdict}`, h("span", { title: said, role: "img", "aria-label": said }, SIGNS[verdict]));
}

function amountCell(row) {
  const converted = row.currency !== "EUR" && row.value_eur !== null && small(`≈ ${money(row.value_eur)}`);
  return cell("amount num", amountOf(row), converted, sharing(row));
}

function statusCell(row) {
  const pill = row.status && h("span", { class: `pill ${statusClass(row.status)}` }, code("status", row.status));
  const conflict = row.conflict && small(h("span", { class: "pill conflict" }, `≠ ${conflictInWords(row.conflict)}`));
  return cell("status", pill, conflict);
}

const conflictInWords = (conflict) =>
  conflict
    .split("|")
    .map((what) => code("conflict", what))
    .join(", ");

/** That other rows show the same amount, of the same event. */
function sharing(row) {
  const n = ROWS_OF.get(row.event_id).length;
  return n > 1 && amountOf(row) ? h("small", { title: t("shared_note") }, t("shared", integer(n))) : null;
}

const statusClass = (status) => (["done", "planned", "reported", "cancelled"].includes(status) ? status : "unknown");

function meter(share) {
  const bar = h("i");
  bar.style.width = `${Math.round(share * 100)}%`;
  return h("span", { class: "meter", "aria-hidden": "true" }, bar);
}

let SHOWN = [];

function renderTable({ all = false } = {}) {
  const size = all ? Math.min(SHOWN.length, 3000) : Number(STATE.size) || 50;
  const pages = Math.max(1, Math.ceil(SHOWN.length / size));
  const page = Math.min(Math.max(1, Number(STATE.page) || 1), pages);
  if (!all) STATE.page = String(page);
  const rows = all ? SHOWN.slice(0, size) : SHOWN.slice((page - 1) * size, page * size);
  renderHead();
  $("table").setAttribute("aria-rowcount", String(SHOWN.length + 1));
  clear($("table").tBodies[0], rows.map(rowElement));
  $("table-empty").hidden = SHOWN.length > 0;
  renderPager(page, pages, size);
}

function renderPager(page, pages, size) {
  const go = (target) => {
    STATE.page = String(target);
    renderTable();
    writeAddress();
    $("table").scrollIntoView({ block: "start" });
  };
  const step = (key, target, off) =>
    h("button", { type: "button", "data-page": key, disabled: off, onclick: () => go(target) }, t(key));
  const sizes = h(
    "select",
    {
      "aria-label": t("rows_per_page"),
      onchange: (event) => {
        STATE.size = event.target.value;
        STATE.page = "1";
        renderTable();
        writeAddress();
      },
    },
    ["25", "50", "100", "250"].map((n) => h("option", { value: n, selected: Number(n) === size }, n)),
  );
  const first = SHOWN.length ? (page - 1) * size + 1 : 0;
  clear(
    $("pager"),
    h(
      "span",
      { class: "where" },
      t("rows_of", integer(first), integer(Math.min(page * size, SHOWN.length)), integer(SHOWN.length)),
    ),
    h("label", {}, `${t("rows_per_page")} `, sizes),
    step("first", 1, page === 1),
    step("previous", page - 1, page === 1),
    h("span", {}, `${page} / ${pages}`),
    step("next", page + 1, page === pages),
    step("last", pages, page === pages),
  );
}

function listenToTable() {
  const body = $("table").tBodies[0];
  body.addEventListener("click", (event) => {
    const line = event.target.closest("tr");
    if (line && !String(getSelection())) openRow(ROWS[Number(line.dataset.n)], line.querySelector(".open-row"));
  });
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const line = step && event.target.closest("tr")?.[step];
    if (!line) return;
    event.preventDefault();
    line.querySelector(".open-row").focus();
  });
}

// ---------------------------------------------------------------- figures

function renderFigures(rows) {
  const events = unitsOf(rows, false);
  const total = sums(events);
  const once = sums(unitsOf(rows, true));
  const names = (side) => new Set(rows.map((row) => row[side]).filter(Boolean)).size;
  const notPaid = ["reported", "cancelled"]
    .filter((name) => total.byStatus[name])
    .map((name) => t("of_which", money(total.byStatus[name]), code("status", name)));
  const left = [
    ["ranges", total.ranges],
    ["foreign", total.foreign],
    ["none", total.none],
  ]
    .filter(([, n]) => n)
    .map(([key, n]) => plural(`left_${key}`, n));
  const figure = (kind, name, big, note, id, dot) =>
    h(
      "div",
      { class: `figure ${kind}` },
      h("div", { class: "name" }, dot ? h("i", { class: `dot bg-${dot}` }) : null, name),
      h("div", { class: "big", id }, big),
      h("div", { class: "note" }, note),
    );
  const status = (name) =>
    figure(
      "",
      code("status", name),
      money(total.byStatus[name] || 0),
      plural("events", events.filter((unit) => unit.status === name).length),
      `sum-${name}`,
      name,
    );
  clear(
    $("figures"),
    figure(
      "main",
      t("sum_events"),
      money(total.eur),
      [plural("events", events.length), ...notPaid, ...left].join(" · "),
      "sum-events",
    ),
    status("done"),
    status("planned"),
    figure("", t("sum_once"), money(once.eur), LEDGER.length ? t("sum_once_note") : t("no_ledger"), "sum-once"),
    figure("", t("actors"), integer(names("funder")), t("actors_note", integer(names("recipient"))), "count-actors"),
  );
  $("sum-events").setAttribute("data-eur", String(Math.round(total.eur * 100) / 100));
  $("sum-events").title = `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }).format(total.eur)} €`;
}
