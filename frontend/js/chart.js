// Charts: the arrow keys walk from point to point, and the line below says the one that is pointed at.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

document.addEventListener("keydown", (event) => {
  const point = event.target.closest?.(".point");
  if (!point || !(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const points = [...point.parentNode.querySelectorAll(".point")];
  const isMirrored = getComputedStyle(point).direction === "rtl";
  const isArrow = event.key.startsWith("Arrow");
  const wanted = points.indexOf(point) + (isMirrored && isArrow ? -1 : 1) * STEPS[event.key];
  const next = points[Math.max(0, Math.min(points.length - 1, wanted))];
  point.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, ({ target }) => {
    const point = target.closest?.(".point");
    const line = (point ?? target.closest?.(".canvas"))?.closest("[data-chart]")?.querySelector("[data-readout]");
    if (line) line.textContent = point ? point.getAttribute("aria-label") : line.dataset.rest;
  });
}
