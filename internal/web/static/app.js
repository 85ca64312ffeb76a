// What a submit button does, without waiting for it. Every choice fetches the same address that the form
// would open and puts the part that changes in place; the address bar follows, so the back button works.
"use strict";
(() => {
  const live = () => document.getElementById("live");
  const said = (words) => { document.getElementById("said").textContent = words; };
  const here = () => location.pathname + location.search;
  let seen = here(); // the address that the page shows
  let wanted = "", shown = 0, asked = 0, busy = false, queued = "";

  // address is the address of a form's page with what was left out left out. An empty role is everyone.
  function address(form) {
    const q = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const text = value.trim();
      if (name === "period" && text === "year") continue;
      if (text || name.endsWith("role")) q.append(name, text);
    }
    const s = q.toString().replaceAll("%2C", ",");
    return form.getAttribute("action") + (s ? "?" + s : "");
  }

  // show puts the answer at an address in place. Of answers that overtake each other the last asked for stays.
  async function show(url) {
    wanted = url;
    const turn = ++asked;
    live().setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { headers: { "Backpay-Fragment": "live" } });
      const t = document.createElement("template");
      t.innerHTML = await response.text();
      const next = t.content.getElementById("live");
      if (turn < shown) return;
      if (!next) { // turned away: too many at once
        live().removeAttribute("aria-busy");
        return said("The server is busy; try again in a moment.");
      }
      shown = turn;
      keepOpen(live(), next);
      const held = document.activeElement?.closest("#live") && document.activeElement.getAttribute("data-sort") !== null
        ? [...live().querySelectorAll("[data-sort]")].indexOf(document.activeElement) : -1;
      live().replaceWith(next);
      for (const e of next.querySelectorAll("[data-fills]")) document.getElementById(e.dataset.fills).placeholder = e.textContent;
      if (held >= 0) next.querySelectorAll("[data-sort]")[held]?.focus();
      document.title = t.content.querySelector("title").textContent;
      if (url === wanted) said(next.dataset.said);
    } catch {
      location.assign(url); // the network failed: let the browser say so
    }
  }

  // keepOpen leaves open what the reader has opened.
  function keepOpen(from, to) {
    for (const d of from.querySelectorAll("figure > details[open]")) {
      to.querySelector("#" + d.parentElement.id + " > details")?.setAttribute("open", "");
    }
  }

  function go(url) {
    if (url !== here()) history.pushState(null, "", url);
    seen = here();
    return show(url);
  }

  // follow shows where a slider is, one answer at a time: what lies between is skipped.
  async function follow(url) {
    queued = url;
    if (busy) return;
    busy = true;
    while (queued) {
      const next = queued;
      queued = "";
      await show(next);
    }
    busy = false;
  }

  // sliders move the number that they stand beside; -1 is "any".
  function slide(slider, form) {
    const number = form.elements[slider.dataset.for];
    const match = () => {
      slider.value = number.value === "" ? -1 : number.value;
      slider.setAttribute("aria-valuetext", number.value === "" ? "any" : number.value + " years");
    };
    slider.addEventListener("input", () => {
      number.value = slider.value < 0 ? "" : slider.value;
      match();
      follow(address(form));
    });
    number.addEventListener("input", match);
    match();
  }

  // many lets a list complete the last of several words: each input gets a list of its own, which begins
  // with what is said already.
  function many(input, names) {
    const list = document.createElement("datalist");
    list.id = input.id + "-list";
    input.after(list);
    input.setAttribute("list", list.id);
    let before = null;
    const fill = () => {
      const begin = input.value.includes(",") ? input.value.slice(0, input.value.lastIndexOf(",") + 1) + " " : "";
      if (begin === before) return;
      before = begin;
      list.replaceChildren(...names.map((n) => new Option("", begin + n)));
    };
    input.addEventListener("focus", fill);
    input.addEventListener("input", fill);
  }

  // suggest fills an input's list with what the server knows that begins as what is typed.
  function suggest(input) {
    const list = document.createElement("datalist");
    list.id = input.id + "-list";
    input.after(list);
    input.setAttribute("list", list.id);
    let last = 0;
    input.addEventListener("input", async () => {
      const turn = ++last;
      if (input.value.trim().length < 2) return;
      try {
        const response = await fetch(input.dataset.suggest + encodeURIComponent(input.value.trim()));
        const names = await response.json();
        if (turn === last) list.replaceChildren(...names.map((n) => new Option("", n)));
      } catch {
        list.replaceChildren(); // without suggestions a name can still be typed
      }
    });
  }

  // fit makes a select as wide as what it says, where the browser cannot.
  function fit(select) {
    const ruler = document.createElement("span");
    ruler.className = "ruler";
    ruler.textContent = select.selectedOptions[0]?.textContent ?? "";
    select.after(ruler);
    select.style.width = ruler.getBoundingClientRect().width + 24 + "px";
    ruler.remove();
  }

  function start() {
    const form = document.querySelector("form[data-live]");
    document.querySelectorAll("[data-suggest]").forEach(suggest);
    if (!form) return;
    const fits = !CSS.supports("field-sizing", "content");
    form.addEventListener("change", (e) => {
      if (e.target.name === "ppp" && e.target.checked) form.elements.currency.value = "";
      if (e.target.name === "currency" && e.target.value) form.elements.ppp.checked = false;
      if (fits && e.target.tagName === "SELECT") fit(e.target);
      if (form.checkValidity()) go(address(form));
    });
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      go(address(form));
    });
    form.querySelectorAll("input[type=range]").forEach((s) => slide(s, form));
    const names = [...document.querySelectorAll("#skills option")].map((o) => o.value);
    form.querySelectorAll("[data-many]").forEach((i) => many(i, names));
    if (fits) form.querySelectorAll("select").forEach(fit);
  }

  document.addEventListener("click", async (e) => {
    const a = e.target.closest("a[data-sort], a[data-copy]");
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
    if (a.dataset.sort !== undefined) {
      e.preventDefault();
      const url = a.getAttribute("href");
      const kept = document.querySelector("form[data-live]")?.elements.sort;
      if (kept) kept.value = new URL(url, location.href).searchParams.get("sort");
      go(url);
    } else if (navigator.clipboard) {
      e.preventDefault();
      const before = a.textContent;
      const text = await (await fetch(a.href)).text();
      await navigator.clipboard.writeText(text).then(() => {
        a.textContent = "copied";
        said("copied");
        setTimeout(() => { a.textContent = before; }, 2000);
      }, () => location.assign(a.href));
    }
  });

  // back and forward: the whole page, so that the form says what the address does.
  addEventListener("popstate", async () => {
    if (here() === seen) return; // a place on the same page
    seen = here();
    const turn = ++asked;
    try {
      const response = await fetch(location.href);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (turn < shown) return;
      shown = turn;
      document.getElementById("main").replaceWith(page.getElementById("main"));
      document.title = page.title;
      start();
    } catch {
      location.reload();
    }
  });

  start();
})();
