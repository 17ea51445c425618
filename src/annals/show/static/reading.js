// On a report: the claim under the pointer or focus is shown beside its words, and marked in the margin.
"use strict";

(() => {
  const report = document.querySelector(".report");
  if (!report) return;
  const glimpse = document.createElement("div");
  glimpse.className = "glimpse";
  glimpse.hidden = true;
  glimpse.setAttribute("role", "status");
  document.body.append(glimpse);

  const hide = () => {
    glimpse.hidden = true;
    for (const item of report.querySelectorAll(".margin .pointed")) item.classList.remove("pointed");
  };

  const show = (mark) => {
    hide();
    const list = document.createElement("ol");
    for (const id of (mark.dataset.claims || "").split(" ")) {
      const item = report.querySelector(`.margin li[data-claim="${CSS.escape(id)}"]`);
      if (!item) continue;
      item.classList.add("pointed");
      const copy = item.cloneNode(true);
      copy.removeAttribute("class");
      copy.querySelector(".to-claim")?.remove();
      list.append(copy);
    }
    if (!list.children.length) return;
    const hint = document.createElement("p");
    hint.textContent = "Click or Enter: see how it was read, correct it.";
    glimpse.replaceChildren(list, hint);
    glimpse.hidden = false;
    const box = mark.getClientRects()[0];
    const room = document.documentElement.clientWidth - glimpse.offsetWidth - 12;
    glimpse.style.left = `${Math.max(12, Math.min(box.left, room)) + scrollX}px`;
    const below = [...mark.getClientRects()].at(-1).bottom + 6;
    const fits = below + glimpse.offsetHeight < innerHeight;
    glimpse.style.top = `${(fits ? below : Math.max(6, box.top - glimpse.offsetHeight - 6)) + scrollY}px`;
  };

  const about = (event) => {
    const mark = event.target instanceof Element ? event.target.closest(".mark") : null;
    if (mark) {
      mark.removeAttribute("title"); // what the browser would show instead
      show(mark);
    } else if (!(event.target instanceof Element && event.target.closest(".glimpse"))) hide();
  };
  report.addEventListener("pointerover", about);
  report.addEventListener("focusin", about);
  report.addEventListener("pointerleave", hide);
  report.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
})();
