// Runs before the page is painted: the reader's theme, and htmx from the CDN with the vendored copy in reserve.
// No request of it holds back the page: every script it adds is asynchronous or comes after the parser.
(() => {
  "use strict";
  const given = document.currentScript.dataset;

  try {
    const theme = localStorage.getItem("baton-theme");
    const fixed = document.documentElement.dataset.theme;
    if (!fixed && (theme === "light" || theme === "dark")) document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden: the system's theme it is.
  }

  function add(address, integrity, then, otherwise) {
    const script = document.createElement("script");
    script.async = Boolean(integrity);
    if (integrity) {
      script.integrity = integrity;
      script.crossOrigin = "anonymous";
    }
    if (then) script.onload = then;
    if (otherwise) script.onerror = otherwise;
    script.src = address;
    document.head.append(script);
    return script;
  }

  function addLocal() {
    add(given.localCore);
    add(given.localPtag);
  }

  if (given.source === "local") {
    addLocal();
    return;
  }

  let settled = false;

  function once(action) {
    if (settled) return;
    settled = true;
    clearTimeout(patience);
    action();
  }

  const core = add(
    given.cdnCore,
    given.hashCore,
    () => once(() => add(given.cdnPtag, given.hashPtag, null, () => add(given.localPtag))),
    () => once(addLocal),
  );
  const patience = setTimeout(() => once(() => {
    // A script that belongs to another document does not run when it arrives after all: two htmx would poll twice.
    document.implementation.createHTMLDocument("").adoptNode(core);
    addLocal();
  }), 2000);
})();
