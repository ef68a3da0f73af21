// The tables inside the file, as objects; and the source texts, which are read after the first paint.

const DATA = JSON.parse($("data-rows").textContent);
const NUMBERS = new Set([
  "value",
  "value_min",
  "value_max",
  "value_eur",
  "confidence",
  "n_funders",
  "n_recipients",
  "articles",
  "percent",
]);

/** Rows of a packed table: {columns: […], rows: [[…]]}; numbers and offsets become numbers, an empty one null. */
function unpack(table) {
  const numeric = table.columns.map(
    (name) => NUMBERS.has(name) || (/_(start|end)$/.test(name) && !/^date_(start|end)$/.test(name)),
  );
  return table.rows.map((cells) => {
    const row = {};
    table.columns.forEach((name, k) => {
      row[name] = numeric[k] ? (cells[k] === "" ? null : Number(cells[k])) : cells[k];
    });
    return row;
  });
}

const ROWS = unpack(DATA.funding);
const ARTICLES = new Map(unpack(DATA.articles).map((article) => [article.article_id, article]));
const LEDGER = unpack(DATA.ledger);
const LEDGER_OF = new Map();
for (const entry of LEDGER) for (const event of entry.event_ids.split("|")) if (event) LEDGER_OF.set(event, entry);

const ROWS_OF = new Map();
for (const row of ROWS) ROWS_OF.set(row.event_id, [...(ROWS_OF.get(row.event_id) || []), row]);

ROWS.forEach((row, n) => {
  row.n = n;
  row.cells = DATA.funding.rows[n];
  row.key = [row.event_id, row.funder_id || row.funder, row.recipient_id || row.recipient].join("|");
  row.eur = euros(row);
  row.article = ARTICLES.get(row.article_id) || {
    article_id: row.article_id,
    title: "",
    publisher: "",
    published: "",
    file: "",
    url: "",
  };
  row.ledger = LEDGER_OF.get(row.event_id) || null;
  row.conflict = row.ledger ? row.ledger.conflict : "";
});

/** What an article is called: its title, else the name of its file. */
const headline = (article) => article.title || article.file.split(/[\\/]/).at(-1) || article.article_id;

/** Where and when an article appeared. */
const imprint = (article) =>
  [article.publisher, article.published && day(article.published)].filter(Boolean).join(" · ");

/** Euros of a row or a ledger entry: converted, or as written when already euros; null when the tables do not say. */
function euros(row) {
  if (row.value_eur !== null) return row.value_eur;
  return row.currency === "EUR" ? row.value : null;
}

/** What a row is searched by, made when first asked for. */
function haystack(row) {
  row.hay ??= fold(
    [
      row.funder,
      row.funder_text,
      row.recipient,
      row.recipient_text,
      row.object,
      row.evidence,
      row.attribution,
      row.amount_text,
      row.date_text,
      row.article.title,
      row.article.publisher,
      row.article.author,
    ].join(" \n "),
  );
  return row.hay;
}

// ---------------------------------------------------------------- events and fundings

/**
 * What is counted: each distinct event of the rows, or, merged, each real-world funding of the ledger once, parts of a
 * total left out where the total is there.
 * A unit has the amount in euros, the status, the dates, the names of both sides, and its rows.
 */
function unitsOf(rows, merged) {
  const units = new Map();
  for (const row of rows) {
    const entry = merged ? row.ledger : null;
    const id = entry ? `L${entry.ledger_id}` : `E${row.event_id}`;
    let unit = units.get(id);
    if (!unit) {
      const source = entry || row;
      unit = {
        total: entry ? entry.part_of : "",
        rows: [],
        eur: euros(source),
        amount: source,
        status: source.status,
        // The day of publication is a fallback that no article claims: such a unit counts as undated.
        first: source.date_source === "published" ? "" : source.date_start,
        last: source.date_source === "published" ? "" : source.date_end,
        funders: new Set(),
        recipients: new Set(),
      };
      if (entry) {
        entry.funder
          .split("; ")
          .filter(Boolean)
          .forEach((name) => unit.funders.add(name));
        entry.recipient
          .split("; ")
          .filter(Boolean)
          .forEach((name) => unit.recipients.add(name));
      }
      units.set(id, unit);
    }
    unit.rows.push(row);
    if (!entry) {
      if (row.funder) unit.funders.add(row.funder);
      if (row.recipient) unit.recipients.add(row.recipient);
    }
  }
  // A part of a total that is itself among the units would be counted twice.
  return [...units.values()].filter((unit) => !unit.total || !units.has(`L${unit.total}`));
}

/** Sums over distinct units: euros, what has no euro value, and what has no amount at all. */
function sums(units) {
  const result = { eur: 0, counted: 0, ranges: 0, foreign: 0, none: 0, byStatus: {} };
  for (const unit of units) {
    const { value, value_min: low, value_max: high } = unit.amount;
    if (unit.eur !== null) {
      result.eur += unit.eur;
      result.counted += 1;
      const status = unit.status || "unknown";
      result.byStatus[status] = (result.byStatus[status] || 0) + unit.eur;
    } else if (value !== null) result.foreign += 1;
    else if (low !== null || high !== null) result.ranges += 1;
    else result.none += 1;
  }
  return result;
}

// ---------------------------------------------------------------- source texts

/** The texts with their marks, by article; a promise, because they stand after the script and may be compressed. */
const TEXTS = new Promise((resolve) => {
  const read = async () => resolve(new Map((await readTexts()).map((entry) => [entry.id, entry])));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", read);
  else read();
});

async function readTexts() {
  const block = $("data-texts");
  if (block.type === "application/json") return JSON.parse(block.textContent);
  const bytes = Uint8Array.from(atob(block.textContent.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
