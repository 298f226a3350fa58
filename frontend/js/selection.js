// Lists: the tick in the head chooses all rows; [data-count] says how many are chosen.
const rows = (list) => [...list.querySelectorAll("tbody .pick input[type=checkbox]:not(:disabled)")];

function tally(list) {
  const all = rows(list);
  const chosen = all.filter((row) => row.checked).length;
  const head = list.querySelector("input[data-select-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  for (const count of list.querySelectorAll("[data-count]")) {
    // Words that are replaced by the same would make the browser work out the whole table again.
    if (count.textContent !== `${chosen}`) count.textContent = chosen;
  }
}

function tallyAll() {
  for (const list of document.querySelectorAll("[data-select]")) tally(list);
}

document.addEventListener("change", ({ target }) => {
  const list = target.closest("[data-select]");
  if (!list || !target.matches("[type=checkbox]")) return;
  if (target.matches("[data-select-all]")) for (const row of rows(list)) row.checked = target.checked;
  tally(list);
});

document.addEventListener("reset", ({ target }) => {
  const list = target.closest("[data-select]");
  // The ticks go after this event; so does the bar, and the focus with it.
  if (list) setTimeout(() => (tally(list), list.querySelector("input[data-select-all]")?.focus()));
});

document.addEventListener("htmx:afterSettle", tallyAll);
tallyAll();
