// The demo's page: the clock, letting time pass, first sentences, and where the console stands.
const body = document.body;
const at = (id) => document.getElementById(id);
const phones = [...document.querySelectorAll(".phone")];
const EVERY = 1000;
const GLOWS = 6000;
let heard = null;
let failures = 0;

async function tell(url, given) {
  const answer = await fetch(url, {
    method: given === undefined ? "GET" : "POST",
    headers: { "Content-Type": "application/json" },
    body: given === undefined ? undefined : JSON.stringify(given),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.message || body.dataset.failed);
  return told;
}

function complain(words, plain = false) {
  const box = at("trouble");
  box.querySelector("p").textContent = words;
  box.classList.toggle("plain", plain);
  box.hidden = false;
}

at("trouble").querySelector("button").addEventListener("click", () => { at("trouble").hidden = true; });

// --- the clock -------------------------------------------------------------------------------------------

function show(now) {
  at("time").textContent = now.time;
  at("date").textContent = now.date;
  if (heard) now.heard.forEach((count, n) => count > heard[n] && flash(phones[n], "heard", GLOWS));
  heard = now.heard;
}

const ends = new Map();

function flash(element, name, milliseconds) {
  element.classList.add(name);
  clearTimeout(ends.get(element));
  ends.set(element, setTimeout(() => element.classList.remove(name), milliseconds));
}

async function tick() {
  try {
    show(await tell(body.dataset.now));
    if (failures > 2) at("trouble").hidden = true;
    failures = 0;
  } catch {
    failures += 1;
    if (failures > 2) complain(body.dataset.ended);
  }
  setTimeout(tick, EVERY);
}

tick();

// --- letting time pass, and writing ------------------------------------------------------------------------

function work(busy) {
  document.querySelectorAll(".pass, .languages button, .start").forEach((one) => { one.disabled = busy; });
}

async function letPass(url) {
  const progress = at("progress");
  at("trouble").hidden = true;
  progress.textContent = body.dataset.passing;
  progress.hidden = false;
  work(true);
  try {
    const now = await tell(url, {});
    show(now);
    flash(document.querySelector(".clock"), "moved", 900);
    if (now.note) complain(now.note, true);
  } catch (error) {
    complain(error instanceof TypeError ? body.dataset.failed : error.message);
  }
  work(false);
  progress.hidden = true;
}

document.querySelectorAll(".pass").forEach((one) => one.addEventListener("click", () => letPass(one.dataset.url)));

document.querySelectorAll(".start").forEach((one) => one.addEventListener("click", async () => {
  one.disabled = true;
  try {
    await tell(body.dataset.say, { text: one.dataset.text });
    phones[0].scrollIntoView({ block: "nearest", inline: "nearest" });
  } catch (error) {
    complain(error instanceof TypeError ? body.dataset.failed : error.message);
  }
  one.disabled = false;
}));

document.querySelector(".languages").addEventListener("submit", () => setTimeout(() => work(true)));

// --- where the console stands ------------------------------------------------------------------------------

const remembered = { get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* a private window forgets */ } } };

function arrange(beside) {
  body.classList.toggle("beside", beside);
  at("layout").textContent = beside ? body.dataset.below : body.dataset.beside;
  at("divider").setAttribute("aria-orientation", beside ? "vertical" : "horizontal");
}

arrange((remembered.get("layout") ?? (innerWidth > 2200 ? "beside" : "below")) === "beside");
at("layout").addEventListener("click", () => {
  const beside = !body.classList.contains("beside");
  remembered.set("layout", beside ? "beside" : "below");
  arrange(beside);
});

const stage = at("stage");
const within = (least, size, most) => Math.max(least, Math.min(most, size));

// Beside the console the divider sets how wide the row of phones is, above it how tall they are.
function resize(wide, tall) {
  if (body.classList.contains("beside")) {
    stage.style.setProperty("--phones", `${within(300, wide, innerWidth - 400)}px`);
  } else {
    stage.style.setProperty("--tall", `${within(320, tall, 1200)}px`);
  }
}

const sizes = () => [document.querySelector(".phones").offsetWidth, document.querySelector(".screen").offsetHeight];

at("divider").addEventListener("pointerdown", (start) => {
  const [wide, tall] = sizes();
  body.classList.add("dragging");
  const move = (event) => resize(wide + event.clientX - start.clientX, tall + event.clientY - start.clientY);
  addEventListener("pointermove", move);
  addEventListener("pointerup", () => {
    removeEventListener("pointermove", move);
    body.classList.remove("dragging");
  }, { once: true });
});

at("divider").addEventListener("keydown", (event) => {
  const by = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }[event.key];
  if (!by) return;
  event.preventDefault();
  const [wide, tall] = sizes();
  resize(wide + by[0], tall + by[1]);
});
