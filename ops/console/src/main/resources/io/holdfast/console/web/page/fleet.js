// The first page: figures, the map, what needs attention, what happens.

import { card, empty, get, h, refresh, say, show } from "./html.js";
import { decode, on } from "./live.js";
import { FleetMap, stateOf } from "./map.js";
import { feed } from "./moves.js";
import { panel } from "./node.js";
import { ago, badge, nodeLink, number, ratio, span } from "./words.js";
import { go } from "./app.js";

const sum = (rows, field) => rows.reduce((all, row) => {
  for (const [key, count] of Object.entries(row[field])) all[key] = (all[key] ?? 0) + count;
  return all;
}, {});

const figure = (value, name, detail, tone, href) =>
  h("a", { class: "stat " + (tone ?? ""), href }, h("strong", {}, value), h("span", {}, name), h("small", {}, detail));

const counts = (all, words) => words.filter((w) => all[w]).map((w) => all[w] + " " + w.toLowerCase()).join(", ");

function figures(s) {
  const nodes = sum(s.pools, "nodes"), work = sum(s.pools, "workloads");
  const unjudged = s.pools.reduce((n, p) => n + p.unjudged, 0);
  const members = Object.entries(nodes).reduce((n, [state, c]) => (state === "LEFT" || state === "ENDED" ? n : n + c), unjudged);
  const others = [counts(nodes, ["SUSPECT", "DEAD", "ENDED", "LEFT"]), unjudged && unjudged + " not judged yet"].filter(Boolean).join(", ");
  const bad = (nodes.DEAD ?? 0) + (nodes.ENDED ?? 0);
  const wanted = Object.entries(work).reduce((n, [phase, c]) => (phase === "REMOVED" ? n : n + c), 0);
  const even = s.pools.filter((p) => p.degree !== null).sort((a, b) => a.degree - b.degree);
  const tripped = s.pools.filter((p) => p.tripped);
  const stored = s.databases.filter((d) => d.rpoAnyMillis !== null && d.rpoAnyMillis >= 0);
  const oldest = Math.min(...stored.map((d) => d.segmentAtMicros / 1000));
  const ended = s.databases.filter((d) => d.ended);
  return [
    figure(number(nodes.ALIVE ?? 0) + " of " + number(members), "nodes alive", others || (members ? "all are well" : "no agent was heard yet"), bad ? "bad" : nodes.SUSPECT || unjudged ? "warn" : members ? "good" : "", "/"),
    figure(number(work.RUNNING ?? 0) + " of " + number(wanted), "workloads running", counts(work, ["PENDING", "STARTING", "MOVING", "HELD", "UNPLACEABLE"]) || "all are placed", work.UNPLACEABLE || work.HELD ? "bad" : (work.RUNNING ?? 0) < wanted ? "warn" : "good", "/moves"),
    figure(even.length ? ratio(even[0].degree) : "–", "degree, least even pool", even.length ? "pool " + even[0].pool + ", " + even[0].resource : "no window has closed yet", "", even.length ? "/pools/" + encodeURIComponent(even[0].pool) : "/pools"),
    tripped.length
      ? figure("tripped", "breaker", "pool " + tripped.map((p) => p.pool).join(", ") + ": " + tripped.reduce((n, p) => n + p.held, 0) + " held", "bad", "/pools/" + encodeURIComponent(tripped[0].pool))
      : figure("closed", "breaker", "in every pool", "good", "/pools"),
    ended.length
      ? figure("ended", "backup chain", ended.map((d) => d.database).join(", "), "bad", "/backups")
      : figure(stored.length ? span(Math.max(...stored.map((d) => d.rpoAnyMillis))) : "–", "of data at risk",
        stored.length ? "as of " + ago(oldest) + ", " + stored.map((d) => d.database).join(", ") : s.databases.length ? "no segment was written lately" : "no database is backed up", "", "/backups"),
  ];
}

function legend() {
  const entry = (cls, text) => h("li", {}, h("span", { class: "swatch " + cls, "aria-hidden": true }), text);
  return h("ul", { class: "legend plain" },
    h("li", {}, "alive, load 0 %", h("span", { class: "swatch scale", "aria-hidden": true }), "100 %"),
    entry("suspect", "suspect"), entry("dead", "dead"), entry("ended", "ended"), entry("left", "left"), entry("unknown", "not known"));
}

