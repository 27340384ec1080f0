// Small pieces that several kinds of messages share.

export function element(name, className, ...inside) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

export function button(action, act, words) {
  const made = element("button", "", words ?? action.label ?? action.text ?? action.uri ?? "");
  made.type = "button";
  made.addEventListener("click", (event) => { event.stopPropagation(); act(action); });
  return made;
}

// A picture that says so when it cannot be fetched, instead of a torn icon.
export function picture(address, className = "") {
  const shown = element("img", className);
  shown.alt = "";
  shown.addEventListener("error", () => {
    const instead = element("span", `${className} broken`, "🖼");
    instead.title = address;
    instead.style.cssText = `${shown.style.cssText};width:100%;height:100%;min-height:1em`;
    shown.replaceWith(instead);
  }, { once: true });
  shown.src = address;
  return shown;
}

export function area(bounds, whole, action, act) {
  const made = button(action, act, "");
  made.setAttribute("aria-label", action.label ?? action.text ?? action.linkUri ?? action.uri ?? action.type);
  const share = (part, of) => `${(100 * part) / of}%`;
  made.style.left = share(bounds.x, whole.width);
  made.style.top = share(bounds.y, whole.height);
  made.style.width = share(bounds.width, whole.width);
  made.style.height = share(bounds.height, whole.height);
  return made;
}

const FACES = ["#ffd166", "#f8a5b6", "#9be3c3", "#a9c8ff", "#e2c4ff", "#ffc09f", "#d4e79e", "#b8e0f0"];
const MOUTHS = ["M40 72q20 20 40 0", "M44 76h32", "M44 80q16-16 32 0", "M46 70q14 26 28 0z"];

// LINE's sticker pictures are LINE's own; this draws a face that differs by number.
export function sticker(packageId, stickerId) {
  const number = Number(String(stickerId).replace(/\D/g, "").slice(-6));
  const eyes = number % 3 === 0 ? "M38 52q6-8 12 0M70 52q6-8 12 0" : "M44 48v8M76 48v8";
  const holder = element("span", "sticker");
  holder.innerHTML = `<svg viewBox="0 0 120 120" role="img">
    <path d="M24 40L20 12l26 12zM96 40l4-28-26 12z" fill="${FACES[number % 8]}"/>
    <circle cx="60" cy="62" r="46" fill="${FACES[number % 8]}"/>
    <path d="${eyes}" fill="none" stroke="#3b2f2f" stroke-width="6" stroke-linecap="round"/>
    <path d="${MOUTHS[number % 4]}" fill="${number % 4 === 3 ? "#c0475a" : "none"}" stroke="#3b2f2f" stroke-width="5" stroke-linecap="round"/>
    <circle cx="32" cy="68" r="7" fill="#f28a8a" opacity=".6"/><circle cx="88" cy="68" r="7" fill="#f28a8a" opacity=".6"/>
  </svg>`;
  holder.firstElementChild.setAttribute("aria-label", `sticker ${packageId}/${stickerId}`);
  holder.title = `${packageId}/${stickerId}`;
  return holder;
}
