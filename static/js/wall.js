// The wall runs alone for months: scenes take turns, what does not fit takes turns within them, and what is old says so.
(() => {
  "use strict";
  const PAGE = 7000;
  const PATIENCE = 10000;
  const DRIFT = 150000;
  const SOME = 4;
  const FEW = 300;
  const JITTER = 10000;
  const EVENING = 3 * 3600 * 1000;
  const root = document.documentElement;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const wall = () => document.getElementById("wall");
  if (!wall()) return;

  const own = wall().dataset.build;
  // The clock of a television may be wrong by years, and be put right at any moment: lengths of time are measured by ticks,
  // and what time it is is told by the server.
  const ticks = () => performance.now();
  let ahead = 0;
  let isHeard = false;
  const now = () => Date.now() + ahead;

  function clockIn(timeZone) {
    const parts = { hour: "numeric", minute: "numeric", hourCycle: "h23" };
    try {
      return new Intl.DateTimeFormat("en", { ...parts, timeZone });
    } catch {
      // An old browser does not know every zone: its own is most likely that of the house.
      return new Intl.DateTimeFormat("en", parts);
    }
  }

  function minuteOfDay() {
    const told = clockIn(wall().dataset.zone).formatToParts(now());
    const part = Object.fromEntries(told.map(({ type, value }) => [type, Number(value)]));
    return part.hour * 60 + part.minute;
  }

  const minuteOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

  // What celebrations need to know of the server's time.
  window.baton = { ...window.baton, server: { isHeard: () => isHeard, minuteOf, minuteOfDay, now }, wall };

  // ---- Scenes: each has its seconds, then the next one is asked for. Space holds a scene, an arrow goes on.
  // What does not fit into one comes when it has its next turn: the server says what to ask for then.

  let since = ticks();
  let held = false;
  const again = new Map();

  function next() {
    const place = wall();
    const number = place.dataset.next;
    since = ticks();
    again.set(place.dataset.again.split(".")[0], place.dataset.again);
    const coming = again.get(number) ?? number;
    place.setAttribute("hx-get", place.getAttribute("hx-get").replace(/at=[\d.]+/, `at=${coming}`));
    place.dispatchEvent(new CustomEvent("every"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === " ") held = !held;
    else if (event.key === "ArrowRight") next();
    else return;
    event.preventDefault();
  });

  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    if (calm.matches || ctx.target?.id !== "wall") return;
    for (const task of tasks) {
      const coming = task.fragment?.querySelector?.("#wall");
      if (coming && coming.dataset.at !== wall().dataset.at) task.transition = true;
    }
  });

  // ---- Pages of a scene. The first rows of a list stay; the others share the room that is left and take turns in it.
  // Where a scene was left it goes on when it comes again, so that everybody has a turn. No more rows are laid out than may
  // fit: on a slow stick, to measure all of them would stop everything for a quarter of a second.

  const turns = new Map();
  const pages = new Map();
  let shownAt = wall().dataset.at;
  let turnedAt = ticks();
  const turn = () => turns.get(wall().dataset.at) ?? 0;
  const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

  function turnPage() {
    turnedAt = ticks();
    turns.set(wall().dataset.at, turn() + 1);
    for (const [, page] of lists()) page.start += page.size;
    arrange();
  }

  // The lists of the scene, each with the first row of its page beside those that stay, and how many rows are on it.
  function lists() {
    return [...document.querySelectorAll("[data-fills]")].map((list, number) => {
      const key = `${wall().dataset.at}-${number}`;
      if (!pages.has(key)) pages.set(key, { start: 0, size: 0 });
      return [list, pages.get(key)];
    });
  }

  function show(rows, wanted) {
    rows.forEach((row, number) => {
      if (row.hidden === wanted(number)) row.hidden = !wanted(number);
    });
  }

  // Leaves the first rows alone, which tell how many may fit; returns what puts the others in.
  function clear(list, page) {
    const rows = [...list.children];
    const before = new Set(rows.filter((row) => !row.hidden));
    const kept = Number(list.dataset.fills);
    const few = Math.max(kept, 1);
    if (page.start < kept || page.start >= rows.length) page.start = kept;
    page.size = 0;
    list.classList.add("paged");
    show(rows, (number) => number < few);
    return () => fill(list, page, { rows, before, kept, few });
  }

  function fill(list, page, { rows, before, kept, few }) {
    const room = list.clientHeight + 1;
    const most = Math.ceil(room / Math.max(Math.min(...rows.slice(0, few).map((row) => row.offsetHeight)), 1));
    const from = rows.length <= most ? kept : page.start;
    show(rows, (number) => number < kept || (number >= from && number < from + most));
    const heights = rows.map((row) => row.offsetHeight);
    if (rows.length <= most && sum(heights) <= room) {
      list.classList.remove("paged");
      return;
    }
    const left = room - sum(heights.slice(0, kept));
    let fits = 1;
    while (sum(heights.slice(page.start, page.start + fits + 1)) <= left && page.start + fits < rows.length) fits += 1;
    // As many on each page, for the last one would be almost empty else.
    const others = rows.length - kept;
    page.size = Math.min(fits, Math.ceil(others / Math.ceil(others / fits)));
    show(rows, (number) => number < kept || (number >= page.start && number < page.start + page.size));
    for (const row of rows) {
      if (!row.hidden && !before.has(row) && !calm.matches) row.animate([{ opacity: 0 }, { opacity: 1 }], 400);
    }
  }

  // Two short lists may fit below each other, though one of them takes more than half of the room.
  function allFit(shown) {
    if (sum(shown.map(([list]) => list.getElementsByTagName("*").length)) > FEW) return false;
    const rows = shown.map(([list]) => [...list.children]);
    shown.forEach(([list, page], number) => {
      page.size = 0;
      list.classList.remove("paged");
      show(rows[number], () => true);
    });
    return shown.every(([list]) => list.scrollHeight <= list.clientHeight + 1);
  }

  function arrange() {
    for (const group of document.querySelectorAll("[data-turns]")) {
      const all = [...group.children];
      const size = Number(group.dataset.turns);
      const start = all.length > size ? (turn() * size) % all.length : 0;
      all.forEach((one, number) => { one.hidden = (number - start + all.length) % all.length >= size; });
    }
    const [shown, others] = [[], []];
    for (const one of lists()) (one[0].closest("[hidden]") || !one[0].children.length ? others : shown).push(one);
    others.forEach(([, page]) => { page.size = 0; });
    // All are cleared before the first is measured: to measure one lays out whatever is there.
    if (!allFit(shown)) shown.map(([list, page]) => clear(list, page)).forEach((put) => put());
    count();
  }

  addEventListener("resize", arrange);

  // As soon as the new scene is in its place, before anything of it is painted.
  document.addEventListener("htmx:after:settle", ({ target }) => {
    if (target.id !== "wall") return;
    if (wall().dataset.at === shownAt) {
      arrange();
    } else {
      shownAt = wall().dataset.at;
      turnPage();
    }
  });

  // ---- The countdown: business hours that are left, from the hours that the server tells.

  function count() {
    const place = document.getElementById("countdown");
    if (!place) return;
    const instant = now() / 1000;
    const coming = place.dataset.hours.split(" ").map((span) => span.split("-").map(Number)).filter(([, end]) => end > instant);
    const left = Math.ceil(coming.reduce((sum, [start, end]) => sum + end - Math.max(start, instant), 0));
    const two = (number) => String(number).padStart(2, "0");
    place.querySelector("[data-days]").textContent = coming.length.toLocaleString(root.lang);
    place.querySelector("[data-clock]").textContent = `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
  }

  // ---- The server: who cannot reach it asks less often, and not when all others do.

  let heardAt = ticks();
  let misses = 0;
  let waitUntil = 0;

  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.id === "wall" && ticks() < waitUntil) event.preventDefault();
  });

  function missed() {
    misses = Math.min(misses + 1, 3);
    waitUntil = ticks() + Math.min(1500 * 2 ** misses, JITTER) * (0.5 + Math.random());
  }

  function heard(date) {
    heardAt = ticks();
    isHeard = true;
    misses = 0;
    // The header tells whole seconds; a jump of one would show in the countdown.
    const told = Date.parse(date) + 500 - Date.now();
    if (Math.abs(told - ahead) > 2000) ahead = told;
    // A new version of the program answered: take its style sheets and scripts as well.
    if (wall().dataset.build !== own || isNight()) renew();
  }

  document.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
    if (target.id !== "wall") return;
    if (ctx.hx.ptag) heard(ctx.response.headers.get("Date"));
    else missed();
  });

  document.addEventListener("htmx:error", ({ target }) => {
    if (target.id === "wall") missed();
  });

  // ---- A page that is months old has gathered dust: it is loaded anew each night, at a minute of its own.

  const night = 120 + Math.floor(Math.random() * 120);

  function isNight() {
    if (ticks() < EVENING) return false;
    const minute = minuteOfDay();
    return minute >= night && minute < 240;
  }

  // Should the watch itself not have come, a reload is no risk either: the server has just answered.
  function renew() {
    if (window.baton.renew) window.baton.renew();
    else location.reload();
  }

  // ---- The screen itself: the picture moves by a hair, so that nothing burns in, and is dim when nobody is there.

  setInterval(() => {
    const some = () => Math.round((Math.random() * 2 - 1) * SOME);
    document.querySelector(".wall-page").style.transform = `translate(${some()}px, ${some()}px)`;
  }, DRIFT);

  function dim() {
    const { dim: wanted, opens, closes } = wall().dataset;
    const minute = minuteOfDay();
    const open = opens && minute >= minuteOf(opens) && minute < minuteOf(closes);
    root.toggleAttribute("data-dimmed", wanted === "on" && Boolean(closes) && !open);
  }

  function age() {
    const place = document.getElementById("freshness");
    if (!place) return;
    const old = ticks() - heardAt;
    const minutes = Math.floor(old / 60000);
    const text = minutes ? place.dataset.minutes.replace("{minutes}", minutes) : place.dataset.moments;
    const isOld = old >= PATIENCE;
    if (isOld && place.textContent !== text) place.textContent = text;
    if (place.hidden !== isOld) return;
    // It has a line of its own: the scene has so much less room.
    place.hidden = !isOld;
    arrange();
  }

  // ---- Each second.

  setInterval(() => {
    const length = Number(wall().dataset.seconds) * 1000;
    const page = length / Math.max(Math.round(length / PAGE), 1);
    if (length && ticks() - since >= length && !held) next();
    else if (length && ticks() - turnedAt >= page) turnPage();
    count();
    age();
    dim();
  }, 1000);

  // Shown when the letters are there: they decide how much room a name takes.
  const patience = new Promise((done) => { setTimeout(done, 1500); });
  Promise.race([document.fonts?.ready, patience]).then(() => {
    arrange();
    root.toggleAttribute("data-arranged", true);
  });
  document.fonts?.ready.then(arrange);
})();
