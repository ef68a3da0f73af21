// Small helpers: building elements (text only ever goes in as text), texts counted in code points, formats.

const $ = (id) => document.getElementById(id);

/** An element; strings among the children become text nodes, so nothing of an article is ever parsed as HTML. */
function h(tag, props, ...children) {
  return furnish(document.createElement(tag), props, children);
}

function svg(tag, props, ...children) {
  return furnish(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function furnish(element, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

const clear = (element, ...children) => {
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  return element;
};

/** A text addressed in code points, as the tables do; JavaScript's own strings count UTF-16 units. */
class SourceText {
  constructor(text) {
    this.text = text;
    this.points = /[\uD800-\uDFFF]/.test(text) ? Array.from(text) : null;
    this.length = this.points ? this.points.length : text.length;
  }

  slice(start, end) {
    return this.points ? this.points.slice(start, end).join("") : this.text.slice(start, end);
  }
}

/** Lower case without accents, for searching. */
const fold = (text) => String(text).normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ]/g, "'").toLowerCase();

// ---------------------------------------------------------------- languages

const LABELS = JSON.parse($("data-labels").textContent);
let language = "en";

/** The interface text for a key; {0}, {1} … are filled from the arguments. */
function t(key, ...values) {
  const label = LABELS[language][key];
  if (label === undefined) return key;
  return label.replace(/\{(\d)\}/g, (_, n) => values[Number(n)]);
}

/** The text of a coded value (a kind, a status …), or the code itself when it is one the page does not know. */
const code = (family, value) => (value ? (LABELS[language][`${family}.${value}`] ?? value) : "");

/** « 3 events », « 1 event »: the key ends in _one or _many. */
const plural = (key, n) => t(`${key}_${n === 1 || (n === 0 && language === "fr") ? "one" : "many"}`, integer(n));

const locale = () => (language === "fr" ? "fr-FR" : "en-GB");
const integer = (n) => new Intl.NumberFormat(locale()).format(n);
const percent = (p) => (language === "fr" ? `${Math.round(p * 100)} %` : `${Math.round(p * 100)}%`);

// ---------------------------------------------------------------- formats

const SYMBOLS = { EUR: "€", USD: "$", GBP: "£", JPY: "¥" };

/** A number at the scale a reader says it: 75 M, 1,2 Md. Exact to three or four significant digits. */
function scaled(value) {
  const size = Math.abs(value);
  const steps =
    language === "fr"
      ? [
          [1e9, "Md"],
          [1e6, "M"],
        ]
      : [
          [1e9, "bn"],
          [1e6, "m"],
        ];
  const [unit, suffix] = steps.find(([step]) => size >= step * 0.9995) || [1, ""];
  const digits = unit === 1 ? (size % 1 ? 2 : 0) : size / unit >= 1000 ? 0 : size / unit >= 100 ? 1 : 2;
  return [new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value / unit), suffix];
}

function money(value, currency = "EUR") {
  const [digits, suffix] = scaled(value);
  const sign = SYMBOLS[currency] || currency;
  if (language === "fr") return [digits, suffix + sign].join("\u00a0").replace(/(Md|M)([A-Z])/, "$1\u00a0$2");
  return sign.length === 1 ? `${sign}${digits}${suffix}` : `${sign}\u00a0${digits}${suffix}`;
}

/** The amount of a row in its own currency, with its bounds and its qualifier. */
function amountOf(row) {
  const { value, value_min: low, value_max: high, currency } = row;
  if (value !== null)
    return (
      (["approx", "at_least", "at_most"].includes(row.qualifier) ? `${code("sign", row.qualifier)}\u00a0` : "") +
      money(value, currency)
    );
  if (low !== null && high !== null) return `${money(low, currency)} – ${money(high, currency)}`;
  if (low !== null) return `≥\u00a0${money(low, currency)}`;
  if (high !== null) return `≤\u00a0${money(high, currency)}`;
  return "";
}

/** A first and a last day as the period they are: a day, a month, a year, a span. */
function period(first, last) {
  if (!first && !last) return "";
  if (!first || !last) return first ? `${day(first)} →` : `→ ${day(last)}`;
  if (first === last) return day(first);
  const [y1, m1, d1] = first.split("-").map(Number);
  const [y2, m2, d2] = last.split("-").map(Number);
  const monthEnd = new Date(Date.UTC(y2, m2, 0)).getUTCDate();
  if (d1 === 1 && d2 === monthEnd) {
    if (m1 === 1 && m2 === 12) return y1 === y2 ? String(y1) : `${y1}–${y2}`;
    if (y1 === y2 && m1 === m2) return day(first, { year: "numeric", month: "short" });
    return `${day(first, { year: "numeric", month: "short" })} – ${day(last, { year: "numeric", month: "short" })}`;
  }
  return `${day(first)} – ${day(last)}`;
}

function day(iso, shape = { year: "numeric", month: "short", day: "numeric" }) {
  const parts = iso.split("-").map(Number);
  if (parts.some(Number.isNaN) || parts.length < 2) return iso;
  const stamp = new Date(Date.UTC(parts[0], parts[1] - 1, parts[2] || 1));
  const { day: withDay, ...month } = shape;
  return new Intl.DateTimeFormat(locale(), {
    timeZone: "UTC",
    ...(parts.length > 2 && withDay ? shape : month),
  }).format(stamp);
}

/** A name, kept from upsetting the direction of the text around it; or a word saying that the text does not tell. */
const named = (name) => (name ? h("bdi", {}, name) : h("span", { class: "unstated" }, t("unstated")));

/** Offers a text as a file; everything stays in the browser. */
function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function toast(message) {
  $("toast").textContent = message;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => {
    $("toast").textContent = "";
  }, 5000);
}
