// Writing HTML: the buttons above a text put their mark around what is chosen in it.
const written = {
  ul: (chosen) => `<ul>\n${(chosen || " ").split("\n").map((line) => `<li>${line}</li>`).join("\n")}\n</ul>`,
  a: (chosen) => `<a href="https://">${chosen}</a>`,
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-mark]");
  const text = button?.closest("[data-marks]")?.querySelector("textarea");
  if (!text) return;
  const { selectionStart: from, selectionEnd: to, value } = text;
  const mark = button.dataset.mark;
  const chosen = value.slice(from, to);
  text.setRangeText(written[mark]?.(chosen) ?? `<${mark}>${chosen}</${mark}>`, from, to, "select");
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
});
