// Which address shows what; the bar on top. Read this first.

import { h, say, show } from "./html.js";
import * as live from "./live.js";
import { clock } from "./words.js";
import { fleetPage } from "./fleet.js";
import { poolPage, poolsPage } from "./pools.js";
import { movesPage } from "./moves.js";
import { decisionsPage, workloadPage } from "./decisions.js";
import { backupsPage } from "./backups.js";
import { nodePage } from "./node.js";
import { searchBox, searchPage } from "./search.js";
import { session } from "./session.js";

const PAGES = [
  [/^\/$/, fleetPage, "Fleet"],
  [/^\/pools$/, poolsPage, "Pools"],
  [/^\/pools\/([^/]+)$/, poolPage, "Pool"],
  [/^\/moves$/, movesPage, "Moves"],
  [/^\/decisions$/, decisionsPage, "Decisions"],
  [/^\/workloads\/([^/]+)$/, workloadPage, "Workload"],
  [/^\/backups$/, backupsPage, "Backups"],
  [/^\/nodes\/([^/]+)$/, nodePage, "Node"],
  [/^\/search$/, searchPage, "Search"],
];

const main = document.getElementById("main");
let leave = () => {};

function render(focus) {
  leave();
  leave = () => {};
  const path = location.pathname;
  const [pattern, page, title] = PAGES.find(([p]) => p.test(path)) ?? [/^.*$/, nowhere, "Not found"];
  const parameter = decodeURIComponent(pattern.exec(path)[1] ?? "");
  document.title = (parameter || title) + " · Holdfast";
  for (const link of document.querySelectorAll("nav a")) {
    const href = link.getAttribute("href");
    if (href === "/" ? path === "/" || path.startsWith("/nodes/") : path.startsWith(href)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  main.replaceChildren();
  leave = page(main, parameter, new URLSearchParams(location.search)) ?? leave;
  if (focus) {
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    say(document.title);
  }
}

function nowhere(root) {
  show(root, h("h1", {}, "There is no such page"), h("p", {}, h("a", { href: "/" }, "To the fleet")));
}

export function go(path) {
  history.pushState(null, "", path);
  render(true);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
window.addEventListener("popstate", () => render(true));
live.on("reload", () => render(false));

// How fresh all this is: the connection to the console, and the console's own topics.
function freshness() {
  const status = document.getElementById("live");
  const stale = document.getElementById("stale");
  let judgedAt = 0;
  let caughtUp = true;
  const tell = () => {
    const age = live.serverNow() - judgedAt;
    const old = judgedAt > 0 && age > 15000;
    const state = !live.isConnected() ? "lost" : !caughtUp ? "reading" : old ? "old" : "live";
    const words = { lost: "not connected", reading: "reading the topics", old: "standing still", live: "live" };
    if (status.dataset.state !== state) {
      status.dataset.state = state;
      status.textContent = words[state];
    }
    const sentences = {
      lost: "The console does not answer. What is shown is as it was; it will go on by itself.",
      old: "No verdict since " + clock(judgedAt) + ": Kafka or health-stream is away. Nobody is declared dead for that; what is shown is as it was.",
    };
    stale.hidden = !(state in sentences);
    // Only when it changes: it is read aloud each time.
    if (!stale.hidden && stale.textContent !== sentences[state]) stale.textContent = sentences[state];
  };
  live.on("clock", (c) => { judgedAt = c.judgedAtMillis; caughtUp = c.caughtUp; tell(); });
  live.on("connection", tell);
}

function colours() {
  const button = document.getElementById("theme");
  const order = ["system", "light", "dark"];
  const signs = { system: "◐", light: "☀", dark: "☾" };
  const label = (choice) => {
    button.textContent = signs[choice];
    button.title = "Colours: " + (choice === "system" ? "as the system has them" : choice);
    button.setAttribute("aria-label", button.title);
  };
  let choice = localStorage.getItem("colours") ?? "system";
  label(choice);
  button.addEventListener("click", () => {
    choice = order[(order.indexOf(choice) + 1) % order.length];
    localStorage.setItem("colours", choice);
    label(choice);
    window.dispatchEvent(new Event("coloursChosen"));
  });
}

colours();
freshness();
searchBox(document.querySelector("form.search"), go);
session.load();
live.start();
render(false);
