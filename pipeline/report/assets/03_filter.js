// What the reader asked for: filters, order, page, view, kept in the address so that a view can be sent as a link.

const DEFAULTS = {
  q: "",
  funder: "",
  recipient: "",
  status: "",
  kind: "",
  from: "",
  to: "",
  min: "",
  max: "",
  confidence: "0",
  review: "",
  conflict: "",
  merge: "1",
  sort: "amount",
  dir: "down",
  page: "1",
  size: "50",
  view: "table",
  open: "",
  lang: "",
  theme: "",
};
const STATE = { ...DEFAULTS };

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(DEFAULTS)) STATE[name] = given.get(name) ?? DEFAULTS[name];
}

function writeAddress() {
  const kept = Object.entries(STATE).filter(([name, value]) => value !== DEFAULTS[name]);
  try {
    history.replaceState(null, "", `#${new URLSearchParams(kept)}`);
  } catch {
    /* a viewer that shows the file in a frame may not let it have an address */
  }
}

/** A number as typed in either language: « 1,5 », « 1.5 », « 1 500 »; null when empty, NaN when it is not one. */
function typedNumber(text) {
  const bare = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  return bare === "" ? null : /^\d+(\.\d+)?$/.test(bare) ? Number(bare) : NaN;
}

/** A year, month or day as typed; "" when it is not one (then it does not filter). */
const typedDate = (text) => (/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text.trim()) ? text.trim() : "");

function matcher() {
  const words = fold(STATE.q).split(/\s+/).filter(Boolean);
  const funder = fold(STATE.funder.trim());
  const recipient = fold(STATE.recipient.trim());
  const statuses = STATE.status.split(",").filter(Boolean);
  const kinds = STATE.kind.split(",").filter(Boolean);
  const [from, to] = [typedDate(STATE.from), typedDate(STATE.to)];
  const [low, high] = [typedNumber(STATE.min), typedNumber(STATE.max)].map((n) => (Number.isNaN(n) ? null : n));
  const confidence = Number(STATE.confidence) || 0;
  const tests = [
    words.length && ((row) => words.every((word) => haystack(row).includes(word))),
    funder && ((row) => nameMatches(row.funder, row.funder_text, funder)),
    recipient && ((row) => nameMatches(row.recipient, row.recipient_text, recipient)),
    statuses.length && ((row) => statuses.includes(row.status)),
    kinds.length && ((row) => kinds.includes(row.kind)),
    from &&
      ((row) => (row.date_end || row.date_start) && (row.date_end || row.date_start).slice(0, from.length) >= from),
    to && ((row) => (row.date_start || row.date_end) && (row.date_start || row.date_end).slice(0, to.length) <= to),
    low !== null && ((row) => row.eur !== null && row.eur >= low * 1e6),
    high !== null && ((row) => row.eur !== null && row.eur <= high * 1e6),
    confidence && ((row) => (row.confidence ?? 0) >= confidence),
    STATE.review && ((row) => (MARKS.get(row.event_id)?.verdict || "none") === STATE.review),
    STATE.conflict && ((row) => row.conflict !== ""),
  ].filter(Boolean);
  return (row) => tests.every((test) => test(row));
}

const nameMatches = (name, written, wanted) => fold(name).includes(wanted) || fold(written).includes(wanted);

// ---------------------------------------------------------------- order

const collator = () => new Intl.Collator(locale(), { sensitivity: "base", numeric: true });

const ORDERS = {
  mark: (row) => ({ right: 1, wrong: 2, corrected: 3 })[MARKS.get(row.event_id)?.verdict] ?? null,
  funder: (row) => row.funder || null,
  recipient: (row) => row.recipient || null,
  amount: (row) => row.eur ?? row.value_min ?? row.value_max,
  status: (row) => code("status", row.status) || null,
  kind: (row) => code("kind", row.kind) || null,
  date: (row) => row.date_start || row.date_end || null,
  source: (row) => row.article.published || null,
  confidence: (row) => row.confidence,
};

