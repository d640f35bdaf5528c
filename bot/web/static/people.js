// The demo's list of people: find by name, move by arrow keys, and see who has unread messages.

import { recall, remember } from "./memory.js";

export function listPeople(chosen) {
  const list = document.querySelector("#people");
  if (!list) return null;
  const find = document.querySelector("#find");
  const links = () => [...list.querySelectorAll(".person")];
  const seen = recall("seen", {});
  let waiting = 0;

  // Whoever was never looked at counts from now: history is no news.
  for (const { dataset } of links()) seen[dataset.person] ??= Number(dataset.last);
  if (chosen) sawUpTo(links().find(({ dataset }) => dataset.person === chosen)?.dataset.last ?? 0);
  if (links().some(({ dataset }) => Number(dataset.last) > seen[dataset.person])) refresh();
  remember("seen", seen);
  list.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });

  find.addEventListener("input", filter);
  document.querySelector("nav.people").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const shown = links().filter((link) => !link.parentElement.hidden);
    const next = shown[shown.indexOf(document.activeElement) + step];
    (next ?? (step < 0 ? find : null))?.focus();
    event.preventDefault();
  });

  function filter() {
    const wanted = find.value.trim().toLowerCase();
    for (const link of links()) {
      const told = link.querySelector(".name").textContent + link.querySelector(".post").textContent;
      link.parentElement.hidden = !told.toLowerCase().includes(wanted);
    }
    document.querySelector("#nobody").hidden = links().some((link) => !link.parentElement.hidden);
  }

  function sawUpTo(entry) {
    if (!document.hidden) seen[chosen] = Math.max(seen[chosen] ?? 0, Number(entry));
    remember("seen", seen);
    refresh();
  }

  /** Fetch the list anew, once for a burst of news. */
  function refresh() {
    waiting ||= setTimeout(async () => {
      waiting = 0;
      const pairs = Object.entries(seen).map(([person, entry]) => `${person}-${entry}`);
      const query = new URLSearchParams({ seen: pairs.join("."), ...(chosen && { person: chosen }) });
      const answer = await fetch(`/chat/people?${query}`).catch(() => null);
      if (!answer?.ok) return;
      replace(await answer.text());
    }, 300);
  }

  function replace(html) {
    const focused = document.activeElement?.dataset?.person;
    list.innerHTML = html;
    for (const { dataset } of links()) seen[dataset.person] ??= Number(dataset.last);
    filter();
    if (focused) list.querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  return { refresh, sawUpTo };
}
