"use strict";

// Around textual.js, which draws the terminal and speaks to the program: it reads the address of
// the socket from the page once that has loaded, passes over what it does not know, and says nothing
// of why a connection was closed.

const REASONS = { 1001: "stopped", 4001: "left", 4002: "elsewhere", 4003: "failed" };
const FOR_GOOD = ["stopped", "left", "unable"];

// xterm.js sends these as if Ctrl had been pressed.
const ALT_ARROWS = { ArrowUp: "\x1b[1;3A", ArrowDown: "\x1b[1;3B" };

let socket;

function say(reason) {
  for (const sentence of document.querySelectorAll("[data-when]"))
    sentence.hidden = sentence.dataset.when !== reason;
  const again = document.getElementById("again");
  again.hidden = FOR_GOOD.includes(reason);
  again.focus();
  // What was read here is not for whoever sits here next.
  if (FOR_GOOD.includes(reason)) document.getElementById("terminal").remove();
}

function askForNotices() {
  Notification.requestPermission();
}

// The user is asked once there was something to tell, at the next key or click: browsers want one.
function notify(head, body) {
  if (!("Notification" in window)) return;
  if (Notification.permission === "granted") {
    const notice = new Notification(head, { body, tag: head });
    notice.addEventListener("click", () => window.focus());
  } else if (Notification.permission === "default") {
    for (const sign of ["keydown", "pointerdown"])
      window.addEventListener(sign, askForNotices, { once: true, capture: true });
  }
}

function stay(event) {
  event.preventDefault();
}

window.WebSocket = class extends WebSocket {
  constructor(...told) {
    super(...told);
    socket = this;
    this.addEventListener("open", () => {
      document.querySelector(".xterm-helper-textarea")?.focus();
      // Ctrl+W takes a word away in a terminal, and a tab in a browser.
      window.addEventListener("beforeunload", stay);
    });
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") return;
      const [what, ...words] = JSON.parse(event.data);
      if (what === "title") document.title = words[0];
      if (what === "notice") notify(...words);
    });
    this.addEventListener("close", (event) => {
      window.removeEventListener("beforeunload", stay);
      say(REASONS[event.code] ?? "broken");
    });
  }

  // Who types or looks away before there is a connection, or after it, is heard by nobody.
  send(said) {
    if (this.readyState === WebSocket.OPEN) super.send(said);
  }
};

// What is clicked, xterm.js opens: with a warning of its own, or without any. Here the host is seen
// before, as it is on the wire, and the link that is followed is one of the page.
function showLink(to) {
  const address = new URL(to);
  if (!["http:", "https:"].includes(address.protocol)) return;
  document.getElementById("link-host").textContent = address.host;
  document.getElementById("link-address").textContent = address.href;
  document.getElementById("link-open").href = address.href;
  document.getElementById("link").showModal();
}

const openTab = window.open.bind(window);
window.confirm = () => true;
window.open = (to, ...how) =>
  to
    ? openTab(to, ...how)
    : {
        location: {
          set href(clicked) {
            showLink(clicked);
          },
        },
      };

window.addEventListener(
  "keydown",
  (event) => {
    if (event.metaKey || event.shiftKey || event.altKey === event.ctrlKey) return;
    if (event.ctrlKey && event.key === "v") {
      // Left to the browser, which pastes.
      event.stopPropagation();
    } else if (event.altKey && event.key in ALT_ARROWS) {
      event.stopPropagation();
      event.preventDefault();
      socket?.send(JSON.stringify(["stdin", ALT_ARROWS[event.key]]));
    }
  },
  true,
);

document.addEventListener("DOMContentLoaded", () => {
  const address = new URL("socket", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  document.getElementById("terminal").dataset.sessionWebsocketUrl = address.href;
  document.getElementById("again").addEventListener("click", () => location.reload());
  for (const id of ["link-open", "link-cancel"])
    document.getElementById(id).addEventListener("click", () => document.getElementById("link").close());
  if (!document.createElement("canvas").getContext("webgl2")) say("unable");
});
