// Watches over a page that nobody looks after: when it falls silent, or a part of it did not come, it is loaded anew.
(() => {
  "use strict";
  const PATIENCE = 60;
  const LONGEST = 600;
  const JITTER = 10000;
  const OURS = /<section id="(?:wall|pairing)"/;
  let isWhole = true;
  let patience;
  let left;

  // Half as long again for some: screens that lost the same part must not all come back at the same moment. Seconds are
  // counted as they are lived through: who was asleep was not silent.
  function wait(length) {
    patience = Math.min(length, LONGEST);
    left = patience * (1 + Math.random() / 2);
  }

  addEventListener("error", ({ target }) => {
    if (target.matches?.("script, link")) isWhole = false;
  }, true);

  document.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
    if (target.matches("#wall, #pairing") && ctx.hx.ptag && isWhole) wait(PATIENCE);
  });

  // ---- A page is loaded anew only when the server is there to answer: otherwise the browser would show a page of errors.

  let renewing = false;

  function renew() {
    if (renewing) return;
    renewing = true;
    setTimeout(() => {
      const given = new AbortController();
      const end = setTimeout(() => given.abort(), JITTER);
      fetch(location.href, { cache: "no-store", signal: given.signal })
        .then((answer) => (answer.ok ? answer.text() : ""))
        .then((text) => { if (OURS.test(text)) location.reload(); })
        .catch(() => {})
        .finally(() => {
          clearTimeout(end);
          renewing = false;
        });
    }, Math.random() * JITTER);
  }

  window.baton = { renew };
  wait(PATIENCE);
  setInterval(() => {
    // In a tab that nobody sees nothing is asked.
    if (document.hidden) wait(PATIENCE);
    left -= 1;
    if (left > 0) return;
    wait(patience * 2);
    renew();
  }, 1000);
})();
