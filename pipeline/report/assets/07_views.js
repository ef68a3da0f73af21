// The other views: where articles disagree, the list of articles, and how to read all this.

const VIEWS = ["table", "conflicts", "articles", "about"];

function renderTabs() {
  const entries = shownConflicts();
  const articles = new Set(SHOWN.map((row) => row.article_id)).size;
  const count = { table: SHOWN.length, conflicts: entries.length, articles };
  for (const view of VIEWS) {
    const [tab, chosen] = [$(`tab-${view}`), STATE.view === view];
    clear(tab, t(`view_${view}`), view in count ? h("b", {}, ` ${integer(count[view])}`) : null);
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    $(`view-${view}`).hidden = !chosen;
  }
  if (STATE.view === "conflicts") renderConflicts(entries);
  if (STATE.view === "articles") renderArticles();
  if (STATE.view === "about") renderAbout();
}

function chooseView(view) {
  STATE.view = view;
  renderTabs();
  writeAddress();
}

function listenToTabs() {
  for (const view of VIEWS) $(`tab-${view}`).addEventListener("click", () => chooseView(view));
  document.querySelector(".tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const view = VIEWS[(VIEWS.indexOf(STATE.view) + step + VIEWS.length) % VIEWS.length];
    chooseView(view);
    $(`tab-${view}`).focus();
  });
}

const shownConflicts = () => [...new Set(SHOWN.filter((row) => row.conflict).map((row) => row.ledger))];

// ---------------------------------------------------------------- conflicts

function renderConflicts(entries) {
  clear(
    $("view-conflicts"),
    entries.length
      ? entries.slice(0, 200).map(conflictCard)
      : h("p", { class: "empty" }, t(LEDGER.length ? "no_conflicts" : "no_ledger")),
  );
}

function conflictCard(entry) {
  const events = new Map();
  for (const row of ROWS) if (row.ledger === entry && !events.has(row.event_id)) events.set(row.event_id, row);
  const sides = [...events.values()].sort((a, b) => (a.article.published < b.article.published ? -1 : 1));
  const about = entry.conflict.split("|");
  return h(
    "section",
    { class: "conflict-card card" },
    h("h3", {}, named(entry.funder), " → ", named(entry.recipient)),
    h(
      "p",
      { class: "byline" },
      about.map((what) => [h("span", { class: "pill conflict" }, `≠ ${code("conflict", what)}`), " "]),
      plural("articles_tell", new Set(sides.map((row) => row.article_id)).size),
      entry.history.includes("|") ? ` · ${ladder(entry.history)}` : null,
    ),
    h(
      "div",
      { class: "sides" },
      sides.map((row) => conflictSide(row, about)),
    ),
  );
}

/** The status ladder in words: « 2 oct. 2012 : prévu → 4 févr. 2013 : réalisé ». */
const ladder = (history) =>
  history
    .split("|")
    .map((step) => step.split(" "))
    .map((step) => [...step.slice(0, -1).map((stamp) => day(stamp)), code("status", step.at(-1))].join(" "))
    .join(" → ");

function conflictSide(row, about) {
  const fact = (what, label, value) =>
    value ? [h("dt", {}, label), h("dd", { class: about.includes(what) ? "differs" : "" }, value)] : null;
  return h(
    "div",
    { class: "side" },
    h("h4", {}, h("bdi", {}, headline(row.article))),
    h("small", { class: "byline" }, h("bdi", {}, imprint(row.article))),
    h(
      "dl",
      { class: "facts" },
      fact("amount", t("column_amount"), amountOf(row)),
      fact("status", t("column_status"), code("status", row.status)),
      fact("date", t("column_date"), period(row.date_start, row.date_end)),
      fact("attribution", t("attribution"), row.attribution),
    ),
    h("blockquote", { lang: "fr", dir: "auto" }, row.evidence),
    h(
      "button",
      { type: "button", class: "quiet", onclick: (event) => openRow(row, event.currentTarget) },
      t("open_article"),
    ),
  );
}

// ---------------------------------------------------------------- articles, about

function renderArticles() {
  const rows = new Map();
  for (const row of SHOWN) rows.set(row.article, (rows.get(row.article) || 0) + 1);
  const filtered = SHOWN.length < ROWS.length;
  const list = [...ARTICLES.values()]
    .filter((article) => !filtered || rows.has(article))
    .sort((a, b) => (a.published < b.published ? 1 : a.published > b.published ? -1 : 0));
  clear(
    $("view-articles"),
    h(
      "ul",
      { class: "articles-list" },
      list
        .slice(0, 1000)
        .map((article) =>
          h(
            "li",
            { class: "card" },
            h(
              "button",
              { type: "button", onclick: (event) => openArticle(article, event.currentTarget) },
              h("bdi", {}, headline(article)),
            ),
            h(
              "small",
              {},
              h(
                "bdi",
                {},
                [
                  article.publisher,
                  article.published && day(article.published),
                  plural("rows", rows.get(article) || 0),
                  article.duplicate_of ? t("duplicate") : "",
                  article.warning,
                ]
                  .filter(Boolean)
                  .join(" · "),
              ),
            ),
          ),
        ),
    ),
  );
}

function renderAbout() {
  const parts = ["sum", "merge", "status", "date", "confidence", "review", "limits"];
  clear(
    $("view-about"),
    h(
      "div",
      { class: "about card" },
      parts.map((part) => [h("h3", {}, t(`about_${part}`)), h("p", {}, t(`about_${part}_text`))]),
    ),
  );
}
