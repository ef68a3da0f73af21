// Files made in the page: the filtered rows, the corrections, gold annotations.

/** A text cell that a spreadsheet would take for a formula gets an apostrophe, as in the tables of the run. */
const guard = (text) => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);
const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
const csv = (columns, lines) =>
  [columns, ...lines].map((cells) => `${cells.map((cell) => quoted(String(cell))).join(",")}\n`).join("");

function rowsAsCsv(rows) {
  const { columns } = DATA.funding;
  const text = columns.map((name) => !NUMBERS.has(name) && !/_(start|end)$/.test(name));
  return csv(
    columns,
    rows.map((row) => row.cells.map((cell, k) => (text[k] ? guard(String(cell)) : cell))),
  );
}

// ---------------------------------------------------------------- corrections.csv

const CORRECTION_COLUMNS = ["action", "target", "where", "column", "value", "note"];

/** The marks as the corrections file that the next run replays; « right » asks for nothing and stands as a comment. */
function correctionsAsCsv() {
  const lines = [...ROWS_OF]
    .filter(([event]) => MARKS.has(event))
    .flatMap(([event, rows]) => correctionLines(event, rows, MARKS.get(event)));
  return csv(
    CORRECTION_COLUMNS,
    lines.map(({ action, target, where = "", column = "", value = "", note = "" }) => [
      action,
      guard(target),
      where,
      column,
      value,
      guard(note),
    ]),
  );
}

function eventsOf(rows) {
  const events = new Map();
  for (const row of rows) events.set(row.event_id, [...(events.get(row.event_id) || []), row]);
  return events;
}

function correctionLines(event, rows, { verdict, fields = {}, note = "" }) {
  if (verdict === "right") return [{ action: "# right", target: event }];
  if (verdict === "wrong") return [{ action: "veto", target: event, note }];
  if (!Object.keys(fields).length) return [{ action: "# note", target: event, note }];
  const set = (column, value) => ({ action: "set", target: event, column, value, note });
  const lines = Object.entries(fields).map(([key, value]) => {
    const [column] = key.split("|");
    const row = rows.find((candidate) => fixKey(candidate, column) === key);
    // Setting a name would set it on every row of the event: one name among several is corrected as an alias instead.
    const several = key.includes("|") && new Set(rows.map((other) => other[column])).size > 1;
    return several && value
      ? { action: "alias", target: row[`${column}_text`] || row[column], where: row.article_id, value, note }
      : set(column, value);
  });
  const bounds = fields.value
    ? ["value_min", "value_max"].filter((name) => rows[0][name] !== null && !(name in fields))
    : [];
  return [...lines, ...bounds.map((name) => set(name, ""))];
}

// ---------------------------------------------------------------- gold

/** Gold of each article with a mark, in the annotation format of `quifinance evaluate`: name of file → JSON text. */
async function goldFiles() {
  const texts = await TEXTS;
  const files = new Map();
  for (const article of ARTICLES.values()) {
    const rows = ROWS.filter((row) => row.article === article);
    const entry = texts.get(article.article_id);
    if (entry && rows.some((row) => MARKS.has(row.event_id)))
      files.set(`${article.article_id}.json`, `${JSON.stringify(goldOf(article, entry, rows), null, 1)}\n`);
  }
  return files;
}

function goldOf(article, entry, rows) {
  entry.source ??= new SourceText(entry.text);
  const text = (start, end) => entry.source.slice(start, end);
  const number = (cell) => (cell === "" || cell === null ? null : Number(cell));
  const once = (items, key) => [...new Map(items.map((item) => [key(item), item])).values()];
  return {
    id: article.article_id,
    url: article.url,
    source: article.publisher,
    published: article.published || null,
    text: entry.text,
    amounts: once(
      entry.amounts.map(([start, end, value, low, high, currency, qualifier, role]) => ({
        text: text(start, end),
        value: number(value),
        min: number(low),
        max: number(high),
        currency: currency || null,
        qualifier,
        role,
      })),
      (item) => item.text,
    ),
    dates: once(
      entry.dates.map(([start, end, first, last]) => ({
        text: text(start, end),
        start: first || null,
        end: last || null,
      })),
      (item) => item.text,
    ),
    entities: once(
      entry.entities.map(([start, end, label]) => ({ name: text(start, end), type: label })),
      (item) => `${item.name}|${item.type}`,
    ),
    funding: goldFunding(rows),
  };
}

