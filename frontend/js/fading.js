// A secret that a page shows for some seconds: afterwards it is taken out, and the words beside it say so.
for (const shown of document.querySelectorAll("[data-fades]")) {
  setTimeout(() => {
    if (shown.nextElementSibling) shown.nextElementSibling.hidden = false;
    shown.remove();
  }, Number(shown.dataset.fades) * 1000);
}
