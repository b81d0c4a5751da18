// What pages do beyond htmx: say how fresh they are, mark the reader's own rows, let rows glide, switch the theme.
(() => {
  "use strict";
  const root = document.documentElement;
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const clock = (timeZone) => new Intl.DateTimeFormat(root.lang, { hour: "numeric", minute: "2-digit", timeZone });
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const polls = (element) => element.getAttribute?.("hx-trigger")?.startsWith("every");
  let paused = false;

  document.addEventListener("htmx:config:request", ({ target, detail: { ctx } }) => {
    const { headers, method } = ctx.request;
    if (method !== "GET") headers["X-CSRFToken"] = meta("csrf-token");
    // From a CDN, the extension comes after htmx has read the page: it would miss the version on the first poll.
    if (polls(target)) headers["HX-PTag"] ??= target.getAttribute("hx-ptag");
  });

  // ---- Live: what polls stops in hidden tabs and on request, and says what it last heard.

  document.addEventListener("htmx:before:request", (event) => {
    if (polls(event.target) && (document.hidden || paused)) event.preventDefault();
  });

  function pollNow() {
    document.querySelectorAll('[hx-trigger^="every"]').forEach((e) => e.dispatchEvent(new CustomEvent("every")));
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) pollNow();
  });

  function heard(good) {
    const place = document.getElementById("live");
    if (!place) return;
    place.dataset.state = good ? "on" : "off";
    // In the zone of the agreement, like every other time on the page.
    const time = () => clock(place.dataset.zone).format(new Date());
    const text = good ? place.dataset.updated.replace("{time}", time()) : place.dataset.lost;
    if (place.textContent !== text) place.textContent = text;
  }

  document.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
    if (polls(target)) heard(Boolean(ctx.hx.ptag));
  });
  document.addEventListener("htmx:error", ({ target }) => {
    if (polls(target)) heard(false);
  });

  // What answers without a version is not Baton, but a proxy or a portal in between: the last state stays.
  document.addEventListener("htmx:before:swap", (event) => {
    const { hx } = event.detail.ctx;
    if (polls(event.target) && !hx.ptag && !hx.retarget) event.preventDefault();
  });

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-pause]");
    if (!button) return;
    paused = !paused;
    button.setAttribute("aria-pressed", String(paused));
    button.textContent = paused ? button.dataset.resume : button.dataset.pause;
    if (!paused) pollNow();
  });

  // ---- One's own: rows are the same for everybody, so the page alone knows which are the reader's.

  function mark(region) {
    const page = region.closest("[data-own]") ?? region.querySelector("[data-own]");
    if (!page) return;
    const own = new Set(page.dataset.own.split(" "));
    const open = new Set(page.dataset.open.split(" "));
    for (const row of region.querySelectorAll("[data-row]")) {
      const link = row.querySelector("a[data-sheet]");
      if (open.has("all") || open.has(row.dataset.row) || open.has(row.dataset.team)) link.href = link.dataset.sheet;
      if (!own.has(row.dataset.row) || row.querySelector(".own-word")) continue;
      row.classList.add("own");
      const word = document.createElement("span");
      word.className = "own-word";
      word.textContent = row.dataset.row.startsWith("t") ? page.dataset.ownTeam : page.dataset.ownRep;
      const team = row.querySelector(".team");
      if (team) team.prepend(word, " · ");
      else link.after(word);
    }
  }

  // ---- Motion: a row that changed its place glides there.

  let places = new Map();

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    places = new Map();
    if (calm.matches) return;
    for (const row of ctx.target?.querySelectorAll?.("[data-row]") ?? []) {
      if (!row.hidden) places.set(row.id, row.getBoundingClientRect().top);
    }
  });

  function glide(region) {
    for (const row of region.querySelectorAll("[data-row]")) {
      const moved = (places.get(row.id) ?? NaN) - row.getBoundingClientRect().top;
      if (moved && !row.hidden) row.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: 400, easing: "ease-out" });
    }
  }

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const region = document.getElementById(ctx.target?.id);
    if (!region || ctx.response?.status === 304) return;
    mark(region);
    glide(region);
    if (region.dataset.announces) document.body.dispatchEvent(new CustomEvent(region.dataset.announces));
    if (region.dataset.say) say(region.dataset.say);
  });

  // ---- The one voice of the page: it repeats nothing, and says only what concerns the reader.

  let said = document.querySelector("[data-say]")?.dataset.say ?? "";

  function say(text) {
    if (text === said) return;
    said = text;
    document.getElementById("announcer").textContent = text;
  }

  // ---- Theme: as the system has it, light, dark.

  const themes = ["system", "light", "dark"];
  const chosen = () => root.dataset.theme ?? "system";

  function showTheme() {
    for (const button of document.querySelectorAll("[data-themes]")) {
      button.querySelector("[data-theme-name]").textContent = JSON.parse(button.dataset.themes)[chosen()];
      button.hidden = false;
    }
  }

  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.("[data-themes]")) return;
    const next = themes[(themes.indexOf(chosen()) + 1) % themes.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      localStorage.setItem("baton-theme", next);
    } catch {
      // Not kept, then.
    }
    showTheme();
  });

  // ---- Choosing from a list is enough, no button needed; without script there is one.

  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-submits]")) target.form.requestSubmit();
  });

  // ---- Paper: what is made to be printed has a button for it.

  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-print]")) window.print();
  });

  showTheme();
  document.querySelectorAll("[data-pause], [data-print]").forEach((button) => { button.hidden = false; });
  mark(document.body);
})();
