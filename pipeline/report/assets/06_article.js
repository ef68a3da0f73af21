// The panel: one row in words, its review, and its article with the evidence and the words of the row marked.

let returnTo = null;

async function openRow(row, from) {
  if (from) returnTo = from;
  STATE.open = row.key;
  writeAddress();
  markOpenRow();
  await showPanel(row.article, row);
}

async function openArticle(article, from) {
  if (from) returnTo = from;
  STATE.open = "";
  const row = ROWS.find((candidate) => candidate.article === article);
  await (row ? openRow(row, from) : showPanel(article, null));
}

function markOpenRow() {
  for (const line of $("table").tBodies[0].rows)
    line.classList.toggle("open", ROWS[Number(line.dataset.n)].key === STATE.open);
}

function closePanel() {
  $("panel").hidden = true;
  STATE.open = "";
  writeAddress();
  markOpenRow();
  if (returnTo?.isConnected) returnTo.focus();
}

async function showPanel(article, row, { focus = true } = {}) {
  const panel = $("panel");
  const entry = (await TEXTS).get(article.article_id);
  if (row && STATE.open !== row.key) return; // another row was opened meanwhile
  clear(
    panel,
    panelBar(row),
    h(
      "div",
      { class: "panel-in" },
      row ? [rowInWords(row), quote(entry, row), rowFacts(row), reviewBox(row)] : null,
      h("h2", {}, h("bdi", {}, headline(article))),
      byline(article),
      articleText(entry, row),
      otherRows(article, row),
    ),
  );
  panel.hidden = false;
  if (focus) panel.focus({ preventScroll: true });
  panel.scrollTop = 0;
}

function panelBar(row) {
  const at = row ? SHOWN.indexOf(row) : -1;
  const go = (step) => () => openRow(SHOWN[at + step]);
  return h(
    "div",
    { class: "panel-bar" },
    h("span", { class: "where" }, at >= 0 ? t("row_of", integer(at + 1), integer(SHOWN.length)) : ""),
    h(
      "button",
      { type: "button", class: "quiet", "data-panel": "previous", disabled: at <= 0, onclick: go(-1) },
      t("previous"),
    ),
    h(
      "button",
      {
        type: "button",
        class: "quiet",
        "data-panel": "next",
        disabled: at < 0 || at >= SHOWN.length - 1,
        onclick: go(1),
      },
      t("next"),
    ),
    h("button", { type: "button", class: "quiet", "data-panel": "close", onclick: closePanel }, t("close")),
  );
}

function rowInWords(row) {
  const said = (side, kind) => h("span", { class: kind }, named(row[side]));
  return h(
    "p",
    { class: "sentence" },
    said("funder", "payer-said"),
    " → ",
    said("recipient", "recipient-said"),
    amountOf(row) ? [" · ", h("span", { class: "amount-said" }, amountOf(row))] : null,
  );
}

function rowFacts(row) {
  const amount = row.amount_text
    ? [`« ${row.amount_text} »`, row.amount_source === "inferred" ? ` (${t("inferred")}: ${row.rule})` : ""].join("")
    : "";
  const dates = [
    period(row.date_start, row.date_end),
    row.date_text ? `« ${row.date_text} »` : "",
    row.date_source === "published" ? `(${t("from_publication")})` : "",
  ]
    .filter(Boolean)
    .join(" ");
  const facts = [
    [
      "column_status",
      [code("status", row.status), row.conflict ? `≠ ${conflictInWords(row.conflict)}` : ""]
        .filter(Boolean)
        .join(" · "),
    ],
    ["column_kind", code("kind", row.kind)],
    ["column_date", dates],
    ["as_written", amount],
    ["in_euros", row.value_eur !== null && row.currency !== "EUR" ? money(row.value_eur) : ""],
    ["object", row.object],
    ["attribution", row.attribution],
    ["column_confidence", row.confidence === null ? "" : percent(row.confidence)],
    ["rule", row.amount_source === "inferred" ? "" : row.rule],
  ];
  return h(
    "dl",
    { class: "facts" },
    facts.filter(([, value]) => value).map(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, h("bdi", {}, value))]),
  );
}

