// Renews what waits, while someone looks at it and is not in the middle of using it.
"use strict";
const parts = [...document.querySelectorAll("[data-freshen]")];
const isInUse = part => part.contains(document.activeElement) || part.querySelector("details[open]") !== null;
const toEnd = part => { part.scrollTop = part.scrollHeight; };

async function renew() {
  const idle = parts.filter(part => !isInUse(part));
  if (document.hidden || idle.length === 0) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Freshen": "1" }, redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of idle) {
      const fresh = page.getElementById(part.id);
      if (fresh === null || isInUse(part) || fresh.innerHTML === part.innerHTML) continue;
      const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 40;
      part.replaceChildren(...fresh.childNodes);
      if (atEnd) toEnd(part);
    }
  } catch { /* the server is away for a moment: the next round will tell */ }
}

if (parts.length > 0) {
  parts.forEach(toEnd);
  setInterval(renew, 1000 * Math.min(...parts.map(part => Number(part.dataset.freshen))));
}