/** One record per event that is not marked wrong, corrected where the reader corrected it. */
function goldFunding(rows) {
  return [...eventsOf(rows)]
    .filter(([event]) => MARKS.get(event)?.verdict !== "wrong")
    .map(([event, parts]) => {
      const fixes = MARKS.get(event)?.fields || {};
      const [row] = parts;
      const record = {
        funders: [],
        recipients: [],
        ...goldAmount(row, fixes),
        date: goldDate(row, fixes),
        kind: fixedCell(row, "kind"),
        status: fixedCell(row, "status"),
        evidence: row.evidence,
      };
      for (const part of parts)
        for (const side of ["funder", "recipient"])
          addParticipant(
            record[`${side}s`],
            fixedCell(part, side),
            fixKey(part, side) in fixes ? "" : part[`${side}_text`],
          );
      return record;
    });
}

function addParticipant(list, name, written) {
  const names = [...new Set([name, written].filter(Boolean))];
  if (names.length && !list.some((known) => known[0] === names[0])) list.push(names);
}

function goldAmount(row, fixes) {
  const number = (name) =>
    fixedCell(row, name) === "" || (fixes.value && name !== "value") ? null : Number(fixedCell(row, name));
  return {
    value: number("value"),
    min: number("value_min"),
    max: number("value_max"),
    currency: fixedCell(row, "currency") || null,
  };
}

function goldDate(row, fixes) {
  const [start, end] = [fixedCell(row, "date_start"), fixedCell(row, "date_end")];
  const said = row.date_source !== "published" || "date_start" in fixes || "date_end" in fixes;
  return said && (start || end) ? { start: start || null, end: end || null } : null;
}

// ---------------------------------------------------------------- several files as one

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});
const crc32 = (bytes) => {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};

/** A zip archive of stored (uncompressed) UTF-8 files, as PKWARE's APPNOTE 6.3 lays it out. */
function zip(files) {
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const [name, content] of files) {
    const [path, data] = [name, content].map((text) => new TextEncoder().encode(text));
    const shared = [20, 0, 0x0800, 0, 0, 0, 0x21]; // version, –, UTF-8 names, stored, time, 1 January 1980
    const sizes = [crc32(data), data.length, data.length];
    const local = record([
      [0x04034b50, 4],
      [shared[0], 2],
      [shared[2], 2],
      [0, 2],
      [0, 2],
      [shared[6], 2],
      ...sizes.map((n) => [n, 4]),
      [path.length, 2],
      [0, 2],
    ]);
    directory.push(
      record([
        [0x02014b50, 4],
        [20, 2],
        [20, 2],
        [shared[2], 2],
        [0, 2],
        [0, 2],
        [shared[6], 2],
        ...sizes.map((n) => [n, 4]),
        [path.length, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 4],
        [offset, 4],
      ]),
      path,
    );
    parts.push(local, path, data);
    offset += local.length + path.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [files.size, 2],
    [files.size, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  ]);
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
  $("download-corrections").addEventListener("click", saveCorrections);
  $("download-gold").addEventListener("click", saveGold);
}

function saveCorrections() {
  if (!MARKS.size) return toast(t("nothing_marked"));
  return save("corrections.csv", "text/csv;charset=utf-8", correctionsAsCsv());
}

async function saveGold() {
  const files = await goldFiles();
  if (!files.size) return toast(t(MARKS.size ? "no_text" : "nothing_marked"));
  if (files.size > 1) return save("gold.zip", "application/zip", zip(files));
  const [[name, content]] = files;
  return save(name, "application/json", content);
}
