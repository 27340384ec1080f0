// One phone: shows the chat, keeps it fresh, and does what the person does.
import { attachments, ask } from "./attaching.js";
import { content, isWide } from "./messages.js";
import { area, button, element, picture } from "./parts.js";

const EVERY = 300;
const body = document.body;
const words = JSON.parse(document.getElementById("words").textContent);
const at = (id) => document.getElementById(id);
const chat = at("chat");
const drawn = new Map();
let shown = null;
let waiting = Promise.resolve();
let loadingUntil = 0;
let menuClosed = null;

// What a person does goes out one after the other, as from one thumb.
function act(deed, given = {}) {
  const done = waiting.then(() => send(deed, given));
  waiting = done.catch(() => {});
  return done;
}

async function send(deed, given) {
  const answer = await fetch(`${body.dataset.phone}/${deed}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(given),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) toast(told.message ?? String(answer.status));
  await refresh();
  return told.result;
}

const CHAT_KINDS = new Set(["camera", "cameraRoll", "location"]);

async function tap(action, messageId) {
  if (CHAT_KINDS.has(action.type)) return attaching[action.type === "location" ? "location" : "photo"]();
  if (action.type === "uri" || action.linkUri) open(action.uri ?? action.linkUri);
  let value;
  if (action.type === "datetimepicker") {
    value = await ask.moment(action);
    if (value === null) return undefined;
  }
  const result = await act("act", { action, message_id: messageId, value });
  if (action.type === "clipboard") copy(result);
  if (action.inputOption === "openKeyboard") typeNext(action.fillInText ?? "");
  return result;
}

function open(address) {
  if (/^https?:/i.test(address)) window.open(address, "_blank", "noopener");
  else toast(address);
}

function copy(text) {
  navigator.clipboard?.writeText(text).catch(() => {});
  toast(words.copied);
}

function typeNext(text) {
  at("text").value = text;
  at("text").focus();
}

async function refresh() {
  const since = shown ? `?since=${shown.version}` : "";
  const answer = await fetch(`${body.dataset.phone}${since}`, { cache: "no-store" });
  if (answer.status === 200) show(await answer.json());
  drawDots();
}

function show(state) {
  if (shown && state.version < shown.version) return;
  const before = shown?.entries.length ?? 0;
  shown = state;
  loadingUntil = performance.now() + state.loading_seconds * 1000;
  drawEntries(state);
  drawQuick(state);
  drawBottom(state);
  drawDots();
  if (state.entries.length > before) isAtEnd = true;
  stayAtEnd();
}

// Pictures arrive late and the menu below opens and closes: who reads the end goes on reading the end.
let isAtEnd = true;
let formerTop = 0;

function stayAtEnd() {
  if (isAtEnd) chat.scrollTop = chat.scrollHeight;
}

chat.addEventListener("scroll", () => {
  const isNearEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 40;
  if (isNearEnd) isAtEnd = true;
  else if (chat.scrollTop < formerTop) isAtEnd = false;
  formerTop = chat.scrollTop;
}, { passive: true });
chat.addEventListener("load", stayAtEnd, true);
new ResizeObserver(stayAtEnd).observe(chat);

function drawEntries(state) {
  const kept = [];
  let former = null;
  for (const entry of state.entries) {
    if (former === null || day(former.at) !== day(entry.at)) kept.push(dayMark(entry.at));
    const follows = former?.who === entry.who && minute(former.at) === minute(entry.at) && !former.unsent;
    const last = { ...entry, follows };
    const mark = JSON.stringify(last);
    const old = drawn.get(entry.message_id);
    const made = old?.mark === mark ? old.made : entryDrawn(last);
    drawn.set(entry.message_id, { mark, made });
    kept.push(made);
    former = entry;
  }
  chat.replaceChildren(...kept);
}

function dayMark(moment) {
  return element("div", "day", day(moment));
}

const zone = { timeZone: body.dataset.zone };
const language = body.dataset.language;
const dayForm = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", ...zone });
const timeForm = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...zone });
const day = (moment) => dayForm.format(moment);
const minute = (moment) => timeForm.format(moment);

function entryDrawn(entry) {
  if (entry.unsent) return element("div", "unsent", words.unsent);
  const made = element("article", `entry ${entry.who}${entry.follows ? " follows" : ""}`);
  made.dataset.messageId = entry.message_id;
  const wide = isWide(entry.message);
  const inside = content(entry, { content: body.dataset.content }, (action) => tap(action, entry.message_id));
  const what = element("div", `what${["text", "textV2", "file"].includes(entry.message.type) ? " said" : ""}`);
  const sender = entry.message.sender?.name;
  if (sender) what.append(element("span", "who", sender));
  what.append(inside);
  const time = element("div", "when", minute(entry.at));
  if (entry.who === "me" && entry.read) time.prepend(element("div", "", words.read));
  if (entry.who === "bot") made.append(avatar(entry), what);
  else made.append(what);
  if (wide) what.append(time);
  else made.append(time);
  if (entry.who === "me") offerUnsend(made, entry);
  return made;
}

function avatar(entry) {
  const name = entry.message.sender?.name ?? shown.account;
  const made = element("span", "avatar", [...name][0] ?? "");
  made.setAttribute("aria-hidden", "true");
  const icon = entry.message.sender?.iconUrl;
  if (icon) made.style.backgroundImage = `url("${encodeURI(icon)}")`;
  return made;
}

function offerUnsend(made, entry) {
  let held;
  const offer = (event) => {
    event.preventDefault();
    popUp(at("menu"), [[words.unsend, () => act("unsend", { message_id: entry.message_id })]]);
  };
  made.addEventListener("contextmenu", offer);
  made.addEventListener("touchstart", (event) => { held = setTimeout(() => offer(event), 600); }, { passive: true });
  made.addEventListener("touchend", () => clearTimeout(held));
}

function drawQuick(state) {
  const pills = state.quick_replies.map(({ action, image }) => {
    const pill = button(action, () => tap(action, undefined));
    if (image) pill.prepend(picture(image));
    return pill;
  });
  at("quick").replaceChildren(...pills);
  at("quick").hidden = pills.length === 0;
}

function drawBottom(state) {
  at("closed").hidden = !state.has_blocked;
  at("closed").textContent = words.blocked;
  at("write").hidden = state.has_blocked;
  const rich = at("rich");
  rich.hidden = !state.rich_menu || state.has_blocked;
  const mark = JSON.stringify(state.rich_menu);
  if (rich.hidden || rich.dataset.mark === mark) return;
  rich.dataset.mark = mark;
  menuClosed = !state.rich_menu.selected;
  drawRichMenu(rich, state.rich_menu);
}

function drawRichMenu(rich, menu) {
  const bar = element("button", "bar", menu.chatBarText);
  bar.type = "button";
  const shape = element("div", "areas", picture(menu.image));
  shape.append(...menu.areas.map((one) => area(one.bounds, menu.size, one.action, (action) => tap(action, undefined))));
  const toggle = () => {
    rich.classList.toggle("closed-menu", menuClosed);
    bar.setAttribute("aria-expanded", String(!menuClosed));
  };
  bar.addEventListener("click", () => { menuClosed = !menuClosed; toggle(); });
  rich.replaceChildren(bar, shape);
  toggle();
}

function drawDots() {
  const old = chat.querySelector(".waiting");
  const isLoading = performance.now() < loadingUntil;
  if (!isLoading) old?.remove();
  else if (!old) {
    const dots = element("div", "bubble dots", element("i"), element("i"), element("i"));
    chat.append(element("article", "entry bot waiting", element("span", "avatar", [...shown.account][0] ?? ""), dots));
    stayAtEnd();
  }
}

function toast(text) {
  at("toast").textContent = text;
  at("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { at("toast").hidden = true; }, 3500);
}

function popUp(menu, choices) {
  menu.replaceChildren(...choices.map(([label, deed]) => {
    const made = button({ label }, () => { menu.hidden = true; deed(); });
    made.setAttribute("role", "menuitem");
    return made;
  }));
  menu.hidden = false;
  const close = (event) => {
    if (menu.contains(event.target)) return;
    menu.hidden = true;
    document.removeEventListener("pointerdown", close);
  };
  document.addEventListener("pointerdown", close);
}

const attaching = attachments({ act, words, picker: at("picker"), dialog: at("dialog") });

at("menu-button").addEventListener("click", () => {
  const choices = shown?.has_blocked ? [[words.unblock, () => act("unblock")]] : [[words.block, () => act("block")]];
  if (shown && !shown.is_friend && !shown.has_blocked) choices.unshift([words.add_friend, () => act("follow")]);
  popUp(at("menu"), choices);
});

at("attach-button").addEventListener("click", () => {
  popUp(at("attach"), ["photo", "file", "sticker", "location"].map((kind) => [words[kind], attaching[kind]]));
});

function submit() {
  const text = at("text").value;
  if (text.trim() === "") return;
  at("text").value = "";
  grow();
  act("type", { text });
}

function grow() {
  at("text").style.height = "auto";
  at("text").style.height = `${at("text").scrollHeight}px`;
}

at("write").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
at("text").addEventListener("input", grow);
at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
});

// A mouse has no thumb to draw the row sideways with.
at("quick").addEventListener("wheel", (event) => {
  if (event.deltaX === 0) at("quick").scrollLeft += event.deltaY;
}, { passive: true });

async function keepFresh() {
  if (!document.hidden) await refresh().catch(() => {});
  setTimeout(keepFresh, EVERY);
}

keepFresh();
