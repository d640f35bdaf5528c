// The live stream. The browser comes back by itself and names the last entry it has; where it
// gives up (a refusal, a proxy's error page) we come back, more and more slowly.

const SHOWN_AFTER = 1500; // a stream that ends to be renewed is no news
const LONGEST_WAIT = 15000;

export function follow({ log, sender, person, people }) {
  const bar = document.querySelector("#offline");
  let source = null;
  let wait = 1000;
  let barTimer = 0;
  let comeBack = 0;

  open();
  addEventListener("online", open);
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());

  function open() {
    source?.close();
    clearTimeout(comeBack);
    const query = new URLSearchParams(person ? { person, after: log.lastId() } : {});
    source = new EventSource(`/chat/stream?${query}`);
    source.addEventListener("open", isBack);
    source.addEventListener("error", isGone);
    source.addEventListener("entry", ({ data }) => {
      log.add(data);
      people?.sawUpTo(log.lastId());
    });
    source.addEventListener("answering", () => log.showTyping(true));
    source.addEventListener("others", () => people?.refresh());
    source.addEventListener("today", ({ data }) => {
      document.body.dataset.today = data;
      log?.arrange();
    });
  }

  function isBack() {
    clearTimeout(barTimer);
    barTimer = 0;
    if (bar) bar.hidden = true;
    wait = 1000;
    sender?.resend();
  }

  async function isGone() {
    barTimer ||= setTimeout(() => { if (bar) bar.hidden = false; }, SHOWN_AFTER);
    if (source.readyState !== EventSource.CLOSED) return;
    const page = await fetch(location.href, { method: "HEAD" }).catch(() => null);
    if (page?.status === 401) return location.reload();
    comeBack = setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}
