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

  /** Presses what a key stands for: in the card that has the focus; where there are no cards, on the page. */
  const press = (key) => {
    const where = key === "u" || !cards().length ? document : cards().find((each) => each.contains(document.activeElement));
    const control = where && where.querySelector(`[data-key="${key}"]`);
    if (!control) return false;
    if (control instanceof HTMLInputElement) control.focus();
    else control.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) {
      (event.target.closest(".card") || event.target).focus();
      if (!event.target.closest(".card")) event.target.blur();
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("q")?.focus();
    } else if (step && cards().length) {
      event.preventDefault();
      move(step);
    } else if (["a", "r", "e", "m", "s", "u"].includes(event.key)) {
      if (press(event.key)) event.preventDefault();
    }
  });

  const first = cards()[0];
  if (first && !location.hash) first.focus({ preventScroll: true });
})();
