// The stream of events: one connection a page, none while nobody looks at it.

const listeners = new Map();
const newest = new Map();
let source = null;
let skew = 0;
let connected = false;

// The server's clock, so that "ago" is right on a machine whose own clock is not.
export const serverNow = () => Date.now() + skew;

// Calls back for each event of that name, and at once with the newest one unless it is news.
export function on(name, each) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(each);
  if (newest.has(name)) each(newest.get(name));
  return () => listeners.get(name).delete(each);
}

function tell(name, data) {
  if (name !== "news" && name !== "reload") newest.set(name, data);
  for (const each of listeners.get(name) ?? []) each(data);
}

function connect() {
  source = new EventSource("/events");
  source.onopen = () => { connected = true; tell("connection", true); };
  source.onerror = () => { connected = false; tell("connection", false); };
  for (const name of ["summary", "news", "clock"]) {
    source.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      if (name === "clock") skew = data.nowMillis - Date.now();
      tell(name, data);
    });
  }
  source.addEventListener("picture", (event) => {
    const [layout, picture] = event.data.split(" ");
    tell("picture", { layout: Number(layout), bytes: decode(picture ?? "") });
  });
  source.addEventListener("reload", () => tell("reload", {}));
}

export function decode(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function look() {
  if (document.hidden && source) {
    source.close();
    source = null;
  } else if (!document.hidden && !source) {
    const again = newest.has("clock");
    connect();
    if (again) tell("reload", {});
  }
}

export function start() {
  document.addEventListener("visibilitychange", look);
  look();
}

export const isConnected = () => connected;