function byline(article) {
  const parts = [article.publisher, article.author, article.published && day(article.published), article.file].filter(
    Boolean,
  );
  const line = h("p", { class: "byline" }, h("bdi", {}, parts.join(" · ")));
  if (/^https?:\/\//i.test(article.url))
    line.append(" · ", h("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, t("original")));
  else if (article.url) line.append(" · ", h("bdi", {}, article.url));
  if (article.duplicate_of)
    line.append(" · ", t("duplicate_of", ARTICLES.get(article.duplicate_of)?.title || article.duplicate_of));
  return line;
}

function otherRows(article, row) {
  const rows = ROWS.filter((candidate) => candidate.article === article && candidate !== row);
  if (!rows.length) return null;
  return h(
    "div",
    { class: "others" },
    h("h3", {}, t("also_in_article")),
    h(
      "ol",
      {},
      rows.map((other) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", onclick: () => openRow(other) },
            named(other.funder),
            " → ",
            named(other.recipient),
            amountOf(other) ? ` · ${amountOf(other)}` : "",
          ),
        ),
      ),
    ),
  );
}

// ---------------------------------------------------------------- the marked text

/** Spans of the text in layers; a stretch may lie in several. */
function layers(entry, row) {
  const found = [];
  const add = (start, end, layer, value, title) => {
    if (start !== null && end !== null && end > start) found.push({ start, end, layer, value, title });
  };
  for (const [start, end, kind] of entry.skipped)
    add(start, end, "skipped", kind, t("left_out", code("skipped", kind)));
  for (const [start, end, label, name] of entry.entities)
    add(start, end, "entity", label, `${code("label", label)} · ${name}`);
  for (const [start, end, first, last] of entry.dates)
    add(start, end, "time", "date", period(first, last) || t("unresolved"));
  for (const [start, end, ...amount] of entry.amounts) add(start, end, "money", "amount", amountTitle(amount));
  if (row) {
    add(row.evidence_start, row.evidence_end, "evidence", "evidence", t("evidence"));
    add(row.funder_start, row.funder_end, "role", "payer", t("funder"));
    add(row.recipient_start, row.recipient_end, "role", "recipient", t("recipient"));
    add(row.amount_start, row.amount_end, "role", "amount", t("column_amount"));
    add(row.date_char_start, row.date_char_end, "role", "date", t("column_date"));
  }
  return found;
}

function amountTitle([value, low, high, currency, qualifier, role, reason]) {
  const number = (text) => (text === "" ? null : Number(text));
  const shown = amountOf({
    value: number(value),
    value_min: number(low),
    value_max: number(high),
    currency,
    qualifier,
  });
  return [shown, role === "other" ? `${t("not_funding")}${reason ? `: ${reason}` : ""}` : ""]
    .filter(Boolean)
    .join(" · ");
}

function articleText(entry, row) {
  if (!entry) return h("div", {}, h("p", { class: "byline" }, t("no_text")));
  entry.source ??= new SourceText(entry.text);
  const key = h(
    "p",
    { class: "keys" },
    ["payer", "recipient", "amount", "date"].map((role) => h("span", { class: `role ${role}` }, t(`role_${role}`))),
    ["ORG", "PER", "LOC", "PROG"].map((label) => h("span", { class: `ent ent-${label}` }, code("label", label))),
    h("span", { class: "skipped" }, t("left_out_short")),
  );
  return h(
    "div",
    {},
    key,
    h(
      "div",
      { class: "text marked", lang: "fr", dir: "auto", tabindex: 0, role: "group", "aria-label": t("article_text") },
      pieces(entry.source, layers(entry, row)),
    ),
  );
}

/** The sentence that says so, ahead of the article it stands in. */
function quote(entry, row) {
  if (!entry || row.evidence_start === null)
    return row.evidence ? h("blockquote", { class: "quote", lang: "fr", dir: "auto" }, row.evidence) : null;
  entry.source ??= new SourceText(entry.text);
  return h(
    "blockquote",
    { class: "quote marked", lang: "fr", dir: "auto" },
    pieces(entry.source, layers(entry, row), row.evidence_start, row.evidence_end),
  );
}

/** The text from start to end, cut wherever a span begins or ends, each piece wearing the classes of the spans over it. */
function pieces(source, spans, from = 0, to = source.length) {
  const cuts = [...new Set([from, to, ...spans.flatMap((span) => [span.start, span.end])])]
    .filter((at) => at >= from && at <= to)
    .sort((a, b) => a - b);
  const byStart = [...spans].sort((a, b) => a.start - b.start);
  let [active, next] = [[], 0];
  const nodes = [];
  for (let k = 0; k + 1 < cuts.length; k += 1) {
    const [start, end] = [cuts[k], cuts[k + 1]];
    active = active.filter((span) => span.end > start);
    while (next < byStart.length && byStart[next].start <= start) {
      if (byStart[next].end > start) active.push(byStart[next]);
      next += 1;
    }
    nodes.push(piece(source.slice(start, end), active, end));
  }
  return nodes;
}

const LAYER_CLASS = {
  skipped: () => "skipped",
  entity: (span) => `ent ent-${span.value}`,
  time: () => "time",
  money: () => "money",
  evidence: () => "evidence",
  role: (span) => `role ${span.value}`,
};

function piece(text, active, end) {
  if (!active.length) return document.createTextNode(text);
  const role = active.find((span) => span.layer === "role");
  const classes = active.map((span) => LAYER_CLASS[span.layer](span));
  if (role && role.end !== end) classes.push("continued"); // the label of a role stands once, after its last piece
  const titles = active.filter((span) => span.layer !== "evidence").map((span) => span.title);
  const tag = active.some((span) => span.layer === "evidence" || span.layer === "role") ? "mark" : "span";
  return h(
    tag,
    { class: classes.join(" "), "data-role": role && t(`role_${role.value}`), title: titles.join("\n") || undefined },
    text,
  );
}
