// The console's script. Every page works without it; this adds keys, selection, a guard for typed work and quiet feedback.
// Listeners stand on the document, so they also serve what htmx swaps in.
import "./buttons.js";
import "./chart.js";
import "./fading.js";
import "./guard.js";
import "./keys.js";
import "./marks.js";
import "./row-acts.js";
import "./selection.js";
import "./swaps.js";
import "./toasts.js";

// A page that came in answer to a form is no address that can be asked for again: Back and Reload would fail or ask
// whether to send the form once more. Said again, its entry in the history is an ordinary one.
history.replaceState(history.state, "", location.href);

// A page kept by the browser may belong to somebody who has signed out since.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// A dialog whose address was opened is there from the start.
for (const dialog of document.querySelectorAll("dialog[data-open]")) dialog.showModal();
