// The page of `trinity profile --html`: a flame graph that needs no other file, no network and no pointer.
//
// Frames are drawn from the JSON of the profile, callers above callees, as wide as their time. Colours say what ran: tier 2, tier 1,
// builtins, the collector. The page follows the reader's light or dark setting, and has a switch for it.
#include "profile_report.hpp"

namespace tri::cli {

namespace {

constexpr const char* kHead = R"page(<style>
:root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --soft: #59636e; --line: #d1d9e0; --panel: #f6f8fa;
  --tier3: #f2c14e; --tier2: #f4a259; --tier1: #e4717a; --builtin: #7fb3d5; --collector: #a3c585; --other: #c9c5bd; --on: #1b1f24; --mark: #6f42c1; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --back: #14171b; --text: #e6e9ed; --soft: #9aa4af;
  --line: #343b43; --panel: #1d2228; --mark: #c7a6ff; } }
:root[data-theme=dark] { color-scheme: dark; --back: #14171b; --text: #e6e9ed; --soft: #9aa4af; --line: #343b43;
  --panel: #1d2228; --mark: #c7a6ff; }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; background: var(--back); color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; margin-bottom: 12px; }
h1 { font-size: 17px; margin: 0; } .soft { color: var(--soft); }
input, button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 3px 9px; }
input { min-width: 15em; } .space { flex: 1; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
#key span { display: inline-block; margin-right: 14px; } #key i { display: inline-block; width: 11px; height: 11px; margin-right: 5px; border-radius: 2px; }
#graph { position: relative; width: 100%; overflow: hidden; border: 1px solid var(--line); border-radius: 6px; }
.f { position: absolute; height: 19px; padding: 0 4px; border: 0; border-right: 1px solid var(--back); border-radius: 2px;
  color: #1b1f24; font: 12px/19px ui-monospace, monospace; text-align: left; white-space: nowrap; overflow: hidden; cursor: pointer; }
.f.above { opacity: .55; } .f.miss { filter: grayscale(1) opacity(.45); }
.f.now { box-shadow: inset 0 0 0 2px var(--mark); z-index: 1; } .f:focus-visible { outline-offset: -2px; }
#about { margin-top: 12px; padding: 10px 12px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; min-height: 7em; }
#about table { border-spacing: 14px 0; margin-left: -14px; font-variant-numeric: tabular-nums; } #about td:first-child { text-align: right; }
kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; background: var(--panel); font-size: 12px; }
</style></head><body>
<header><h1 id="title"></h1><span class="soft" id="sums"></span><span class="space"></span>
<input id="search" type="search" placeholder="search: a function or file" aria-label="search"><span id="found" class="soft" role="status"></span>
<button id="back">whole program</button><button id="theme" title="light or dark">light / dark</button></header>
<div id="graph" role="tree" aria-label="flame graph"></div>
<div id="about" aria-live="polite"></div>
<p class="soft"><span id="key"></span><kbd>&larr;</kbd> <kbd>&rarr;</kbd> <kbd>&uarr;</kbd> <kbd>&darr;</kbd> move,
<kbd>Enter</kbd> zoom in, <kbd>Esc</kbd> zoom out, <kbd>/</kbd> search, <kbd>t</kbd> light or dark</p>
)page";

constexpr const char* kScript = R"page(<script>
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const $ = id => document.getElementById(id), total = data.total_ns || 1, rowHeight = 20;
const root = data.tree;
(function link(n, up, depth) { n.up = up; n.depth = depth; n.children.forEach(c => link(c, n, depth + 1)); })(root, null, 0);
const kinds = [['tier3', 'tier 3'], ['tier2', 'tier 2'], ['tier1', 'tier 1'], ['builtin', 'builtin'], ['collector', 'collector'], ['other', 'other']];
const kindOf = n => n.kind === 'lua' ? (n.tier3_ns > Math.max(n.tier1_ns, n.tier2_ns) ? 'tier3' : n.tier1_ns > n.tier2_ns ? 'tier1' : 'tier2')
  : n.kind === 'builtin' || n.kind === 'c' ? 'builtin' : n.kind === 'collector' ? 'collector' : 'other';
const percent = ns => (100 * ns / total).toFixed(1) + ' %';
const time = ns => ns >= 1e9 ? (ns / 1e9).toFixed(2) + ' s' : ns >= 1e6 ? (ns / 1e6).toFixed(1) + ' ms' : (ns / 1e3).toFixed(0) + ' \u00b5s';
let zoomed = root, chosen = root, query = '';
const matches = n => !query || (n.name + ' ' + (n.where || '')).toLowerCase().includes(query);

function draw() {
  const graph = $('graph'), frames = document.createDocumentFragment();
  let deepest = 0;
  const path = [];
  for (let n = zoomed.up; n; n = n.up) path.unshift(n);
  function add(n, left, width, above) {
    if (width < 0.0006) return;
    deepest = Math.max(deepest, n.depth);
    const f = document.createElement('button');
    f.className = 'f' + (above ? ' above' : '') + (matches(n) ? '' : ' miss') + (n === chosen ? ' now' : '');
    f.style.cssText = `left:${left * 100}%;width:${width * 100}%;top:${n.depth * rowHeight}px;background:var(--${n === root ? 'other' : kindOf(n)})`;
    f.textContent = width > 0.015 ? n.name : '';
    f.title = `${n.name}${n.where ? '  ' + n.where : ''}\n${percent(n.total_ns)} with what it calls, ${percent(n.self_ns)} itself`;
    f.setAttribute('role', 'treeitem'); f.setAttribute('aria-label', f.title);
    f.tabIndex = n === chosen ? 0 : -1;
    f.onclick = () => { choose(n); zoom(n); };
    f.onmouseenter = () => tell(n); f.onmouseleave = () => tell(chosen);
    n.element = f; frames.append(f);
    if (above) return;
    let at = left;
    for (const c of n.children) { const w = width * c.total_ns / (n.total_ns || 1); add(c, at, w, false); at += w; }
  }
  (function forget(n) { n.element = null; n.children.forEach(forget); })(root);
  path.forEach(n => add(n, 0, 1, true));
  add(zoomed, 0, 1, false);
  graph.replaceChildren(frames);
  graph.style.height = (deepest + 1) * rowHeight + 'px';
}
function tell(n) {
  const about = $('about'); about.replaceChildren();
  const line = (text, kind) => { const p = document.createElement(kind || 'div'); p.textContent = text; about.append(p); return p; };
  line(n.name + (n.where ? '   ' + n.where : ''), 'b');
  line(`${percent(n.total_ns)} (${time(n.total_ns)}) with what it calls, ${percent(n.self_ns)} (${time(n.self_ns)}) itself` +
    (n.kind === 'lua' && n.self_ns ? `; of that ${(100 * n.tier3_ns / n.self_ns).toFixed(0)} % in tier 3, ${(100 * n.tier2_ns / n.self_ns).toFixed(0)} % in tier 2, ${(100 * n.tier1_ns / n.self_ns).toFixed(0)} % in tier 1` : ''));
  const lines = (n.lines || []).slice().sort((a, b) => b.ns - a.ns).slice(0, 8);
  if (!lines.length) return;
  const table = document.createElement('table');
  for (const l of lines) { const row = table.insertRow(); row.insertCell().textContent = percent(l.ns); row.insertCell().textContent = n.file + ':' + l.line; }
  about.append(table);
}
function choose(n, focus) {
  if (chosen.element) { chosen.element.classList.remove('now'); chosen.element.tabIndex = -1; }
  chosen = n; tell(n);
  if (n.element) { n.element.classList.add('now'); n.element.tabIndex = 0; if (focus) n.element.focus({preventScroll: false}); }
}
function zoom(n) { zoomed = n; draw(); if (chosen.element) chosen.element.focus({preventScroll: true}); }
function search(text) {
  query = text.trim().toLowerCase(); draw();
  if (!query) return void ($('found').textContent = '');
  let ns = 0, count = 0;
  (function add(n, inside) { const hit = n !== root && matches(n); if (hit) { count++; if (!inside) ns += n.total_ns; } n.children.forEach(c => add(c, inside || hit)); })(root, false);
  $('found').textContent = count ? `${count} found, ${percent(ns)}` : 'nothing found';
}
function light() {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
}
const near = (n, step) => { const all = n.up ? n.up.children.filter(c => c.element) : []; return all[all.indexOf(n) + step]; };
addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.target === $('search')) { if (e.key === 'Escape') { e.target.value = ''; search(''); choose(chosen, true); } return; }
  const to = e.key === 'ArrowUp' ? chosen.up : e.key === 'ArrowDown' ? chosen.children.find(c => c.element)
    : e.key === 'ArrowLeft' ? near(chosen, -1) : e.key === 'ArrowRight' ? near(chosen, 1) : null;
  if (e.key.startsWith('Arrow')) { if (to) choose(to, true); e.preventDefault(); }
  else if (e.key === 'Enter' && e.target.tagName !== 'BUTTON') zoom(chosen);
  else if (e.key === 'Escape') { zoom(zoomed.up || root); }
  else if (e.key === '/') { $('search').focus(); e.preventDefault(); }
  else if (e.key === 't') light();
});
$('search').oninput = e => search(e.target.value);
$('back').onclick = () => { choose(root); zoom(root); };
$('theme').onclick = light;
$('title').textContent = document.title;
$('sums').textContent = `${data.samples} samples, ${time(data.total_ns)} of ${data.clock === 'wall' ? 'wall' : 'processor'} time`;
for (const [kind, text] of kinds) { const s = document.createElement('span'), i = document.createElement('i'); i.style.background = `var(--${kind})`; s.append(i, text); $('key').append(s); }
draw(); tell(root);
</script></body></html>
)page";

void append_escaped(std::string& to, const std::string& text) {
  for (const char c : text) {
    switch (c) {
      case '<': to += "&lt;"; break;
      case '>': to += "&gt;"; break;
      case '&': to += "&amp;"; break;
      default: to += c;
    }
  }
}

}  // namespace

std::string profile_as_html(const engine::Sampler& sampler, const ProfileTree& tree,
                            const std::string& title) {
  std::string page =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>profile "
      "of ";
  append_escaped(page, title);
  page += "</title>\n";
  page += kHead;
  page += "<script type=\"application/json\" id=\"data\">";
  // In JSON a '<' stands in texts alone, and there it has another spelling that ends no script.
  for (const char c : profile_as_json(sampler, tree)) {
    if (c == '<')
      page += "\\u003c";
    else
      page += c;
  }
  page += "</script>\n";
  page += kScript;
  return page;
}

}  // namespace tri::cli
