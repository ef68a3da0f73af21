// Marks of the reader (right, wrong, corrected), kept in this browser until they are downloaded. A mark is the event's:
// all its rows share the amount, the date and the status, and the corrections file speaks of events.

const MARKS = new Map();
const STORE = `quifinance ${DATA.fingerprint}`;
const FIX_FIELDS = [
  "funder",
  "recipient",
  "value",
  "value_min",
  "value_max",
  "currency",
  "status",
  "kind",
  "date_start",
  "date_end",
  "object",
];
const codesOf = (family) =>
  Object.keys(LABELS.en)
    .filter((key) => key.startsWith(`${family}.`))
    .map((key) => key.slice(family.length + 1));
const FIX_CODES = { status: codesOf("status"), kind: codesOf("kind") };
const FIX_PATTERNS = {
  value: /^\d+(\.\d+)?$/,
  value_min: /^\d+(\.\d+)?$/,
  value_max: /^\d+(\.\d+)?$/,
  currency: /^[A-Z]{3}$/,
  date_start: /^\d{4}-\d{2}-\d{2}$/,
  date_end: /^\d{4}-\d{2}-\d{2}$/,
};

function loadMarks() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) || "[]");
    const known = new Set(ROWS.map((row) => row.event_id));
    for (const [key, mark] of kept) if (known.has(key)) MARKS.set(key, mark);
  } catch {
    /* a browser that keeps nothing: the marks live as long as the page */
  }
}

function keepMarks() {
  try {
    localStorage.setItem(STORE, JSON.stringify([...MARKS]));
  } catch {
    /* see loadMarks */
  }
}

const cellOf = (row, name) => row.cells[DATA.funding.columns.indexOf(name)];

/** Under which key a mark keeps a corrected field: a name belongs to one payer or recipient, the rest to the event. */
const fixKey = (row, name) =>
  name === "funder" || name === "recipient" ? `${name}|${row[`${name}_id`] || row[name]}` : name;

/** A field of the row as the reader left it. */
const fixedCell = (row, name) => MARKS.get(row.event_id)?.fields?.[fixKey(row, name)] ?? cellOf(row, name);

function setMark(row, mark) {
  if (mark) MARKS.set(row.event_id, mark);
  else MARKS.delete(row.event_id);
  keepMarks();
  changed({ keepFilters: true });
  if (STATE.open === row.key) document.querySelector(".review")?.replaceWith(reviewBox(row));
  toast(mark ? t("marked", code("verdict", mark.verdict)) : t("unmarked"));
}

function reviewBox(row) {
  const mark = MARKS.get(row.event_id);
  const rows = ROWS_OF.get(row.event_id).length;
  const button = (verdict, act) =>
    h(
      "button",
      {
        type: "button",
        class: verdict,
        "data-verdict": verdict,
        "aria-pressed": String(mark?.verdict === verdict),
        onclick: act,
      },
      `${SIGNS[verdict]} ${code("verdict", verdict)}`,
    );
  const toggle = (verdict) => () => {
    setMark(row, mark?.verdict === verdict ? null : { verdict });
    document.querySelector(`.review [data-verdict="${verdict}"]`)?.focus();
  };
  const box = h("section", { class: "review", "aria-label": t("review") });
  box.append(
    h(
      "div",
      { class: "review-buttons" },
      h("span", { class: "ask" }, rows > 1 ? t("is_event_right", integer(rows)) : t("is_it_right")),
      button("right", toggle("right")),
      button("wrong", toggle("wrong")),
      button("corrected", () => {
        if (box.querySelector("form")) box.querySelector("form").remove();
        else {
          box.append(fixForm(row));
          box.querySelector("input").focus();
        }
      }),
    ),
  );
  if (mark?.verdict === "corrected") box.append(fixForm(row));
  if (MARKS.size)
    box.append(
      h(
        "p",
        { class: "review-kept" },
        plural("marks", MARKS.size),
        h("button", { type: "button", "data-download": "corrections", onclick: saveCorrections }, "corrections.csv"),
        h("button", { type: "button", "data-download": "gold", onclick: saveGold }, t("download_gold")),
      ),
    );
  return box;
}

function fixForm(row) {
  const names = FIX_FIELDS.filter((name) => !/_(min|max)$/.test(name) || row[name] !== null);
  const choice = (name) =>
    h(
      "select",
      { name },
      FIX_CODES[name].map((value) =>
        h("option", { value, selected: value === fixedCell(row, name) }, code(name, value)),
      ),
    );
  const control = (name) =>
    FIX_CODES[name]
      ? choice(name)
      : h("input", {
          name,
          type: "text",
          value: fixedCell(row, name),
          placeholder: name.startsWith("date") ? "2012-09-05" : undefined,
        });
  return h(
    "form",
    {
      class: "fix",
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        saveFix(row, names, event.currentTarget);
      },
    },
    names.map((name) =>
      h("label", { class: name === "object" ? "wide" : "" }, h("span", {}, t(`fix_${name}`)), control(name)),
    ),
    h(
      "label",
      { class: "wide" },
      h("span", {}, t("fix_note")),
      h("input", { name: "note", type: "text", value: MARKS.get(row.event_id)?.note || "" }),
    ),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "submit", class: "primary" }, t("save_fix")),
      h("button", { type: "button", onclick: () => setMark(row, null) }, t("drop_fix")),
    ),
  );
}

/** What the reader wrote in a field, as the table would hold it. */
function fixGiven(form, name) {
  const { value } = form.elements[name];
  if (name.startsWith("value")) return value.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  // A first day alone is a day.
  return value.trim() || (name === "date_end" ? form.elements.date_start.value.trim() : "");
}

function fixIsSound(form, name) {
  const given = fixGiven(form, name);
  if (given === "") return true;
  if (name === "date_end" && given < fixGiven(form, "date_start")) return false;
  return !FIX_PATTERNS[name] || FIX_PATTERNS[name].test(given);
}

/** Keeps what differs from the table; a field that its column would not hold is shown and nothing is kept. */
function saveFix(row, names, form) {
  const unsound = names.filter((name) => !fixIsSound(form, name));
  for (const name of names) form.elements[name].setAttribute("aria-invalid", String(unsound.includes(name)));
  if (unsound.length) return toast(t("fix_invalid"));
  const fields = { ...MARKS.get(row.event_id)?.fields };
  for (const name of names) {
    const given = fixGiven(form, name);
    if (given === cellOf(row, name)) delete fields[fixKey(row, name)];
    else fields[fixKey(row, name)] = given;
  }
  const note = form.elements.note.value.trim();
  return setMark(row, Object.keys(fields).length || note ? { verdict: "corrected", fields, note } : null);
}
