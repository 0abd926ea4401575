// Where everything runs, and what moves: placements as they are, steps as they happen. Also how
// anything that happened is said in a line, for the fleet page and the logs.

import { card, empty, get, h, show, table } from "./html.js";
import { on } from "./live.js";
import { ago, at, badge, cause, nodeLink, poolLink, workloadLink } from "./words.js";

const arrow = () => h("span", { class: "arrow", "aria-label": "to" }, "→");

// What happened, as words; null for what is no news to people.
export function told(type, r) {
  switch (type) {
    case "NodeStatus":
      return [badge(r.state), nodeLink(r.node), h("span", { class: "muted" }, cause(r.cause) + (r.silenceMillis > 1500 ? ", silent for " + (r.silenceMillis / 1000).toFixed(1) + " s" : ""))];
    case "Decision":
      return [badge(r.kind), r.workload && workloadLink(r.workload), r.node && !r.workload && nodeLink(r.node), r.chosen && [arrow(), nodeLink(r.chosen)], h("a", { class: "muted", href: "/decisions?id=" + encodeURIComponent(r.id) }, r.why)];
    case "Command":
      return [badge(r.cause), h("span", {}, r.action === "START" ? "start" : "stop"), workloadLink(r.workload), r.action === "START" ? [r.from && [h("span", { class: "muted" }, "from"), nodeLink(r.from)], arrow(), nodeLink(r.node)] : [h("span", { class: "muted" }, "on"), nodeLink(r.node)], h("span", { class: "muted" }, r.why)];
    case "CommandResult":
      return [badge(r.result), workloadLink(r.workload), h("span", { class: "muted" }, "on"), nodeLink(r.node), r.reason !== "NONE" && badge(r.reason), r.detail && h("span", { class: "muted" }, r.detail)];
    case "Operation":
      return [badge(r.kind), r.node ? nodeLink(r.node) : poolLink(r.pool), h("span", { class: "muted" }, r.by + ": " + r.reason)];
    case "BackupEvent":
      return r.kind === "SEGMENT" ? null : [badge(r.kind), badge(r.outcome), h("a", { href: "/backups" }, r.database), h("span", { class: "muted" }, r.message)];
    default:
      return null;
  }
}

export function line(event) {
  const words = told(event.type, event.record);
  return words && h("li", {}, at(event.atMillis), h("span", { class: "said" }, words));
}

// A list that grows at its top as things happen.
export function feed(types, { most = 60, wanted = () => true } = {}) {
  const list = h("ol", { class: "feed plain rows", "aria-label": "newest first" });
  const none = empty("Nothing yet. What happens appears here by itself.");
  const root = h("div", {}, none, list);
  const add = (events, fresh) => {
    for (const event of events) {
      if (!types.includes(event.type) || !wanted(event)) continue;
      const item = line(event);
      if (!item) continue;
      if (fresh) { item.classList.add("fresh"); list.prepend(item); } else list.append(item);
    }
    while (list.children.length > most) list.lastChild.remove();
    none.hidden = list.children.length > 0;
  };
  const off = on("news", (news) => add(news.events, true));
  return { root, add, off };
}

export function movesPage(root, _, query) {
  const phase = h("select", { "aria-label": "Phase" }, ["", "RUNNING", "STARTING", "MOVING", "PENDING", "HELD", "UNPLACEABLE", "REMOVED"].map((p) =>
    h("option", { value: p, selected: p === (query.get("kind") ?? "") }, p ? p.toLowerCase() : "all phases")));
  const text = h("input", { type: "search", placeholder: "Workload or node", "aria-label": "Workload or node", value: query.get("q") ?? "" });
  const count = h("p", { class: "muted", role: "status" });
  const body = h("div", {});
  const steps = feed(["Command", "CommandResult", "Operation"], { most: 200 });
  let asked = 0;
  const load = async () => {
    const mine = ++asked;
    const found = await get("/api/placements?" + new URLSearchParams({ kind: phase.value, q: text.value }));
    if (mine !== asked) return;
    count.textContent = found.total + (found.total === 1 ? " workload" : " workloads") + (found.total > found.placements.length ? ", the first " + found.placements.length + " are shown" : "");
    show(body, found.placements.length
      ? table(["Workload", "Phase", "Node", "Since", "Epoch", "Why"], found.placements.map((p) =>
        h("tr", {},
          h("th", { scope: "row" }, workloadLink(p.workload)),
          h("td", {}, badge(p.phase)),
          h("td", {}, p.movingFrom && [nodeLink(p.movingFrom), " → "], p.node ? nodeLink(p.node) : "–"),
          h("td", { class: "figure", title: new Date(p.sinceMillis).toLocaleString() }, ago(p.sinceMillis)),
          h("td", { class: "figure" }, p.epoch),
          h("td", { class: "muted" }, p.why))), "Placements")
      : empty("No workload is like this."));
  };
  let timer = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(load, 300); };
  phase.addEventListener("change", load);
  text.addEventListener("input", soon);
  const off = on("news", (news) => { if (news.events.some((e) => e.type === "Placement")) soon(); });
  show(root,
    h("div", { class: "title" }, h("h1", {}, "Moves")),
    h("div", { class: "columns" },
      card("Placements", { class: "wide" }, h("div", { class: "filters" }, phase, text, count), body),
      card("Steps, as they happen", { class: "side" }, steps.root)));
  load();
  get("/api/moves").then((events) => steps.add(events, false));
  return () => { off(); steps.off(); clearTimeout(timer); };
}
