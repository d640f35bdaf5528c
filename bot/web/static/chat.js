// Wires the page: the conversation, what is sent from it, what arrives, and the list of people.

import { remember } from "./memory.js";
import { openLog } from "./log.js";
import { listPeople } from "./people.js";
import { openSender } from "./send.js";
import { follow } from "./stream.js";

const person = document.body.dataset.person;
const people = listPeople(person);
const uploads = new WeakMap(); // by form: what is on its way

document.querySelector("#curtain")?.addEventListener("click", () => {
  const root = document.documentElement;
  root.dataset.sums = root.dataset.sums === "hidden" ? "shown" : "hidden";
  remember("sums", root.dataset.sums);
  showCurtain();
});

function showCurtain() {
  const isHidden = document.documentElement.dataset.sums === "hidden";
  document.querySelector("#curtain")?.setAttribute("aria-pressed", String(isHidden));
}

if (person) {
  const log = openLog();
  const sender = openSender({ log, person });
  compose(sender);
  attach(log, sender);
  answer(log, sender);
  escape();
  follow({ log, sender, person, people });
} else if (people) {
  follow({ people });
}
showCurtain();

/** The composer: Enter sends, Shift+Enter breaks the line, phrases are sent as they stand. */
function compose(sender) {
  const words = document.querySelector("#words");
  const composer = document.querySelector("#composer");
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!words.value.trim()) return;
    sender.send({ text: words.value.trim() });
    words.value = "";
    fit();
  });
  words.addEventListener("keydown", (event) => {
    // While an input method is choosing characters, Enter belongs to it (229: Safari).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  words.addEventListener("input", fit);
  document.querySelector(".phrases").addEventListener("click", ({ target }) => {
    if (target.matches("button")) sender.send({ text: target.textContent.trim() });
  });
  if (matchMedia("(hover: hover) and (min-width: 800px)").matches) words.focus();

  function fit() {
    words.rows = Math.min(6, words.value.split("\n").length);
    composer.classList.toggle("ready", Boolean(words.value.trim()));
  }
}

/** Buttons and forms of the conversation. */
function answer(log, sender) {
  log.box.addEventListener("click", async ({ target }) => {
    const button = target.closest("button");
    const entry = target.closest(".entry");
    if (button?.matches(".reveal") || (!button && target.closest(".sum"))) {
      entry.classList.toggle("revealed");
    } else if (button?.matches(".actions button") && !button.ariaBusy) {
      button.ariaBusy = "true"; // a second press while the first is on its way is the same press
      await sender.send({ text: button.textContent.trim(), token: button.dataset.token });
      button.ariaBusy = null;
    }
  });
  log.box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    await Promise.all(uploads.get(form) ?? []);
    if (!isComplete(form)) return;
    const said = [form.dataset.says, ...spoken(form)].join("\n");
    sender.send({ text: said, token: form.dataset.token, answers: answers(form) });
    document.querySelector("#words").focus();
  });
}

/** Files: kept on the server as soon as they are chosen, and named by the act that follows. */
function attach(log, sender) {
  const button = document.querySelector("#attach");
  const said = document.querySelector("#attach-problem");
  button.addEventListener("change", async () => {
    const file = button.files[0];
    const { ref, problem } = await upload(file);
    button.value = "";
    said.hidden = !problem;
    said.textContent = problem ?? "";
    if (ref) sender.send({ text: file.name, files: [ref] });
  });
  log.box.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-file]") || !target.files.length) return;
    const field = target.closest(".field");
    const kept = field.querySelector("input[type=hidden]");
    const coming = upload(target.files[0]).then(({ ref, problem }) => {
      kept.value = ref ?? "";
      field.querySelector(".problem").textContent = problem ?? "";
    });
    uploads.set(target.form, [...(uploads.get(target.form) ?? []), coming]);
  });
}

async function upload(file) {
  const body = new FormData();
  body.append("file", file, file.name);
  const answer = await fetch(`/chat/files?person=${person}`, {
    method: "POST",
    headers: { "X-Foothold-Chat": "1" },
    body,
    signal: AbortSignal.timeout(120000),
  }).catch(() => null);
  const failed = { problem: document.querySelector("#attach").dataset.failed };
  return (await answer?.json().catch(() => failed)) ?? failed;
}

function answers(form) {
  const given = {};
  for (const { name } of form.elements) {
    if (name) given[name] = new FormData(form).getAll(name).join(",");
  }
  return given;
}

/** The answers as she reads them: label and what she chose or wrote. */
function spoken(form) {
  return [...form.querySelectorAll(".field")].flatMap((field) => {
    const label = field.querySelector("legend, label").firstChild.textContent.trim();
    const chosen = [...field.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
    const input = field.querySelector("select, textarea, input[type=text], input[type=date]");
    const file = field.querySelector("input[type=file]")?.files[0];
    if (file) return [`${label}: ${file.name}`];
    const value = input?.selectedOptions?.[0].value ? input.selectedOptions[0].textContent : input?.value;
    const said = input ? value : chosen.join(", ");
    return said ? [`${label}: ${said}`] : [];
  });
}

function isComplete(form) {
  const given = answers(form);
  let first = null;
  for (const field of form.querySelectorAll(".field")) {
    const inputs = [...field.querySelectorAll("[name]")];
    const isMissing = Boolean(field.matches("[data-required]") || field.querySelector("[data-required]"))
      && !given[inputs[0].name].trim();
    field.querySelector(".problem").textContent = isMissing ? form.dataset.required : "";
    for (const input of inputs) input.ariaInvalid = String(isMissing);
    if (isMissing) first ??= inputs[0];
  }
  first?.focus();
  return first === null;
}

/** Esc goes one step out: from a card to the message box, from there to the list of people. */
function escape() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const words = document.querySelector("#words");
    if (document.activeElement !== words) return words.focus();
    document.querySelector('.person[aria-current="page"], .back')?.focus();
  });
}
