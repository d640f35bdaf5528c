// Runs before the first paint, so that hidden sums are never seen for a moment.
try {
  document.documentElement.dataset.sums = localStorage.getItem("foothold.sums") ?? "shown";
} catch {
  document.documentElement.dataset.sums = "shown"; // storage is refused: nothing to remember
}
