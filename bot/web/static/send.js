// What she does goes out with an id made here: sent again it is the same act, never a second one.

import { recall, remember } from "./memory.js";

export function openSender({ log, person }) {
  const memory = `unsent.${person}`;
  let unsent = [];

  for (const act of recall(memory, [])) send(act);

  /** Show an act at once and send it; unsent acts survive a reload. */
  async function send(act) {
    act = { id: newId(), ...act };
    const draft = bubbleOf(act) ?? log.draw(act);
    draft.querySelector(".retry").addEventListener("click", () => post(act, draft));
    unsent.push(act);
    await post(act, draft);
  }

  function bubbleOf(act) {
    return log.box.querySelector(`[data-client="${act.id}"]`);
  }

  async function post(act, draft) {
    remember(memory, unsent);
    mark(draft, "sending");
    const answer = await fetch(`/chat/messages?person=${person}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Foothold-Chat": "1" },
      body: JSON.stringify(act),
      signal: AbortSignal.timeout(20000),
    }).catch(() => null);
    if (answer?.status === 401) return location.reload();
    if (answer?.ok) {
      mark(draft, "sent");
      forget(act);
    } else {
      mark(draft, "failed");
      if (answer && answer.status < 500) await refuse(answer, act, draft);
    }
  }

  /** The server will never take it: say why, and do not try again by ourselves. */
  async function refuse(answer, act, draft) {
    const { problem } = await answer.json().catch(() => ({}));
    if (problem) draft.querySelector(".why").textContent = problem;
    forget(act);
  }

  function forget(act) {
    unsent = unsent.filter((other) => other.id !== act.id);
    remember(memory, unsent);
  }

  function mark(draft, state) {
    draft.dataset.state = state;
    log.arrange();
  }

  /** Called when the connection is back. */
  function resend() {
    for (const act of unsent) {
      const draft = bubbleOf(act);
      if (draft?.dataset.state === "failed") post(act, draft);
    }
  }

  return { send, resend };
}

function newId() {
  // crypto.randomUUID is missing where the page is not served over https or from this machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
