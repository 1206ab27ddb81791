/* SPDX-License-Identifier: Apache-2.0 */
/* Filter and sort for the findings; the page is complete without it. Keys: "/" goes to the
 * search, Escape empties it; everything else is a native control. */
(function () {
  "use strict";
  var table = document.getElementById("finding-table");
  var opened = [];

  function fold(text) { return text.normalize("NFKC").toLowerCase(); }

  addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (d) {
      d.open = true;
      opened.push(d);
    });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (d) { d.open = false; });
    opened = [];
  });
  if (!table) return;

  var filters = document.getElementById("filters");
  var search = document.getElementById("search");
  var least = document.getElementById("least");
  var kev = document.getElementById("only-kev");
  var fix = document.getElementById("only-fix");
  var open = document.getElementById("only-open"); /* where the record was asked */
  var shown = document.getElementById("shown");
  var all = document.getElementById("open-all");
  var rows = Array.from(table.tBodies).map(function (body, i) {
    var d = body.dataset;
    return { body: body, text: fold(body.textContent), first: i, severity: +d.severity,
      cvss: +d.cvss, epss: +d.epss, kev: "kev" in d, fix: "fix" in d,
      open: "open" in d, id: d.id, name: fold(d.name) };
  });

  function filter() {
    var words = fold(search.value).split(/\s+/).filter(Boolean), count = 0;
    rows.forEach(function (r) {
      var ok = r.severity >= +least.value && (!kev.checked || r.kev) && (!fix.checked || r.fix) &&
        (!open || !open.checked || r.open) && words.every(function (w) { return r.text.includes(w); });
      r.body.hidden = !ok;
      count += ok ? 1 : 0;
    });
    shown.textContent = shown.dataset.text.replace("%1", count).replace("%2", rows.length);
  }

  function sort(th, key, up) {
    table.querySelectorAll("th[aria-sort]").forEach(function (other) {
      other.removeAttribute("aria-sort");
    });
    th.setAttribute("aria-sort", up ? "ascending" : "descending");
    rows.sort(function (a, b) {
      var order = a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0;
      return (up ? order : -order) || a.first - b.first;
    });
    rows.forEach(function (r) { table.appendChild(r.body); });
  }

  table.querySelectorAll("th[data-key]").forEach(function (th) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = th.textContent;
    th.replaceChildren(button);
    button.addEventListener("click", function () {
      var was = th.getAttribute("aria-sort"), text = "text" in th.dataset;
      sort(th, th.dataset.key, was ? was === "descending" : text);
    });
  });
  [search, least, kev, fix, open].forEach(function (control) {
    if (control) control.addEventListener("input", filter);
  });
  /* A link to a reason opens it, also in browsers that do not do so themselves. */
  function reveal() {
    var reason = /^#why-\d+$/.test(location.hash) && document.querySelector(location.hash);
    var details = reason && reason.closest("details");
    if (details && !details.open) {
      details.open = true;
      details.scrollIntoView({ block: "nearest" });
    }
  }
  addEventListener("hashchange", reveal);
  all.addEventListener("click", function () {
    var unfold = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(unfold));
    table.querySelectorAll("details").forEach(function (d) { d.open = unfold; });
  });
  addEventListener("keydown", function (event) {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && document.activeElement === search) {
      search.value = "";
      filter();
    }
  });
  filters.hidden = false;
  filter();
  reveal();
})();
