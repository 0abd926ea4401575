// Elements without a template language: h("p", {class: "note"}, "text", child).

const SVG = "http://www.w3.org/2000/svg";

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [p, v] of Object.entries(value)) element.style.setProperty(p, v);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

export const svg = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

export function show(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

// The same for what is drawn again and again: not while somebody's focus or selection is in it.
export function refresh(parent, ...children) {
  const selection = getSelection();
  const used = parent.contains(document.activeElement) || (!selection.isCollapsed && parent.contains(selection.anchorNode));
  if (!used) show(parent, ...children);
}

export function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

export async function get(path) {
  const answer = await fetch(path);
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.error), { status: answer.status });
  return body;
}

export async function post(path, fields, csrf) {
  const answer = await fetch(path, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: csrf ? { "X-CSRF-Token": csrf } : {},
  });
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.error), { status: answer.status });
  return body;
}

export const card = (title, props, ...children) =>
  h("section", { ...props, class: "card " + (props?.class ?? "") }, title && h("h2", {}, title), ...children);

export const empty = (sentence) => h("p", { class: "empty" }, sentence);

export function table(heads, rows, caption) {
  return h("div", { class: "scroll" },
    h("table", {},
      h("caption", { class: "hidden" }, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows)));
}
