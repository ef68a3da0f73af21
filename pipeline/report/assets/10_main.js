// The page: reads the address, paints the table first, then the rest.

function changed({ keepFilters = false } = {}) {
  if (!keepFilters) STATE.page = "1";
  checkForm();
  SHOWN = ordered(ROWS.filter(matcher()));
  renderTable();
  renderFigures(SHOWN);
  renderTabs();
  $("print-filters").textContent = filtersInWords();
  writeAddress();
  requestCharts();
}

/** Charts follow a frame later: typing and the first paint never wait for them. */
function requestCharts() {
  if (requestCharts.asked) return;
  requestCharts.asked = true;
  requestAnimationFrame(() =>
    setTimeout(() => {
      requestCharts.asked = false;
      renderCharts(SHOWN);
      document.documentElement.dataset.charts = "drawn";
      performance.mark("charts");
    }),
  );
}

function speak(chosen) {
  language = chosen;
  STATE.lang = chosen;
  document.documentElement.lang = chosen;
  document.title = `Quifinance – ${t("tagline")}`;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]"))
    element.setAttribute("aria-label", t(element.dataset.tLabel));
  for (const element of document.querySelectorAll("[data-t-placeholder]"))
    element.placeholder = t(element.dataset.tPlaceholder);
  for (const name of ["fr", "en"]) $(`lang-${name}`).setAttribute("aria-pressed", String(name === chosen));
  renderCorpus();
  paintTheme();
}

function renderCorpus() {
  const days = [...ARTICLES.values()]
    .map((article) => article.published)
    .filter(Boolean)
    .sort();
  const span = days.length ? ` · ${day(days[0])} – ${day(days.at(-1))}` : "";
  $("corpus").textContent = `${plural("rows", DATA.total_rows)} · ${plural("articles", DATA.total_articles)}${span}`;
  const cut = DATA.total_rows > ROWS.length || DATA.total_articles > ARTICLES.size;
  $("limits").hidden = !cut;
  if (cut)
    $("limits").textContent = t(
      "limits",
      integer(ROWS.length),
      integer(DATA.total_rows),
      integer(ARTICLES.size),
      integer(DATA.total_articles),
    );
}

const darkNow = () => (STATE.theme ? STATE.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

function paintTheme() {
  if (STATE.theme) document.documentElement.dataset.theme = STATE.theme;
  else delete document.documentElement.dataset.theme;
  $("theme").textContent = t(darkNow() ? "theme_light" : "theme_dark");
}

function listenToPage() {
  for (const name of ["fr", "en"])
    $(`lang-${name}`).addEventListener("click", () => {
      speak(name);
      fillForm();
      changed({ keepFilters: true });
      reopen({ focus: false });
    });
  $("theme").addEventListener("click", () => {
    STATE.theme = darkNow() ? "light" : "dark";
    paintTheme();
    writeAddress();
  });
  $("print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => renderTable({ all: true }));
  addEventListener("afterprint", () => renderTable());
  addEventListener("resize", requestCharts);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !$("panel").hidden) closePanel();
  });
  addEventListener("hashchange", start);
}

/** Shows the panel that the address asks for, or shows it again in another language. */
async function reopen(options) {
  const row = ROWS.find((candidate) => candidate.key === STATE.open);
  if (row) await showPanel(row.article, row, options);
  else if (!$("panel").hidden) closePanel();
}

function start() {
  readAddress();
  speak(["fr", "en"].includes(STATE.lang) ? STATE.lang : navigator.language.startsWith("fr") ? "fr" : "en");
  fillForm();
  changed({ keepFilters: true });
  performance.mark("table");
  reopen({ focus: false });
}

loadMarks();
listenToForm();
listenToTable();
listenToTabs();
listenToDownloads();
listenToPage();
start();