/** Rows in the order asked for; what is unknown comes last in either direction, ties keep the table's order. */
function ordered(rows) {
  const value = ORDERS[STATE.sort] || ORDERS.amount;
  const sign = STATE.dir === "up" ? 1 : -1;
  const { compare } = collator();
  return rows
    .map((row) => [value(row), row])
    .sort(([a, rowA], [b, rowB]) => {
      if (a === null || b === null) return a === b ? rowA.n - rowB.n : a === null ? 1 : -1;
      const order = typeof a === "string" ? compare(a, b) : a - b;
      return order * sign || rowA.n - rowB.n;
    })
    .map(([, row]) => row);
}

// ---------------------------------------------------------------- the form

const TEXT_FILTERS = {
  "f-query": "q",
  "f-funder": "funder",
  "f-recipient": "recipient",
  "f-from": "from",
  "f-to": "to",
  "f-min": "min",
  "f-max": "max",
  "f-review": "review",
  "f-confidence": "confidence",
};

function counts(column) {
  const found = new Map();
  for (const row of ROWS) if (row[column]) found.set(row[column], (found.get(row[column]) || 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1]);
}

function renderChips(column) {
  const chosen = STATE[column].split(",");
  clear(
    $(`f-${column}`),
    counts(column).map(([value, n]) =>
      h(
        "label",
        { class: "chip" },
        h("input", { type: "checkbox", value, checked: chosen.includes(value), onchange: () => chooseChips(column) }),
        h("span", {}, `${code(column, value)} `, h("b", {}, integer(n))),
      ),
    ),
  );
}

function chooseChips(column) {
  STATE[column] = [...$(`f-${column}`).querySelectorAll("input:checked")].map((box) => box.value).join(",");
  changed();
}

function fillForm() {
  for (const [id, name] of Object.entries(TEXT_FILTERS)) $(id).value = STATE[name];
  $("f-conflict").checked = STATE.conflict !== "";
  $("merge").checked = STATE.merge === "1";
  renderChips("status");
  renderChips("kind");
  checkForm();
}

function checkForm() {
  $("f-confidence-out").textContent = percent(Number(STATE.confidence) || 0);
  const wrong = {
    "f-min": Number.isNaN(typedNumber(STATE.min)),
    "f-max": Number.isNaN(typedNumber(STATE.max)),
    "f-from": STATE.from && !typedDate(STATE.from),
    "f-to": STATE.to && !typedDate(STATE.to),
  };
  for (const [id, bad] of Object.entries(wrong)) $(id).setAttribute("aria-invalid", bad ? "true" : "false");
}

function listenToForm() {
  for (const [id, name] of Object.entries(TEXT_FILTERS))
    $(id).addEventListener("input", () => {
      STATE[name] = $(id).value;
      changed();
    });
  $("f-conflict").addEventListener("change", () => {
    STATE.conflict = $("f-conflict").checked ? "1" : "";
    changed();
  });
  $("merge").addEventListener("change", () => {
    STATE.merge = $("merge").checked ? "1" : "0";
    changed();
  });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    resetFilters();
  });
  $("filters-toggle").addEventListener("click", () => {
    const open = $("filters").classList.toggle("unfolded");
    $("filters-toggle").setAttribute("aria-expanded", String(open));
  });
  for (const side of ["funder", "recipient"]) {
    clear(
      $(`all-${side}s`),
      counts(side)
        .slice(0, 400)
        .map(([name]) => h("option", { value: name })),
    );
  }
}

function resetFilters() {
  for (const name of [
    "q",
    "funder",
    "recipient",
    "status",
    "kind",
    "from",
    "to",
    "min",
    "max",
    "confidence",
    "review",
    "conflict",
  ])
    STATE[name] = DEFAULTS[name];
  fillForm();
  changed();
}

/** Filters by one name, from a chart. */
function choose(side, name) {
  STATE[side] = STATE[side] === name ? "" : name;
  fillForm();
  changed();
}

/** The filters in words, for the printed page. */
function filtersInWords() {
  const said = [
    ["search", STATE.q],
    ["funder", STATE.funder],
    ["recipient", STATE.recipient],
    ["from", STATE.from],
    ["to", STATE.to],
  ];
  const lists = ["status", "kind"].map((name) => [
    name,
    STATE[name]
      .split(",")
      .filter(Boolean)
      .map((value) => code(name, value))
      .join(", "),
  ]);
  return [...said, ...lists]
    .filter(([, value]) => value)
    .map(([key, value]) => `${t(key)}: ${value}`)
    .join(" · ");
}
