// Search as one types, and the page of what was found.

import { empty, get, h, show } from "./html.js";
import { badge } from "./words.js";

const target = (hit) => ({
  node: "/nodes/", workload: "/workloads/", pool: "/pools/", decision: "/decisions?id=", database: "/backups?database=",
})[hit.kind] + encodeURIComponent(hit.name);

const find = (text) => get("/api/search?q=" + encodeURIComponent(text));

export function searchBox(form, go) {
  const input = form.querySelector("input");
  const list = form.querySelector("ul");
  let hits = [];
  let chosen = -1;
  let asked = 0;
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    chosen = (index + hits.length) % hits.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === chosen));
    input.setAttribute("aria-activedescendant", "hit-" + chosen);
  };
  const open = (path) => { close(); input.blur(); input.value = ""; go(path); };
  input.addEventListener("input", async () => {
    const mine = ++asked;
    const found = input.value.trim() ? await find(input.value) : [];
    if (mine !== asked) return;
    hits = found.slice(0, 8);
    if (!hits.length) return close();
    chosen = -1;
    show(list, hits.map((hit, i) =>
      h("li", { id: "hit-" + i, role: "option", "aria-selected": false, onmousedown: (e) => { e.preventDefault(); open(target(hit)); } },
        h("span", { class: "kind" }, hit.kind), h("strong", {}, hit.name), h("span", { class: "more" }, hit.more))));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); input.blur(); }
    else if (!list.hidden && event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    else if (!list.hidden && event.key === "ArrowUp") { event.preventDefault(); choose(chosen - 1); }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen >= 0) open(target(hits[chosen]));
    else if (input.value.trim()) open("/search?q=" + encodeURIComponent(input.value.trim()));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select, textarea, dialog")) {
      event.preventDefault();
      input.focus();
    }
  });
}

export function searchPage(root, _, query) {
  const text = query.get("q") ?? "";
  const results = h("div", { class: "card" });
  show(root, h("h1", {}, "Found for “" + text + "”"), results);
  find(text).then((hits) =>
    show(results, hits.length
      ? h("ul", { class: "plain rows" }, hits.map((hit) => h("li", {}, badge(hit.kind, "quiet"), h("a", { href: target(hit) }, hit.name), h("span", { class: "muted" }, hit.more))))
      : empty("Nothing has this in its name.")));
}
