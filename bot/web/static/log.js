// The conversation: what arrives is put in once and in order, then days and groups are redrawn.

const NEAR_END = -120; // pixels; the box is laid out from its end, where scrollTop is 0

export function openLog() {
  const box = document.querySelector("#log");
  const scroll = document.querySelector("#scroll");
  const typing = document.querySelector("#typing");
  const newer = document.querySelector("#newer");
  const title = document.title;
  let unseen = 0;
  let typingEnds = 0;

  newer.addEventListener("click", toEnd);
  scroll.addEventListener("scroll", () => {
    if (scroll.scrollTop > NEAR_END) newer.hidden = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) showUnseen((unseen = 0));
  });
  watchOlder();
  arrange();

  function toEnd() {
    scroll.scrollTop = 0;
    newer.hidden = true;
  }

  function showUnseen() {
    document.title = unseen ? `(${unseen}) ${title}` : title;
  }

  /** Put in an entry that the server pushed; one that is there already changes nothing. */
  function add(html) {
    const entry = parse(html).querySelector(".entry");
    if (document.getElementById(entry.id)) return;
    const draft = entry.dataset.client && box.querySelector(`[data-client="${entry.dataset.client}"]`);
    if (draft) {
      // The same node: a new one would be read out a second time.
      draft.id = entry.id;
      Object.assign(draft.dataset, entry.dataset);
      draft.querySelector("time").textContent = entry.dataset.time;
      draft.querySelector(".day span").dataset.label = entry.querySelector(".day span").dataset.label;
      place(draft);
    } else {
      place(entry);
      if (entry.matches(".ours")) hasCome();
    }
    arrange();
  }

  /** Entries stand in the order of their ids, as after a reload; what the server has not yet, last. */
  function place(entry) {
    const isLater = ({ dataset }) => !(Number(dataset.entry) <= Number(entry.dataset.entry));
    const next = [...box.querySelectorAll(".entry")].find(isLater) ?? null;
    if (entry.parentNode !== box || entry.nextElementSibling !== next) box.insertBefore(entry, next);
  }

  function hasCome() {
    showTyping(false);
    newer.hidden = scroll.scrollTop > NEAR_END;
    if (document.hidden) showUnseen((unseen += 1));
  }

  function showTyping(isTyping) {
    clearTimeout(typingEnds);
    typing.hidden = !isTyping;
    if (isTyping) typingEnds = setTimeout(() => showTyping(false), 8000);
  }

  /** Draw a bubble before the server has it. */
  function draw({ id, text, token }) {
    const draft = document.querySelector("#draft").content.cloneNode(true).querySelector(".entry");
    const last = [...box.querySelectorAll(".entry")].at(-1);
    draft.querySelector(".said").textContent = text;
    Object.assign(draft.dataset, { client: id, token: token ?? "", state: "sending", time: "" });
    draft.dataset.day = last?.dataset.day ?? document.body.dataset.today;
    draft.querySelector(".day").hidden = true;
    box.append(draft);
    document.querySelector(".start").hidden = true;
    arrange();
    toEnd();
    return draft;
  }

  function arrange() {
    const entries = [...box.querySelectorAll(".entry")];
    const open = new Map();
    entries.forEach((entry, at) => {
      const before = entries[at - 1];
      const isNewDay = entry.dataset.day !== before?.dataset.day;
      entry.querySelector(".day").hidden = !isNewDay || !entry.id;
      if (isNewDay && entry.id) nameDay(entry);
      const isJoined = !isNewDay && side(entry) === side(before);
      entry.classList.toggle("joined", isJoined);
      before?.classList.toggle("same-minute", isJoined && entry.dataset.time === before.dataset.time);
      closeForms(entry, open);
    });
    box.parentElement.querySelector(".start").hidden = entries.length > 0;
  }

  function watchOlder() {
    const watcher = new IntersectionObserver((seen) => {
      if (seen.some((button) => button.isIntersecting)) fetchOlder();
    }, { root: scroll, rootMargin: "300px" });
    const watch = () => {
      const button = box.querySelector(".older");
      if (!button) return;
      button.addEventListener("click", fetchOlder);
      watcher.observe(button);
    };
    watch();

    async function fetchOlder() {
      const button = box.querySelector(".older:not([aria-busy])");
      if (!button) return;
      button.ariaBusy = "true";
      const query = new URLSearchParams({ before: button.dataset.before, person: document.body.dataset.person });
      const answer = await fetch(`/chat/history?${query}`).catch(() => null);
      button.ariaBusy = null;
      if (!answer?.ok) return;
      box.ariaLive = "off"; // what is fetched from the past is not news
      button.replaceWith(parse(await answer.text()));
      arrange();
      watch();
      requestAnimationFrame(() => { box.ariaLive = "polite"; });
    }
  }

  return { box, add, draw, showTyping, arrange, lastId };

  function lastId() {
    return Math.max(0, ...[...box.querySelectorAll("[data-entry]")].map((entry) => Number(entry.dataset.entry)));
  }
}

function side(entry) {
  return entry?.matches(".mine") ? "mine" : "ours";
}

/** A form is closed by the entry that answers it, unless it was asked again after that. */
function closeForms(entry, open) {
  const form = entry.querySelector("form[data-token]");
  if (form) open.set(form.dataset.token, form);
  if (!entry.matches(".mine") || !entry.dataset.token) return;
  const answered = open.get(entry.dataset.token);
  if (!answered) return;
  const isSent = entry.dataset.state !== "failed";
  answered.classList.toggle("answered", isSent);
  for (const element of answered.elements) element.disabled = isSent;
}

function nameDay(entry) {
  const [today, yesterday] = document.body.dataset.dayWords.split("|");
  const now = new Date(`${document.body.dataset.today}T00:00:00Z`);
  const days = (now - new Date(`${entry.dataset.day}T00:00:00Z`)) / 86400000;
  const label = entry.querySelector(".day span");
  label.textContent = { 0: today, 1: yesterday }[days] ?? label.dataset.label;
}

/** The server's HTML is escaped there; it is the only HTML that comes in. */
function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
