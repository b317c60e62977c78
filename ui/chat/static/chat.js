// What Gradio's components do not do: a click on a chip asks the server for its article, a click on an example puts its
// question, what is new comes into view, the focus survives that answers are drawn anew, and the server learns in which
// order things were done. Nothing here builds HTML.
"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  const textbox = (id) => find(`#${id} textarea, #${id} input`);
  const status = document.createElement("div");
  let opener = null; // The address of the chip that opened the panel.
  let shown = ""; // The address the panel shows.
  let focused = null; // The address of the chip that has the focus.
  let atEnd = true; // Whether the reader is at the end of the conversation, and so wants to stay there.
  let turn = ""; // The number and the question of the latest turn.
  let state = "";
  let step = 0; // Of everything that is done here and told to the server.
  let stopped = 0; // The step of the last stop, and of the last new chat.
  let cleared = 0;

  // Requests overtake each other, and a question may arrive after the new chat that was to forget it.
  const send = window.fetch.bind(window);
  window.fetch = (resource, options) => {
    const headers = new Headers(options?.headers);
    headers.set("x-dateline-step", `${++step} ${stopped} ${cleared}`);
    return send(resource, { ...options, headers });
  };

  const type = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const focusBox = () => {
    if (matchMedia("(pointer: fine)").matches) textbox("box")?.focus({ preventScroll: true });
  };

  const focusChip = (address) => {
    const chip = address && find(`[data-open="${address}"]`);
    chip ? chip.focus({ preventScroll: true }) : focusBox();
  };

  const markCurrent = () => {
    const reading = document.documentElement.classList.contains("reading");
    for (const chip of document.querySelectorAll("[data-open]")) {
      const current = reading && chip.dataset.open === shown;
      if (!current) chip.removeAttribute("aria-current");
      else if (!chip.ariaCurrent) chip.ariaCurrent = "true";
    }
  };

  const reveal = () => {
    const source = find("#panel .source");
    shown = source?.dataset.shown ?? "";
    const wanted = Boolean(source) && shown === opener; // Not what comes after a new chat.
    document.documentElement.classList.toggle("reading", wanted);
    markCurrent();
    if (!wanted) return;
    find("#panel .headline").focus({ preventScroll: true });
    (source.querySelector("mark") ?? source).scrollIntoView({ block: "center" });
  };

  const open = (address) => {
    opener = address;
    if (address === shown) reveal();
    else type(textbox("address"), address);
  };

  const close = () => {
    document.documentElement.classList.remove("reading");
    markCurrent();
    focusChip(opener);
    find(`[data-open="${opener}"]`)?.scrollIntoView({ block: "nearest" });
  };

  const ask = (question) => {
    type(textbox("box"), question);
    setTimeout(() => find("#box .submit-button")?.click(), 50); // The component reads its new text in a later task.
  };

  const letters = (text) => text.replace(/[^\p{L}\p{N}]+/gu, "");

  // A question leaves the box when it stands above it. The server's word would come too late: the box might hold the next.
  const emptyBox = (question) => {
    const box = textbox("box");
    if (box && letters(box.value) === letters(question)) type(box, "");
  };

  const startOver = () => {
    cleared = stopped = ++step;
    turn = "";
    opener = null;
    type(textbox("box"), "");
    focusBox();
  };

  const belowView = () => {
    const now = find("#now");
    const box = find("#box");
    return now && box ? now.getBoundingClientRect().bottom + box.offsetHeight + 32 - innerHeight : 0;
  };

  const announce = (latest) => {
    const said = latest.querySelectorAll(".short, .said, .refusal, .note, .warning");
    status.textContent = Array.from(said, (part) => part.textContent).join(" ");
  };

  const follow = () => {
    const latest = find("#now .turn");
    const question = latest?.querySelector(".question").textContent;
    const now = latest ? `${latest.dataset.turn} ${question}` : "";
    if (latest && now !== turn) {
      atEnd = true;
      latest.scrollIntoView({ block: "nearest" });
      emptyBox(question);
    }
    if (latest && latest.dataset.state !== "writing" && state === "writing") {
      announce(latest);
      if (document.activeElement === document.body) focusBox();
    }
    turn = now;
    state = latest?.dataset.state ?? "";
    if (latest && atEnd && belowView() > 0) scrollBy({ top: belowView() });
  };

  const update = () => {
    if ((find("#panel .source")?.dataset.shown ?? "") !== shown) reveal();
    if (focused && document.activeElement === document.body) focusChip(focused);
    markCurrent();
    follow();
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open], [data-close], [data-ask]");
    if (target?.dataset.open) open(target.dataset.open);
    else if (target?.matches("[data-close]")) close();
    else if (target?.matches("[data-ask]")) ask(target.textContent);
  });
  // Before Gradio's own listeners, whose requests must tell of it.
  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest("#new")) startOver();
      else if (event.target.closest("#box .stop-button")) stopped = ++step;
    },
    { capture: true },
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.documentElement.classList.contains("reading")) close();
  });
  document.addEventListener("focusin", (event) => {
    focused = event.target.closest("[data-open]")?.dataset.open ?? null;
  });
  document.addEventListener("scroll", () => (atEnd = belowView() < 60), { passive: true });

  status.setAttribute("role", "status");
  status.className = "for-screen-readers";
  document.body.append(status);
  let drawing = 0;
  new MutationObserver(() => {
    cancelAnimationFrame(drawing);
    drawing = requestAnimationFrame(update);
  }).observe(document.body, { childList: true, subtree: true });
})();
