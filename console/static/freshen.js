// Renews what waits, while someone looks at it and is not in the middle of using it.
"use strict";
for (const part of document.querySelectorAll("[data-freshen]")) {
  const renew = async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Freshen": "1" }, redirect: "error" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (fresh === null || fresh.innerHTML === part.innerHTML) return;
      const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 40;
      part.replaceChildren(...fresh.childNodes);
      if (atEnd) part.scrollTop = part.scrollHeight;
    } catch { /* the server is away for a moment: the next round will tell */ }
  };
  part.scrollTop = part.scrollHeight;
  setInterval(renew, 1000 * Number(part.dataset.freshen));
}
