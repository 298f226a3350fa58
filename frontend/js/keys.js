// "/" and Ctrl-K (or ⌘K) go to the box that finds things: the one in the top bar, or else the list's own.
document.addEventListener("keydown", (event) => {
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isFind = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  const isTyping = event.target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (!(isFind || (isSlash && !isTyping)) || document.querySelector(":modal")) return;
  const box = document.querySelector("#find, main input[type=search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select?.();
});
