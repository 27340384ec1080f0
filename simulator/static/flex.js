// Draws Flex containers. Sizes and colours were checked by the platform, and reach the page as style properties only.
import { button, picture } from "./parts.js";

const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const IMAGE = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220 };
const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
const TEXT = ["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"];
const ALIGN = { start: "flex-start", center: "center", end: "flex-end", top: "flex-start", bottom: "flex-end" };

const length = (value, words) => (value in words ? `${words[value]}px` : value);
const textSize = (value) => (TEXT.includes(value) ? `var(--t-${value})` : value);

export function flex(container, act) {
  if (container.type === "bubble") return bubble(container, act);
  const strip = document.createElement("div");
  strip.className = "strip";
  strip.append(...container.contents.map((one) => bubble(one, act)));
  return strip;
}

function bubble(shape, act) {
  const drawn = document.createElement("div");
  drawn.className = `fx fx-bubble fx-${shape.size ?? "mega"}`;
  drawn.dir = shape.direction ?? "ltr";
  for (const name of ["header", "hero", "body", "footer"]) {
    if (shape[name]) drawn.append(block(name, shape[name], shape.styles?.[name] ?? {}, act));
  }
  tappable(drawn, shape.action, act);
  return drawn;
}

function block(name, component, style, act) {
  const drawn = document.createElement("div");
  drawn.className = `fx-block fx-${name}`;
  if (style.backgroundColor) drawn.style.backgroundColor = style.backgroundColor;
  if (style.separator) drawn.style.borderTop = `1px solid ${style.separatorColor ?? "#d4d6da"}`;
  drawn.append(draw(component, act, null));
  return drawn;
}

const DRAWERS = { box, text, button: pressable, image, video, icon, separator, filler };

function draw(component, act, parent) {
  const drawn = DRAWERS[component.type]?.(component, act) ?? document.createElement("div");
  share(drawn, component, parent);
  place(drawn, component);
  if (component.type !== "button") tappable(drawn, component.action, act);
  return drawn;
}

function tappable(drawn, action, act) {
  if (!action) return;
  drawn.classList.add("fx-tap");
  drawn.setAttribute("role", "button");
  drawn.tabIndex = 0;
  if (action.label) drawn.setAttribute("aria-label", action.label);
  const tap = (event) => { event.stopPropagation(); act(action); };
  drawn.addEventListener("click", tap);
  drawn.addEventListener("keydown", (event) => { if (event.key === "Enter") tap(event); });
}

function share(drawn, component, parent) {
  const portion = component.flex;
  if (parent === null) return;
  if (portion === 0) drawn.style.flex = "none";
  else if (portion > 0) drawn.style.flex = parent.layout === "vertical" ? `${portion} 0 auto` : `${portion} 1 0`;
  else if (component.type === "box" && component.width && parent.layout !== "vertical") drawn.style.flex = "none";
}

function place(drawn, component) {
  if (component.position === "absolute") drawn.style.position = "absolute";
  const sides = { offsetTop: "top", offsetBottom: "bottom", offsetStart: "insetInlineStart", offsetEnd: "insetInlineEnd" };
  for (const [name, property] of Object.entries(sides)) {
    if (!component[name]) continue;
    if (component.position !== "absolute") drawn.style.position = "relative";
    drawn.style[property] = length(component[name], SPACE);
  }
}

function box(shape, act) {
  const drawn = document.createElement("div");
  drawn.className = `fx-box fx-${shape.layout}`;
  for (const name of ["width", "height", "maxWidth", "maxHeight"]) if (shape[name]) drawn.style[name] = shape[name];
  if (shape.height || shape.maxHeight) drawn.style.overflow = "hidden";
  pad(drawn, shape);
  surface(drawn, shape);
  if (shape.justifyContent) drawn.style.justifyContent = shape.justifyContent;
  if (shape.alignItems) drawn.style.alignItems = shape.alignItems;
  shape.contents.forEach((child, number) => {
    const one = draw(child, act, shape);
    if (child.position !== "absolute") apart(one, child, shape, number);
    drawn.append(one);
  });
  return drawn;
}

function apart(drawn, child, parent, number) {
  const gap = child.margin ?? (number > 0 ? parent.spacing : undefined);
  if (!gap || number === 0 && !child.margin) return;
  const side = parent.layout === "vertical" ? "marginTop" : "marginInlineStart";
  if (number > 0) drawn.style[side] = length(gap, SPACE);
}

function pad(drawn, shape) {
  const sides = { paddingAll: "padding", paddingTop: "paddingTop", paddingBottom: "paddingBottom", paddingStart: "paddingInlineStart", paddingEnd: "paddingInlineEnd" };
  for (const [name, property] of Object.entries(sides)) if (shape[name]) drawn.style[property] = length(shape[name], SPACE);
}