export function fleetPage(root) {
  const stats = h("div", { class: "stats", role: "group", "aria-label": "The state of things" });
  const mapRoot = h("div", { class: "map" });
  const detail = h("div", {});
  const attention = h("ul", { class: "plain rows" });
  const happenings = feed(["NodeStatus", "Decision", "Operation", "BackupEvent"], { most: 60 });
  let names = [];
  let version = -1;
  let latest = null;
  let looked = null;
  let timer = 0;
  let summary = null;

  const hint = () => show(detail, h("h2", {}, "Evidence"), empty("Point at a tile, or go there with Tab and the arrow keys, to see what is known of the node."));
  const look = (name) => {
    looked = name;
    clearTimeout(timer);
    if (name) timer = setTimeout(evidence, 80);
  };
  const evidence = async () => {
    const name = looked;
    if (!name) return;
    try {
      const n = await get("/api/nodes/" + encodeURIComponent(name));
      if (looked === name) show(detail, panel(n));
    } catch (e) {
      if (looked === name) show(detail, h("h2", {}, name), empty(e.message));
    }
  };
  const map = new FleetMap(mapRoot, look, (name) => go("/nodes/" + encodeURIComponent(name)));

  let attentionTold = null;
  const tellAttention = (bytes) => {
    const rows = [];
    for (let i = 0; i < names.length; i++) {
      const state = stateOf(bytes[2 * i]);
      if (["SUSPECT", "DEAD", "ENDED"].includes(state) || (bytes[2 * i] & 64)) rows.push([names[i], state]);
    }
    const told = new Set(rows.map(([name, state]) => name + " " + state.toLowerCase()));
    const fresh = [...told].filter((row) => !attentionTold?.has(row));
    if (attentionTold && !fresh.length && told.size === attentionTold.size) return;
    if (attentionTold && fresh.length) say("Needs attention: " + fresh.slice(0, 3).join(", ") + (fresh.length > 3 ? " and " + (fresh.length - 3) + " more" : ""));
    attentionTold = told;
    rows.sort((a, b) => a[1].localeCompare(b[1]));
    show(attention, rows.slice(0, 40).map(([name, state]) => h("li", {}, badge(state), nodeLink(name))), rows.length > 40 && h("li", { class: "muted" }, "and " + (rows.length - 40) + " more"));
    attentionCard.hidden = rows.length === 0;
  };
  const paint = () => {
    if (!latest || latest.layout !== version) return;
    map.picture(latest.bytes);
    tellAttention(latest.bytes);
  };
  let loading = false;
  const layout = async () => {
    if (loading) return;
    loading = true;
    try {
      const fleet = await get("/api/fleet");
      names = fleet.groups.flatMap((g) => g.nodes);
      version = fleet.layout;
      map.layout(fleet.groups);
      latest = { layout: fleet.layout, bytes: decode(fleet.picture) };
      nothing.hidden = names.length > 0;
      paint();
      performance.mark("fleet-drawn");
    } finally {
      loading = false;
    }
  };

  const nothing = h("p", { class: "empty", hidden: true }, "No node has been heard yet. Start an agent: its first heartbeat makes it appear here.");
  const attentionCard = card("Needs attention", { hidden: true }, attention);
  show(root,
    h("h1", { class: "hidden" }, "Fleet"),
    stats,
    h("div", { class: "columns" },
      card(null, { class: "wide", "aria-label": "Fleet map" }, h("div", { class: "map-head" }, h("h2", {}, "Nodes by zone"), legend()), mapRoot, nothing),
      h("div", { class: "side stack" },
        h("section", { class: "card evidence", "aria-label": "Evidence" }, detail),
        attentionCard,
        card("As it happens", {}, happenings.root))));
  hint();
  layout();
  Promise.all([get("/api/decisions"), get("/api/verdicts")]).then(([decisions, verdicts]) =>
    happenings.add([...decisions, ...verdicts].sort((a, b) => b.atMillis - a.atMillis).slice(0, 60), false));
  const offs = [
    on("summary", (s) => { summary = s; }),
    on("picture", (p) => {
      latest = p;
      if (p.layout === version) paint();
      else if (version !== -1) layout();
    }),
    on("clock", () => {
      if (summary) refresh(stats, figures(summary));
      if (looked) evidence();
    }),
  ];
  return () => { offs.forEach((off) => off()); happenings.off(); map.close(); clearTimeout(timer); };
}

