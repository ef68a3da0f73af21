// Files made in the page: the filtered rows, the corrections, gold annotations.

/** A text cell that a spreadsheet would take for a formula gets an apostrophe, as in the tables of the run. */
const guard = (text) => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);
const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
const csv = (columns, lines) => [columns, ...lines].map((cells) => `${cells.map((cell) => quoted(String(cell))).join(",")}\n`).join("");

function rowsAsCsv(rows) {
  const { columns } = DATA.funding;
  const text = columns.map((name) => !NUMBERS.has(name) && !/_(start|end)$/.test(name));
  return csv(columns, rows.map((row) => row.cells.map((cell, k) => (text[k] ? guard(String(cell)) : cell))));
}

// ---------------------------------------------------------------- corrections.csv

/** The marks as lines of the corrections file that the next run replays; « right » asks for nothing. */
function correctionsAsCsv() {
  const lines = [];
  for (const row of ROWS) {
    const mark = MARKS.get(row.key);
    if (!mark) continue;
    const line = (action, field, value) => [action, row.event_id, field, guard(value), guard(mark.note || "")];
    if (mark.verdict === "wrong") lines.push(line("veto", "", ""));
    if (mark.verdict === "corrected") for (const [field, value] of Object.entries(mark.fields)) lines.push(line("set", field, value));
  }
  return csv(["action", "target", "field", "value", "note"], lines);
}

// ---------------------------------------------------------------- gold

/** Gold of each article with a mark, in the annotation format of `quifinance evaluate`: name of file → JSON text. */
async function goldFiles() {
  const texts = await TEXTS;
  const files = new Map();
  for (const article of ARTICLES.values()) {
    const rows = ROWS.filter((row) => row.article === article);
    const entry = texts.get(article.article_id);
    if (entry && rows.some((row) => MARKS.has(row.key))) files.set(`${article.article_id}.json`, `${JSON.stringify(goldOf(article, entry, rows), null, 1)}\n`);
  }
  return files;
}

function goldOf(article, entry, rows) {
  entry.source ??= new SourceText(entry.text);
  const text = (start, end) => entry.source.slice(start, end);
  const number = (cell) => (cell === "" || cell === null ? null : Number(cell));
  const once = (items, key) => [...new Map(items.map((item) => [key(item), item])).values()];
  return {
    id: article.article_id, url: article.url, source: article.publisher, published: article.published || null, text: entry.text,
    amounts: once(entry.amounts.map(([start, end, value, low, high, currency, qualifier, role]) => ({ text: text(start, end), value: number(value), min: number(low), max: number(high), currency: currency || null, qualifier, role })), (item) => item.text),
    dates: once(entry.dates.map(([start, end, first, last]) => ({ text: text(start, end), start: first || null, end: last || null })), (item) => item.text),
    entities: once(entry.entities.map(([start, end, label]) => ({ name: text(start, end), type: label })), (item) => `${item.name}|${item.type}`),
    funding: goldFunding(rows),
  };
}

/** One record per event that is not marked wrong, corrected where the reader corrected it. */
function goldFunding(rows) {
  const events = new Map();
  for (const row of rows) {
    const mark = MARKS.get(row.key);
    if (mark?.verdict === "wrong") continue;
    const fixed = { ...row, ...(mark?.fields || {}) };
    const record = events.get(row.event_id) || { funders: [], recipients: [], ...goldAmount(fixed, mark?.fields || {}), date: goldDate(fixed), kind: fixed.kind, status: fixed.status, evidence: row.evidence };
    addParticipant(record.funders, fixed.funder, mark?.fields?.funder === undefined ? row.funder_text : "");
    addParticipant(record.recipients, fixed.recipient, mark?.fields?.recipient === undefined ? row.recipient_text : "");
    events.set(row.event_id, record);
  }
  return [...events.values()];
}

function addParticipant(list, name, written) {
  const names = [...new Set([name, written].filter(Boolean))];
  if (names.length && !list.some((known) => known[0] === names[0])) list.push(names);
}

function goldAmount(row, fields) {
  const number = (cell) => (cell === "" || cell === null ? null : Number(cell));
  const fixed = fields.value !== undefined;
  return { value: number(row.value), min: fixed ? null : row.value_min, max: fixed ? null : row.value_max, currency: row.currency || null };
}

const goldDate = (row) => (row.date_source === "published" || !(row.date_start || row.date_end) ? null : { start: row.date_start || null, end: row.date_end || null });

// ---------------------------------------------------------------- several files as one

const CRC = Uint32Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c; });
const crc32 = (bytes) => { let c = 0xffffffff; for (const byte of bytes) c = CRC[(c ^ byte) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };

/** A zip archive of stored (uncompressed) UTF-8 files, as PKWARE's APPNOTE 6.3 lays it out. */
function zip(files) {
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const [name, content] of files) {
    const [path, data] = [name, content].map((text) => new TextEncoder().encode(text));
    const shared = [20, 0, 0x0800, 0, 0, 0, 0x21]; // version, –, UTF-8 names, stored, time, 1 January 1980
    const sizes = [crc32(data), data.length, data.length];
    const local = record([[0x04034b50, 4], [shared[0], 2], [shared[2], 2], [0, 2], [0, 2], [shared[6], 2], ...sizes.map((n) => [n, 4]), [path.length, 2], [0, 2]]);
    directory.push(record([[0x02014b50, 4], [20, 2], [20, 2], [shared[2], 2], [0, 2], [0, 2], [shared[6], 2], ...sizes.map((n) => [n, 4]), [path.length, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), path);
    parts.push(local, path, data);
    offset += local.length + path.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([[0x06054b50, 4], [0, 2], [0, 2], [files.size, 2], [files.size, 2], [size, 4], [offset, 4], [0, 2]]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

function record(fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, width]) => sum + width, 0)));
  let at = 0;
  for (const [value, width] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return new Uint8Array(view.buffer);
}

// ---------------------------------------------------------------- buttons

function listenToDownloads() {
  $("download-csv").addEventListener("click", () => save("funding.csv", "text/csv;charset=utf-8", rowsAsCsv(SHOWN)));
  $("download-corrections").addEventListener("click", () => (MARKS.size ? save("corrections.csv", "text/csv;charset=utf-8", correctionsAsCsv()) : toast(t("nothing_marked"))));
  $("download-gold").addEventListener("click", async () => {
    const files = await goldFiles();
    if (!files.size) return toast(t(MARKS.size ? "no_text" : "nothing_marked"));
    if (files.size > 1) return save("gold.zip", "application/zip", zip(files));
    const [[name, content]] = files;
    return save(name, "application/json", content);
  });
}
