// The wall runs alone for months: what does not fit takes turns, and what is old says so.
(() => {
  "use strict";
  const TURN = 9000;
  const PATIENCE = 10000;
  let turn = 0;
  let heardAt = Date.now();

  // The first rows of a race stay; the others share the room that is left and take turns in it.
  function fill(body) {
    const rows = [...body.children];
    const kept = Number(body.dataset.fills);
    rows.forEach((row) => { row.hidden = false; });
    const room = body.closest(".wall-race").clientHeight;
    const heights = rows.map((row) => row.offsetHeight);
    const all = heights.reduce((sum, height) => sum + height, 0);
    if (all <= room + 1) return;
    const left = room - heights.slice(0, kept).reduce((sum, height) => sum + height, 0);
    const groups = [[]];
    let used = 0;
    for (let number = kept; number < rows.length; number += 1) {
      if (used + heights[number] > left && groups[groups.length - 1].length) {
        groups.push([]);
        used = 0;
      }
      groups[groups.length - 1].push(rows[number]);
      used += heights[number];
    }
    const shown = new Set(groups[turn % groups.length]);
    rows.slice(kept).forEach((row) => { row.hidden = !shown.has(row); });
  }

  function arrange() {
    for (const bands of document.querySelectorAll("[data-turns]")) {
      const all = [...bands.children];
      const size = Number(bands.dataset.turns);
      const start = all.length > size ? (turn * size) % all.length : 0;
      all.forEach((band, number) => { band.hidden = (number - start + all.length) % all.length >= size; });
    }
    document.querySelectorAll("[data-fills]").forEach(fill);
  }

  setInterval(() => {
    turn += 1;
    arrange();
  }, TURN);

  addEventListener("resize", arrange);
  document.fonts?.ready.then(arrange);

  const build = () => document.getElementById("wall")?.dataset.build;
  const own = build();

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status === 304) return;
    // A new version of the program answered: take its style sheets and scripts as well.
    if (build() && build() !== own) location.reload();
    arrange();
  });

  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.hx.ptag) heardAt = Date.now();
  });

  setInterval(() => {
    const place = document.getElementById("freshness");
    if (!place) return;
    const age = Date.now() - heardAt;
    const minutes = Math.floor(age / 60000);
    place.hidden = age < PATIENCE;
    place.textContent = minutes ? place.dataset.minutes.replace("{minutes}", minutes) : place.dataset.moments;
  }, 1000);

  arrange();
})();
