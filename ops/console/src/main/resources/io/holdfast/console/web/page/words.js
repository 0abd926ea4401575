// How times, shares, sizes and states are said.

import { h } from "./html.js";
import { serverNow } from "./live.js";

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

export function span(millis) {
  const s = Math.abs(millis) / 1000;
  if (s < 10) return s.toFixed(1) + " s";
  if (s < 120) return Math.round(s) + " s";
  if (s < 7200) return Math.round(s / 60) + " min";
  if (s < 172800) return Math.round(s / 3600) + " h";
  return Math.round(s / 86400) + " d";
}

export const ago = (millis) => span(Math.max(0, serverNow() - millis)) + " ago";

export function clock(millis) {
  const date = new Date(millis);
  const time = CLOCK.format(date);
  return serverNow() - millis > 43200000 ? DAY.format(date) + " " + time : time;
}

// An hour that tells the whole date on hover and to machines.
export const at = (millis) =>
  h("time", { datetime: new Date(millis).toISOString(), title: new Date(millis).toLocaleString() }, clock(millis));

export const percent = (share) => (share === null || share === undefined ? "–" : Math.round(share * 100) + " %");

export const ratio = (share) => (share === null || share === undefined ? "–" : share.toFixed(2));

export function bytes(count) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let i = 0;
  while (count >= 1024 && i < units.length - 1) { count /= 1024; i++; }
  return (i === 0 || count >= 100 ? Math.round(count) : count.toFixed(1)) + " " + units[i];
}

export const number = (count) => count.toLocaleString("en").replaceAll(",", "\u202f");

export function amount(resource, value) {
  if (resource === "memory") return bytes(value);
  return (Number.isInteger(value) ? value : value.toFixed(2)) + (resource === "cpu" ? (value === 1 ? " core" : " cores") : "");
}

const RESOURCES = ["cpu", "memory", "gpu"];
const place = (resource) => (RESOURCES.indexOf(resource) + 1 || 9) + resource;

// What a map says by resource: cpu, memory, gpu, then the others by name.
export const byResource = (map) => Object.entries(map ?? {}).sort(([a], [b]) => (place(a) < place(b) ? -1 : 1));

export const STATES = ["UNKNOWN", "ALIVE", "SUSPECT", "DEAD", "ENDED", "LEFT"];

const TONES = {
  ALIVE: "good", RUNNING: "good", DONE: "good", STARTED: "good",
  SUSPECT: "warn", PENDING: "warn", STARTING: "warn", MOVING: "info", HELD: "warn", HOLD: "warn", NO_PLAN: "quiet",
  DEAD: "bad", ENDED: "bad", FAILED: "bad", UNPLACEABLE: "bad", BREAKER: "bad", FAILOVER: "bad", REFUSED: "bad", CHAIN_ENDED: "bad",
  REBALANCE: "info", MOVE: "info", DRAIN: "info", PLACE: "good", PLACEMENT: "good", RETRY: "warn",
};

export const badge = (word, tone) =>
  h("span", { class: "badge " + (tone ?? TONES[word] ?? "quiet") }, String(word).replaceAll("_", " ").toLowerCase());

const CAUSES = {
  JOINED: "first heartbeat of this incarnation",
  HEARD: "heard again after silence",
  SILENT: "its deadline passed without a heartbeat",
  CORRELATED: "silent, but so are many others at once: held back until the second deadline",
  FLAPPING: "changed too often: suspect until it is stable",
  CONFLICT: "two incarnations beat at once under this name",
  LEASE_OVER: "silent past its lease and the margin",
  SUCCEEDED: "a successor of the same boot proved it over",
  GOODBYE: "it left in order",
  MODE: "it announced another mode",
};

export const cause = (word) => CAUSES[word] ?? word;

export const nodeLink = (name) => h("a", { href: "/nodes/" + encodeURIComponent(name) }, name);
export const workloadLink = (name) => h("a", { href: "/workloads/" + encodeURIComponent(name) }, name);
export const poolLink = (name) => h("a", { href: "/pools/" + encodeURIComponent(name) }, name);
