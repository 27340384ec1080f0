// Draws the content of one message of any kind.
import { flex } from "./flex.js";
import { area, button, element, picture, sticker } from "./parts.js";

const ADDRESS = /(https?:\/\/[^\s]+)/g;

export function content(entry, context, act) {
  const message = entry.message;
  const draw = DRAWERS[message.type];
  return draw ? draw(message, act, { ...context, entry }) : bubble(`(${message.type})`);
}

// These reach from the avatar to the edge; the others leave room for the time.
export const isWide = (message) =>
  (message.type === "flex" && message.contents.type === "carousel") ||
  (message.type === "template" && message.template.type.endsWith("carousel"));

const DRAWERS = { text, textV2, sticker: sticking, image, video, audio, file, location: place, flex: flexible, template, imagemap };

function bubble(words) {
  const made = element("div", "bubble");
  for (const piece of words.split(ADDRESS)) made.append(/^https?:\/\//.test(piece) ? link(piece) : piece);
  return made;
}

function link(address) {
  const made = element("a", "", address);
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

function text(message) {
  return bubble(message.text);
}

function textV2(message, act, context) {
  return bubble(context.entry.text);
}

function sticking(message) {
  return sticker(message.packageId, message.stickerId);
}

const source = (message, context) => message.originalContentUrl ?? context.content + context.entry.message_id;

function image(message, act, context) {
  const address = source(message, context);
  const opened = element("a", "", picture(message.previewImageUrl ?? address, "photo"));
  opened.href = address;
  opened.target = "_blank";
  opened.rel = "noopener noreferrer";
  return opened;
}

function video(message, act, context) {
  const made = element("video", "photo");
  made.controls = true;
  made.src = source(message, context);
  if (message.previewImageUrl) made.poster = message.previewImageUrl;
  return made;
}

function audio(message, act, context) {
  const made = element("audio");
  made.controls = true;
  made.src = source(message, context);
  return made;
}

function file(message, act, context) {
  const size = message.fileSize > 1048576 ? `${(message.fileSize / 1048576).toFixed(1)} MB` : `${Math.ceil(message.fileSize / 1024)} KB`;
  const name = element("a", "", message.fileName);
  name.href = source(message, context);
  name.download = message.fileName;
  return element("div", "bubble file", element("span", "", name, element("small", "", size)));
}

function place(message) {
  const told = element("p", "", element("b", "", message.title ?? `${message.latitude}, ${message.longitude}`), message.address ?? "");
  const made = element("div", "place", element("div", "map"), told);
  made.title = `${message.latitude}, ${message.longitude}`;
  return made;
}

function flexible(message, act) {
  return flex(message.contents, act);
}

function template(message, act) {
  const shape = message.template;
  return { buttons, confirm, carousel, image_carousel: pictures }[shape.type](shape, act);
}

function card(shape, look, act) {
  const made = element("div", "template");
  if (shape.thumbnailImageUrl) {
    const square = look.imageAspectRatio === "square" ? " square" : "";
    made.append(picture(shape.thumbnailImageUrl, `thumb${square}${look.imageSize === "contain" ? " contain" : ""}`));
  }
  const told = element("div", "told");
  if (shape.title) told.append(element("b", "", shape.title));
  told.append(shape.text);
  if (shape.defaultAction) told.addEventListener("click", () => act(shape.defaultAction));
  made.append(told, element("div", "acts", ...shape.actions.map((one) => button(one, act))));
  return made;
}

function buttons(shape, act) {
  return card(shape, shape, act);
}

function confirm(shape, act) {
  const made = card(shape, shape, act);
  made.querySelector(".acts").classList.add("pair");
  return made;
}

function carousel(shape, act) {
  return element("div", "strip", ...shape.columns.map((one) => card(one, shape, act)));
}

function pictures(shape, act) {
  const columns = shape.columns.map((one) => {
    const made = button(one.action, act, "");
    made.className = "square-pick";
    made.append(picture(one.imageUrl), element("span", "pick", one.action.label ?? ""));
    return made;
  });
  return element("div", "strip", ...columns);
}

function imagemap(message, act) {
  const made = element("div", "imagemap", picture(`${message.baseUrl}/1040`));
  const whole = { width: message.baseSize.width, height: message.baseSize.height };
  made.style.aspectRatio = `${whole.width} / ${whole.height}`;
  made.append(...message.actions.map((one) => area(one.area, whole, one, act)));
  return made;
}
