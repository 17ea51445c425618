// Keys for those who work here all day; every view works without them.
"use strict";

(() => {
  const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const cards = () => [...document.querySelectorAll("[data-keys=review] > .card")];

  const move = (by) => {
    const listed = cards();
    if (!listed.length) return;
    const at = listed.findIndex((card) => card.contains(document.activeElement));
    const next = listed[Math.min(Math.max(at + by, 0), listed.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const press = (key) => {
    const card = cards().find((each) => each.contains(document.activeElement));
    const control = card && card.querySelector(`[data-key="${key}"]`);
    if (control) control.click();
    return Boolean(control);
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("q")?.focus();
    } else if (step && cards().length) {
      event.preventDefault();
      move(step);
    } else if (["a", "r", "e"].includes(event.key)) {
      if (press(event.key)) event.preventDefault();
    } else if (event.key === "u" && document.querySelector("[data-keys=review]")) {
      location.assign("/review?queue=history");
    }
  });

  const first = cards()[0];
  if (first && !location.hash) first.focus({ preventScroll: true });
})();
