// Marks of the reader (right, wrong, corrected), kept in this browser until they are downloaded.

const MARKS = new Map();
const STORE = `quifinance ${DATA.fingerprint}`;
const FIX_FIELDS = ["funder", "recipient", "value", "currency", "status", "kind", "date_start", "date_end", "object"];
const codesOf = (family) => Object.keys(LABELS.en).filter((key) => key.startsWith(`${family}.`)).map((key) => key.slice(family.length + 1));
const FIX_CODES = { status: codesOf("status"), kind: codesOf("kind") };
const FIX_PATTERNS = { value: /^\d+(\.\d+)?$/, currency: /^[A-Z]{3}$/, date_start: /^\d{4}-\d{2}-\d{2}$/, date_end: /^\d{4}-\d{2}-\d{2}$/ };

function loadMarks() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) || "[]");
    const known = new Set(ROWS.map((row) => row.key));
    for (const [key, mark] of kept) if (known.has(key)) MARKS.set(key, mark);
  } catch { /* a browser that keeps nothing: the marks live as long as the page */ }
}

function keepMarks() {
  try { localStorage.setItem(STORE, JSON.stringify([...MARKS])); } catch { /* see loadMarks */ }
}

function setMark(row, mark) {
  if (mark) MARKS.set(row.key, mark);
  else MARKS.delete(row.key);
  keepMarks();
  changed({ keepFilters: true });
  if (STATE.open === row.key) document.querySelector(".review")?.replaceWith(reviewBox(row));
  toast(mark ? t("marked", code("verdict", mark.verdict)) : t("unmarked"));
}

function reviewBox(row) {
  const mark = MARKS.get(row.key);
  const button = (verdict, act) => h("button", { type: "button", class: verdict, "data-verdict": verdict, "aria-pressed": String(mark?.verdict === verdict), onclick: act }, `${SIGNS[verdict]} ${code("verdict", verdict)}`);
  const toggle = (verdict) => () => { setMark(row, mark?.verdict === verdict ? null : { verdict }); document.querySelector(`.review [data-verdict="${verdict}"]`)?.focus(); };
  const box = h("section", { class: "review", "aria-label": t("review") });
  box.append(h("div", { class: "review-buttons" }, h("span", { class: "ask" }, t("is_it_right")), button("right", toggle("right")), button("wrong", toggle("wrong")),
    button("corrected", () => { if (box.querySelector("form")) box.querySelector("form").remove(); else { box.append(fixForm(row)); box.querySelector("input").focus(); } })));
  if (mark?.verdict === "corrected") box.append(fixForm(row));
  return box;
}

function fixForm(row) {
  const fixes = MARKS.get(row.key)?.fields || {};
  const written = (name) => fixes[name] ?? (row[name] === null ? "" : String(row.cells[DATA.funding.columns.indexOf(name)]));
  const control = (name) => (FIX_CODES[name] ? h("select", { name }, FIX_CODES[name].map((value) => h("option", { value, selected: value === written(name) }, code(name, value)))) : h("input", { name, type: "text", value: written(name), placeholder: name.startsWith("date") ? "2012-09-05" : undefined }));
  return h("form", { class: "fix", novalidate: true, onsubmit: (event) => { event.preventDefault(); saveFix(row, event.currentTarget); } },
    FIX_FIELDS.map((name) => h("label", { class: name === "object" ? "wide" : "" }, h("span", {}, t(`fix_${name}`)), control(name))),
    h("label", { class: "wide" }, h("span", {}, t("fix_note")), h("input", { name: "note", type: "text", value: MARKS.get(row.key)?.note || "" })),
    h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, t("save_fix")), h("button", { type: "button", onclick: () => setMark(row, null) }, t("drop_fix"))));
}

/** Keeps what differs from the table; a field that its column would not hold is shown and nothing is kept. */
function saveFix(row, form) {
  const fields = {};
  let sound = true;
  for (const name of FIX_FIELDS) {
    const input = form.elements[name];
    const given = name === "value" ? input.value.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".") : input.value.trim();
    const bad = given !== "" && FIX_PATTERNS[name] && !FIX_PATTERNS[name].test(given);
    input.setAttribute("aria-invalid", String(Boolean(bad)));
    sound &&= !bad;
    if (given !== row.cells[DATA.funding.columns.indexOf(name)]) fields[name] = given;
  }
  if (!sound) return toast(t("fix_invalid"));
  const note = form.elements.note.value.trim();
  setMark(row, Object.keys(fields).length || note ? { verdict: "corrected", fields, note } : null);
}
