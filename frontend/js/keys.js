// "/" and Ctrl-K (or ⌘K) go to the box that finds things.
import { goToFind } from "./find.js";

document.addEventListener("keydown", (event) => {
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isFind = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  const isTyping = event.target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (!(isFind || (isSlash && !isTyping)) || document.querySelector(":modal")) return;
  if (goToFind()) event.preventDefault();
});
