// One tap enters once: a second one, while the answer is on its way, would find the code used up.

const button = document.querySelector("form button");
document.querySelector("form").addEventListener("submit", () => { button.disabled = true; });
addEventListener("pageshow", () => { button.disabled = false; }); // she came back to this page