function surface(drawn, shape) {
  if (shape.backgroundColor) drawn.style.backgroundColor = shape.backgroundColor;
  if (shape.borderWidth) drawn.style.border = `${length(shape.borderWidth, BORDER)} solid ${shape.borderColor ?? "#d4d6da"}`;
  if (shape.cornerRadius) {
    drawn.style.borderRadius = length(shape.cornerRadius, SPACE);
    drawn.style.overflow = "hidden";
  }
  const shade = shape.background;
  if (shade?.type === "linearGradient") {
    const middle = shade.centerColor ? `, ${shade.centerColor} ${shade.centerPosition ?? "50%"}` : "";
    drawn.style.background = `linear-gradient(${shade.angle}, ${shade.startColor}${middle}, ${shade.endColor})`;
  }
}

function text(shape, act) {
  const drawn = document.createElement("div");
  drawn.className = "fx-text";
  lettering(drawn, shape);
  drawn.style.fontSize = textSize(shape.size ?? "md");
  if (shape.align) drawn.style.textAlign = shape.align;
  if (shape.gravity && shape.gravity !== "top") drawn.style.alignSelf = ALIGN[shape.gravity];
  if (shape.lineSpacing) drawn.style.lineHeight = `calc(1.4em + ${shape.lineSpacing})`;
  if (shape.wrap) drawn.classList.add("fx-wrap");
  if (shape.wrap && shape.maxLines > 0) {
    drawn.classList.add("fx-lines");
    drawn.style.webkitLineClamp = String(shape.maxLines);
  }
  if (shape.contents?.length) drawn.append(...shape.contents.map((one) => span(one)));
  else drawn.textContent = shape.text ?? "";
  return drawn;
}

function span(shape) {
  const drawn = document.createElement("span");
  drawn.textContent = shape.text ?? "";
  lettering(drawn, shape);
  if (shape.size) drawn.style.fontSize = textSize(shape.size);
  return drawn;
}

function lettering(drawn, shape) {
  if (shape.color) drawn.style.color = shape.color;
  if (shape.weight) drawn.style.fontWeight = shape.weight === "bold" ? "700" : "400";
  if (shape.style) drawn.style.fontStyle = shape.style;
  if (shape.decoration) drawn.style.textDecoration = shape.decoration;
}

function pressable(shape, act) {
  const drawn = document.createElement("div");
  drawn.className = `fx-button fx-${shape.style ?? "link"}${shape.height === "sm" ? " fx-sm" : ""}`;
  const pressed = button(shape.action, act);
  if (shape.color) pressed.style[shape.style === "primary" || shape.style === "secondary" ? "backgroundColor" : "color"] = shape.color;
  if (shape.gravity) drawn.style.alignSelf = ALIGN[shape.gravity];
  drawn.append(pressed);
  return drawn;
}

function framed(shape, content) {
  const drawn = document.createElement("div");
  drawn.className = "fx-image";
  drawn.style.justifyContent = ALIGN[shape.align ?? "center"];
  if (shape.gravity) drawn.style.alignSelf = ALIGN[shape.gravity];
  const frame = document.createElement("div");
  frame.className = "fx-frame";
  const [width, height] = (shape.aspectRatio ?? "1:1").split(":").map(Number);
  frame.style.aspectRatio = `${width} / ${height}`;
  frame.style.width = shape.size === "full" ? "100%" : length(shape.size ?? "md", IMAGE);
  if (shape.backgroundColor) frame.style.backgroundColor = shape.backgroundColor;
  content.style.objectFit = shape.aspectMode === "cover" ? "cover" : "contain";
  frame.append(content);
  drawn.append(frame);
  return drawn;
}

function image(shape) {
  return framed(shape, picture(shape.url));
}

function video(shape) {
  const shown = document.createElement("video");
  shown.src = shape.url;
  shown.poster = shape.previewUrl;
  shown.controls = true;
  return framed({ ...shape, size: "full", aspectMode: "cover" }, shown);
}

function icon(shape) {
  const drawn = document.createElement("div");
  drawn.className = "fx-icon";
  drawn.style.fontSize = textSize(shape.size ?? "md");
  drawn.append(picture(shape.url));
  return drawn;
}

function separator(shape) {
  const drawn = document.createElement("div");
  drawn.className = "fx-separator";
  if (shape.color) drawn.style.backgroundColor = shape.color;
  return drawn;
}

function filler() {
  const drawn = document.createElement("div");
  drawn.className = "fx-filler";
  return drawn;
}
