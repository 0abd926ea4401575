// The decision log: what was decided, from what, and why. One workload's story is a part of it.

import { card, empty, get, h, show, table } from "./html.js";
import { on } from "./live.js";
import { feed } from "./moves.js";
import { ago, at, badge, nodeLink, poolLink, ratio } from "./words.js";

const KINDS = ["PLACE", "FAILOVER", "RETRY", "REBALANCE", "DRAIN", "MOVE", "REMOVE", "HOLD", "UNPLACEABLE", "REFUSE", "BREAKER", "NO_PLAN"];

function candidates(list) {
  if (!list.length) return empty("No node was considered.");
  return table(["Node", "Score", "Ruled out by"], list.map((c) =>
    h("tr", {}, h("th", { scope: "row" }, nodeLink(c.node)), h("td", { class: "figure" }, c.score === null ? "–" : ratio(c.score)), h("td", { class: "muted" }, c.ruledOutBy ?? "feasible"))), "Candidates, best first");
}

function details(d) {
  const row = (name, ...value) => [h("dt", {}, name), h("dd", {}, value)];
  return [
    h("dl", {},
      row("Decision", h("code", {}, d.id)), row("Pool", poolLink(d.pool)), row("Trigger", d.triggeredBy), row("Reason", d.reason.toLowerCase().replaceAll("_", " ")),
      d.epoch !== null && row("Epoch", String(d.epoch)), row("Policy", d.policyVersion === 0 ? "built-in defaults" : "version " + d.policyVersion),
      row("Position", "pool-events " + d.trigger.partition + ", offset " + d.trigger.offset)),
    h("h3", {}, "Candidates"), candidates(d.candidates)];
}

function entry(event, open) {
  const d = event.record;
  const body = h("div", { class: "inside" });
  const load = async () => {
    if (body.firstChild) return;
    const full = d.candidates ? event : await get("/api/decisions/" + encodeURIComponent(d.id));
    show(body, details(full.record));
  };
  const box = h("details", { class: "decision", open, ontoggle: load, "data-id": d.id },
    h("summary", {}, at(event.atMillis), badge(d.kind), h("span", { class: "subject" }, d.workload ?? d.node ?? d.pool, d.chosen && [" → ", d.chosen]), h("span", { class: "muted why" }, d.why)),
    body);
  if (open) load();
  return box;
}

function log() {
  const list = h("div", { class: "log" });
  const none = empty("Nothing was decided that is like this.");
  let shown = new Set();
  const load = async (filter, open) => {
    const events = await get("/api/decisions?" + new URLSearchParams(filter));
    shown = new Set(events.map((e) => e.record.id));
    show(list, events.map((e) => entry(e, e.record.id === open)));
    none.hidden = events.length > 0;
  };
  const add = (event) => {
    if (shown.has(event.record.id)) return;
    shown.add(event.record.id);
    const box = entry(event, false);
    box.classList.add("fresh");
    list.prepend(box);
    while (list.children.length > 400) list.lastChild.remove();
    none.hidden = true;
  };
  return { root: h("div", {}, none, list), load, add };
}

export function decisionsPage(root, _, query) {
  const wanted = query.get("id");
  const kind = h("select", { "aria-label": "Kind" }, ["", ...KINDS].map((k) => h("option", { value: k, selected: k === query.get("kind") }, k ? k.toLowerCase().replace("_", " ") : "all kinds")));
  const text = h("input", { type: "search", "aria-label": "Workload, node, id or words", placeholder: "Workload, node, id or words", value: wanted ?? query.get("q") ?? "" });
  const decisions = log();
  const filter = () => ({ kind: kind.value, q: text.value });
  const load = () => decisions.load(filter(), wanted);
  let timer = 0;
  text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(load, 250); });
  kind.addEventListener("change", load);
  const matches = (d) => (!kind.value || d.kind === kind.value) &&
    (!text.value || [d.id, d.workload, d.node, d.chosen, d.why].some((t) => t?.toLowerCase().includes(text.value.toLowerCase())));
  const off = on("news", (news) => news.events.filter((e) => e.type === "Decision" && matches(e.record)).forEach(decisions.add));
  show(root, h("div", { class: "title" }, h("h1", {}, "Decisions"), h("p", { class: "muted" }, "newest first; each opens to its candidates")),
    card(null, {}, h("div", { class: "filters" }, kind, text), decisions.root));
  load();
  return () => { off(); clearTimeout(timer); };
}

export function workloadPage(root, name) {
  const place = h("div", {});
  const decisions = log();
  const steps = feed(["Command", "CommandResult"], { most: 100, wanted: (e) => e.record.workload === name });
  const load = async () => {
    const found = (await get("/api/placements?q=" + encodeURIComponent(name))).placements.find((p) => p.workload === name);
    show(place, found
      ? h("div", { class: "title" }, h("h1", {}, name, " ", badge(found.phase)),
        h("p", { class: "muted" }, "pool ", poolLink(found.pool), " · ", found.movingFrom && [nodeLink(found.movingFrom), " → "], found.node ? nodeLink(found.node) : "on no node", " · epoch " + found.epoch + " · since " + ago(found.sinceMillis)),
        h("p", {}, found.why))
      : h("div", { class: "title" }, h("h1", {}, name), h("p", { class: "problem" }, "The topics know no such workload.")));
  };
  show(root, place, h("div", { class: "columns" }, card("Decisions about it", { class: "wide" }, decisions.root), card("Steps", { class: "side" }, steps.root)));
  load();
  decisions.load({ q: name }, null);
  get("/api/moves?q=" + encodeURIComponent(name)).then((events) => steps.add(events.filter((e) => e.record.workload === name), false));
  const off = on("news", (news) => {
    if (news.events.some((e) => e.record.workload === name)) load();
    news.events.filter((e) => e.type === "Decision" && e.record.workload === name).forEach(decisions.add);
  });
  return () => { off(); steps.off(); };
}

