// Photos, files, stickers, places, and picking a date.
import { element, sticker } from "./parts.js";

const dialog = document.getElementById("dialog");

const encoded = (file) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = failed;
  reader.readAsDataURL(file);
});

export function attachments({ act, words, picker }) {
  async function pick(accept) {
    picker.accept = accept;
    picker.value = "";
    const chosen = new Promise((done) => { picker.onchange = () => done(picker.files[0]); });
    picker.click();
    return chosen;
  }

  async function photo() {
    const file = await pick("image/*,video/*,audio/*");
    const kind = file.type.split("/")[0];
    await act(["image", "video", "audio"].includes(kind) ? kind : "image", { data: await encoded(file), media_type: file.type });
  }

  async function anyFile() {
    const file = await pick("");
    await act("file", { name: file.name, data: await encoded(file) });
  }

  function stickers() {
    const choices = Array.from({ length: 12 }, (_, number) => String(1988 + number)).map((id) => {
      const made = element("button", "", sticker("446", id));
      made.type = "button";
      made.addEventListener("click", () => {
        dialog.close();
        act("sticker", { package_id: "446", sticker_id: id });
      });
      return made;
    });
    dialog.replaceChildren(element("div", "stickers", ...choices));
    dialog.showModal();
  }

  async function location() {
    const given = await form(words, [
      ["title", words.place_name, "text", "ศาลากลางจังหวัดพัทลุง"],
      ["address", words.place_address, "text", "อ.เมืองพัทลุง จ.พัทลุง"],
      ["latitude", "latitude", "number", "7.6179"],
      ["longitude", "longitude", "number", "100.0748"],
    ]);
    if (!given) return;
    await act("location", { ...given, latitude: Number(given.latitude), longitude: Number(given.longitude) });
  }

  ask.words = words;
  return { photo, file: anyFile, sticker: stickers, location };
}

export const ask = {
  words: {},
  // What is picked, or null.
  async moment(action) {
    const kind = { date: "date", time: "time", datetime: "datetime-local" }[action.mode];
    const start = (action.initial ?? action.min ?? "").replace("t", "T");
    const given = await form(this.words, [["value", action.label ?? "", kind, start, { min: action.min, max: action.max }]]);
    return given ? given.value : null;
  },
};

function form(words, fields) {
  const made = element("form");
  made.method = "dialog";
  for (const [name, label, type, value, more] of fields) {
    const input = Object.assign(document.createElement("input"), { name, type, value, required: true });
    if (type === "number") input.step = "any";
    for (const [key, limit] of Object.entries(more ?? {})) if (limit) input[key] = limit;
    made.append(element("label", "", label, input));
  }
  const cancel = element("button", "", words.cancel);
  cancel.type = "button";
  const choose = element("button", "do", words.choose);
  made.append(element("div", "row", cancel, choose));
  dialog.replaceChildren(made);
  dialog.showModal();
  return new Promise((done) => {
    cancel.onclick = () => dialog.close();
    made.onsubmit = () => { dialog.returnValue = "chosen"; };
    dialog.onclose = () => {
      done(dialog.returnValue === "chosen" ? Object.fromEntries(new FormData(made)) : null);
      dialog.returnValue = "";
    };
  });
}
