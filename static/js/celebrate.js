// What came about a moment ago interrupts the wall for some seconds: once on each screen, and not when it is over.
(() => {
  "use strict";
  const ALONE = 8000;
  const TOGETHER = 14000;
  const MOST = 5;
  const SHOWN = "baton-celebrated";
  const NOTES = [523.25, 659.25, 783.99, 1046.5];
  const COLOURS = ["--baton", "--gold", "--exceeded", "--met"];
  const PIECES = 28;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const place = document.getElementById("celebration");
  const silence = document.getElementById("sound-blocked");
  const { server, wall } = window.baton ?? {};
  if (!place || !server) return;

  // ---- Which were shown: kept beyond a reload, each until it is over.

  const shown = new Map(read());
  const waiting = [];

  function read() {
    try {
      return JSON.parse(localStorage.getItem(SHOWN) ?? "[]");
    } catch {
      return [];
    }
  }

  function keep() {
    try {
      localStorage.setItem(SHOWN, JSON.stringify([...shown]));
    } catch {
      // Storage may be forbidden: then a reload within a minute shows one again.
    }
  }

  function isQuiet() {
    const { quietFrom, quietTo } = wall().dataset;
    if (!quietFrom || !quietTo) return false;
    const [from, to, minute] = [server.minuteOf(quietFrom), server.minuteOf(quietTo), server.minuteOfDay()];
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  }

  const isOver = (until) => Number(until) <= server.now() / 1000;

  function look() {
    if (!isLoud()) silence.hidden = true;
    if (!server.isHeard()) return;
    const fresh = [...document.querySelectorAll("#celebrations > li")].filter(
      ({ dataset: { id, until } }) => !isOver(until) && !shown.has(id),
    );
    if (!fresh.length) return;
    for (const [id, until] of shown) if (isOver(until)) shown.delete(id);
    for (const one of fresh) shown.set(one.dataset.id, Number(one.dataset.until));
    keep();
    if (isQuiet()) return;
    waiting.push(...fresh.map((one) => one.cloneNode(true)));
    play();
  }

  // ---- The stage: one alone, or all that came meanwhile together.

  function play() {
    if (!place.hidden) return;
    // What waited behind another may be over by now.
    const all = waiting.splice(0).filter(({ dataset }) => !isOver(dataset.until));
    if (!all.length) return;
    const list = document.createElement("ul");
    list.className = all.length > 1 ? "together" : "alone";
    list.append(...all.slice(0, MOST));
    const words = [];
    if (all.length > 1) words.push(line("h2", place.dataset.many, all.length));
    words.push(list);
    if (all.length > MOST) words.push(line("p", place.dataset.more, all.length - MOST));
    place.replaceChildren(...words);
    place.hidden = false;
    if (!calm.matches) rain();
    chime();
    setTimeout(() => {
      place.hidden = true;
      place.replaceChildren();
      play();
    }, all.length > 1 ? TOGETHER : ALONE);
  }

  function line(tag, text, count) {
    const made = document.createElement(tag);
    made.textContent = text.replace("{count}", count);
    return made;
  }

  // Batons that fall: as many as a television can move.
  function rain() {
    const sky = document.createElement("div");
    sky.className = "rain";
    sky.setAttribute("aria-hidden", "true");
    for (let number = 0; number < PIECES; number += 1) {
      const piece = document.createElement("i");
      piece.style.left = `${(100 * (number + Math.random())) / PIECES}%`;
      piece.style.background = `var(${COLOURS[number % COLOURS.length]})`;
      sky.append(piece);
      const turn = Math.round(Math.random() * 720 - 360);
      piece.animate(
        [{ transform: "translateY(-12vh) rotate(0)" }, { transform: `translateY(112vh) rotate(${turn}deg)` }],
        { delay: Math.random() * 1800, duration: 3200 + Math.random() * 2400, easing: "ease-in", fill: "both" },
      );
    }
    place.prepend(sky);
  }

  // ---- The sound: a browser may keep it back until somebody has touched the screen, and says so by a notice.

  let audio = null;
  const isLoud = () => wall().dataset.sound === "on" && Boolean(window.AudioContext);

  function chime() {
    if (!isLoud()) return;
    audio ??= new AudioContext();
    silence.hidden = audio.state !== "suspended";
    if (!silence.hidden) return;
    NOTES.forEach((note, number) => {
      const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
      const start = audio.currentTime + number * 0.14;
      tone.frequency.value = note;
      tone.type = "triangle";
      loudness.gain.setValueAtTime(0, start);
      loudness.gain.linearRampToValueAtTime(0.25, start + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.9);
      tone.connect(loudness).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 1);
    });
  }

  function unblock() {
    audio?.resume().then(() => { silence.hidden = true; });
  }

  addEventListener("keydown", unblock);
  addEventListener("pointerdown", unblock);

  setInterval(look, 500);
})();
