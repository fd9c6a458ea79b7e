/* Additions only: everything here also works as a plain link or form. */
(function () {
  "use strict";
  var d = document, root = d.documentElement, KEYS = "single-keys";
  root.classList.add("js");
  function $(selector, within) { return (within || d).querySelector(selector); }
  function $$(selector) { return Array.from(d.querySelectorAll(selector)); }
  function say(text) { var e = $("#say"); e.textContent = ""; setTimeout(function () { e.textContent = text; }, 50); }
  function stored(name) { try { return localStorage.getItem(name); } catch (e) { return null; } }
  function store(name, value) { try { localStorage.setItem(name, value); } catch (e) { /* a shared PC may forbid it */ } }
  function keysOn() { return stored(KEYS) !== "off"; }

  /* Focus: errors first, then the message that holds "undo". */
  function settle() {
    var target = $("#error-summary:not([data-seen])") || $(".flash:not([data-seen])");
    if (target) { target.dataset.seen = "1"; target.focus(); }
    var on = $("#keys-on"); if (on) on.checked = keysOn();
    $$("[data-count-of]").forEach(function (c) { count(d.getElementById(c.dataset.countOf)); });
    tick();
  }
  /* The need that is open is in sight in the queue beside it. */
  function show() { var here = $(".q-list .is-cur"); if (here && here.offsetParent) here.scrollIntoView({ block: "nearest" }); }
  d.addEventListener("DOMContentLoaded", show);
  d.addEventListener("htmx:after:swap", settle);
  if (d.readyState !== "loading") settle(); else d.addEventListener("DOMContentLoaded", settle);

  /* Counts: characters left, rows ticked. Code points, as the server counts. */
  function count(box) {
    var out = box && $('[data-count-of="' + box.id + '"]'); if (!out) return;
    var left = box.dataset.max - Array.from(box.value).length;
    out.textContent = (left < 0 ? out.dataset.over : out.dataset.left).replace("{n}", Math.abs(left));
    out.classList.toggle("over", left < 0);
  }
  function tick() {
    $$("[data-ticked]").forEach(function (e) {
      e.textContent = $$('input[name="' + e.dataset.ticked + '"]:checked').length;
    });
  }
  d.addEventListener("change", function (ev) {
    if (ev.target.id === "keys-on") store(KEYS, ev.target.checked ? "on" : "off");
    if (ev.target.type === "checkbox") tick();
  });

  /* Autosave: a form with data-autosave="address" is sent there 2 s after typing stops. */
  var timers = new WeakMap();
  function save(form) {
    var body = new URLSearchParams(new FormData(form));
    fetch(form.dataset.autosave, { method: "POST", body: body, headers: { "HX-Request": "true" }, redirect: "error" })
      .then(function (r) { return r.ok ? form.dataset.saved : form.dataset.unsaved; })
      .catch(function () { return form.dataset.unsaved; })
      .then(function (text) { var e = $("[data-save-state]", form); if (e && text) e.textContent = text; });
  }
  d.addEventListener("input", function (ev) {
    count(ev.target);
    var form = ev.target.closest("form[data-autosave]"); if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(function () { save(form); }, 2000));
  });
  d.addEventListener("submit", function (ev) { clearTimeout(timers.get(ev.target)); });

  d.addEventListener("click", function (ev) {
    var link = ev.target.closest(".err-sum a, .err-line a"), box = link && d.getElementById(link.hash.slice(1));
    if (box) { ev.preventDefault(); box.focus(); box.scrollIntoView({ block: "center" }); }
    var opener = ev.target.closest("[data-open]"); if (opener) { ev.preventDefault(); $("#" + opener.dataset.open).showModal(); }
    if (ev.target.closest("[data-print]")) window.print();
    var go = ev.target.closest("[data-go]"), row = go && $('[data-row="' + go.dataset.go + '"]');
    if (row) { ev.preventDefault(); row.click(); }
    var shown = ev.target.closest("[data-row]"); if (shown) mark(shown);
    $$("details.menu[open]").forEach(function (m) { if (!m.contains(ev.target)) m.open = false; });
  });
  /* One of a list of people is shown in the pane beside it. */
  function mark(row) {
    if (row.dataset.say) say(row.dataset.say);
    $$("[data-row][aria-current]").forEach(function (r) { r.removeAttribute("aria-current"); r.closest("li").classList.remove("is-cur"); });
    row.setAttribute("aria-current", "true"); row.closest("li").classList.add("is-cur");
    var pane = $("#detail"); if (!pane) return;
    pane.scrollTop = 0;
    if (matchMedia("(max-width: 79.99em)").matches) setTimeout(function () { pane.scrollIntoView(); }, 120);
  }

  /* Keys: never while an IME composes, never in a field, single ones can be switched off (WCAG 2.1.4). */
  var composing = false;
  d.addEventListener("compositionstart", function () { composing = true; });
  d.addEventListener("compositionend", function () { composing = false; });
  function step(by) {
    var rows = $$("[data-row]"), at = rows.findIndex(function (r) { return r.hasAttribute("aria-current"); });
    var next = rows[at + by], list = rows.length && rows[0].closest("[data-first]");
    if (next) { next.focus(); next.click(); } else if (list) say(by > 0 ? list.dataset.last : list.dataset.first);
    return rows.length > 0;
  }
  d.addEventListener("keydown", function (ev) {
    if (composing || ev.isComposing || ev.keyCode === 229) return;
    var form = ev.target.closest("form");
    if (ev.key === "Enter" && ev.ctrlKey && form) { ev.preventDefault(); form.requestSubmit(); return; }
    if (ev.key === "Escape") $$("details.menu[open]").forEach(function (m) { m.open = false; $("summary", m).focus(); });
    if (ev.ctrlKey || ev.metaKey || ev.altKey || !keysOn()) return;
    if (ev.target.closest("input:not([type=checkbox]):not([type=radio]),select,textarea,dialog[open]")) return;
    var key = ev.key.toLowerCase();
    if ((key === "j" || key === "k") && step(key === "j" ? 1 : -1)) { ev.preventDefault(); return; }
    var target = $$("[data-key]").find(function (e) { return e.dataset.key === key; }); if (!target) return;
    ev.preventDefault();
    if (target.type === "radio") {
      target.checked = true; target.dispatchEvent(new Event("change", { bubbles: true }));
      var reason = $("[data-reason]"); (reason || target).focus();
    } else if (target.tagName === "INPUT") target.focus(); else target.click();
  });
})();
