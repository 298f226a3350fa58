// Lists: all rows share one menu of acts. The button of a row puts the row's key into its addresses, and hides what the
// row does not offer, before the browser opens it.
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("button[data-key]");
  if (!button) return;
  const menu = button.popoverTargetElement;
  // Open at another row, it would only close.
  if (menu.dataset.key !== button.dataset.key) menu.hidePopover();
  menu.dataset.key = button.dataset.key;
  const without = (button.dataset.without ?? "").split(" ");
  for (const item of menu.querySelectorAll("[data-act]")) {
    item.hidden = without.includes(item.dataset.act);
    const link = item.firstElementChild;
    link.href = link.dataset.before + button.dataset.key + link.dataset.after;
  }
});
