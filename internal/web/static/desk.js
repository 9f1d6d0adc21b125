// The desk's own script: keys, drafts, counters. Every page works without it.
(() => {
  'use strict';
  const $ = (sel, root = document) => root.querySelector(sel);
  const $$ = (sel, root = document) => [...root.querySelectorAll(sel)];

  // htmx puts our own pages' HTML into the page, under the one policy that the
  // server's Content-Security-Policy names.
  if (window.htmx && window.trustedTypes) {
    const policy = trustedTypes.createPolicy('vigia', { createHTML: s => s, createScript: () => '' });
    htmx.registerExtension('vigia', { init: api => api.initSecurity(policy) });
  }

  // What a browser remembers. It may refuse to; then nothing is remembered.
  const who = document.body.dataset.who || '';
  const store = {
    get(k) { try { return localStorage.getItem(`vigia:${who}:${k}`); } catch { return null; } },
    set(k, v) { try { localStorage.setItem(`vigia:${who}:${k}`, v); } catch { /* full or forbidden */ } },
    del(k) { try { localStorage.removeItem(`vigia:${who}:${k}`); } catch { /* forbidden */ } },
    drop(prefix) {
      try {
        const p = `vigia:${who}:draft:${prefix}`;
        Object.keys(localStorage).filter(k => k.startsWith(p)).forEach(k => localStorage.removeItem(k));
      } catch { /* forbidden */ }
    },
  };

  // Drafts: what is typed survives a reload until it is sent.
  const restore = root => {
    $$('[data-done]').forEach(el => store.drop(el.dataset.done));
    $$('[data-draft]', root).forEach(el => {
      const kept = store.get('draft:' + el.dataset.draft);
      if (kept === null || el.readOnly) return;
      if (kept === el.defaultValue) { store.del('draft:' + el.dataset.draft); return; }
      if (el.value === el.defaultValue) el.value = kept;
    });
    $$('[data-count]', root).forEach(count);
    $$('[data-cite], [data-dismiss]', root).forEach(el => { el.hidden = false; });
    $$('[data-suggest]:not([role])', root).forEach(el => suggest(el));
    dismiss();
  };

  // A notice that all went well leaves by itself; a problem stays.
  let leaving;
  const dismiss = () => {
    const notice = $('.notice:not(.problem)');
    clearTimeout(leaving);
    if (notice) leaving = setTimeout(() => { if (notice.matches(':hover, :focus-within')) dismiss(); else notice.remove(); }, 10000);
  };

  // Counters of sentences and characters. The server counts for good.
  const count = el => {
    const out = document.getElementById(el.dataset.count);
    const text = el.value.trim();
    if (!out || !text) return;
    const s = (text.match(/[.!?…。؟]+(?=["'”’»)\]]*(\s|$))/g) || []).length + (/[.!?…。؟]["'”’»)\]]*$/.test(text) ? 0 : 1);
    const c = [...text].length;
    out.textContent = out.dataset.words.replace('{s}', s).replace('{c}', c);
    out.classList.toggle('over', s > 3 || c > 600);
  };

  document.addEventListener('input', e => {
    const el = e.target;
    if (el.dataset.draft) store.set('draft:' + el.dataset.draft, el.value);
    if (el.dataset.count) count(el);
    if ('keysOff' in el.dataset) store.set('keys', el.checked ? 'off' : 'on');
  });

  document.addEventListener('click', e => {
    const cite = e.target.closest('[data-cite]');
    if (cite) {
      const box = document.getElementById('text');
      box.setRangeText((/\s$/.test(box.value.slice(0, box.selectionStart)) || !box.value ? '' : ' ') + cite.dataset.cite, box.selectionStart, box.selectionEnd, 'end');
      box.dispatchEvent(new Event('input', { bubbles: true }));
      box.focus();
      return;
    }
    e.target.closest('[data-dismiss]')?.closest('.notice').remove();
    // One open menu at a time, closed by a click elsewhere.
    $$('details.menu[open], details.meter[open]').forEach(d => { if (!d.contains(e.target)) d.open = false; });
  });

  document.addEventListener('submit', e => {
    const ask = e.submitter?.dataset.confirm;
    if (ask && !confirm(ask)) e.preventDefault();
  }, true);

  // The queue: one story is current; its report stands in the pane.
  const rows = () => $$('[data-list] a[data-row]');
  const follow = () => {
    const id = $('#pane')?.dataset.report;
    if (!$('.stories')) return;
    $$('.story').forEach(li => {
      const on = !!id && li.dataset.reports.split(' ').includes(id);
      li.classList.toggle('current', on);
      const a = $('a[data-row]', li);
      if (on) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current');
    });
    $('.workspace')?.classList.toggle('open', !!id);
    const current = $('.story.current');
    current?.scrollIntoView({ block: 'nearest' });
    if (document.activeElement?.closest('.stories')) $('a[data-row]', current || document)?.focus({ preventScroll: true });
  };
  let ahead = null; // the row that keys went to while its report is on the way
  const step = by => {
    const all = rows();
    if (!all.length) return;
    let at = all.indexOf(ahead);
    if (at < 0) at = all.findIndex(a => a.getAttribute('aria-current') === 'true');
    if (at < 0) at = all.indexOf(document.activeElement);
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (at === all.indexOf(next)) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
    if (next.closest('.stories')) { ahead = next; next.click(); }
  };

  // Names: a field offers those that begin with what is typed. "go" leads to the
  // chosen one's page, "id" writes its id into the field. Without script the
  // form's page of results does the same.
  const suggest = input => {
    const list = document.createElement('ul');
    list.className = 'suggestions';
    list.id = 'suggest-' + (input.id || input.name);
    list.setAttribute('role', 'listbox');
    list.hidden = true;
    input.after(list);
    input.parentElement.classList.add('has-suggestions');
    for (const [k, v] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })) input.setAttribute(k, v);
    let at = -1, asked = 0, timer;
    const close = () => { list.hidden = true; at = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const mark = to => {
      at = to;
      [...list.children].forEach((li, i) => li.setAttribute('aria-selected', i === at ? 'true' : 'false'));
      const li = list.children[at];
      if (li) { input.setAttribute('aria-activedescendant', li.id); li.scrollIntoView({ block: 'nearest' }); } else input.removeAttribute('aria-activedescendant');
    };
    const take = li => {
      if (input.dataset.suggest === 'go') { location.assign(li.dataset.url); return; }
      input.value = li.dataset.id;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      clearTimeout(timer);
      close();
    };
    const show = found => {
      list.replaceChildren(...found.map((n, i) => {
        const li = document.createElement('li');
        li.id = `${list.id}-${i}`;
        li.setAttribute('role', 'option');
        li.setAttribute('aria-selected', 'false');
        Object.assign(li.dataset, { id: n.id, url: n.url });
        const [name, says, listed] = ['b', 'small', 'span'].map(t => document.createElement(t));
        name.textContent = n.name; name.dir = 'auto';
        says.textContent = n.says; says.dir = 'auto';
        listed.textContent = n.listed; listed.className = 'listed';
        li.append(name, says, ...(n.listed ? [listed] : []));
        return li;
      }));
      list.hidden = !found.length;
      input.setAttribute('aria-expanded', String(found.length > 0));
      at = -1;
    };
    input.addEventListener('input', () => {
      clearTimeout(timer);
      const words = input.value.trim(), mine = ++asked;
      if (words.length < 2) { close(); return; }
      timer = setTimeout(async () => {
        try {
          const answer = await fetch('/entities/suggest?q=' + encodeURIComponent(words));
          if (answer.ok && mine === asked && document.activeElement === input) show(await answer.json());
        } catch { close(); /* the form still works */ }
      }, 120);
    });
    input.addEventListener('keydown', e => {
      const many = list.children.length;
      if (list.hidden || e.isComposing) return;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { // suggest: of the open list
        e.preventDefault();
        clearTimeout(timer);
        asked++; // what comes late does not change the list under the reader
        mark(e.key === 'ArrowDown' ? (at + 2) % (many + 1) - 1 : (at + many + 1) % (many + 1) - 1); // suggest: -1 is the field itself
      } else if (e.key === 'Enter' && at >= 0) { // suggest: takes the marked one
        e.preventDefault();
        take(list.children[at]);
      } else if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); close(); } // suggest: closes
    });
    list.addEventListener('mousedown', e => { e.preventDefault(); const li = e.target.closest('li'); if (li) take(li); });
    input.addEventListener('blur', close);
  };

  // Keys. Single ones do nothing while somebody types, and can be switched off.
  const typing = el => el.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');
  const visible = el => el.id === 'undo' || el.closest('#undo') || el.getClientRects().length > 0 || el.closest('.menu');
  const act = key => {
    // In a list whose lines have keys of their own, those of the current line.
    const line = document.activeElement?.closest('[data-scope]');
    const all = $$('[data-key]').filter(x => x.dataset.key === key && visible(x));
    const el = all.find(x => line?.contains(x)) || (all[0]?.closest('[data-scope]') ? all[0] : all.pop());
    if (!el) return false;
    if (el.matches('input, textarea')) { el.focus(); el.select(); } else el.click();
    return true;
  };
  const dialog = () => {
    const d = $('#keys');
    if (!d?.showModal) return false;
    $('[data-keys-off]', d).checked = store.get('keys') === 'off';
    d.open ? d.close() : d.showModal();
    return true;
  };
  document.addEventListener('keydown', e => {
    if (e.isComposing || e.defaultPrevented) return;
    const mod = e.ctrlKey || e.metaKey;
    if (mod && !e.altKey && (e.key === 'Enter' || e.key === 's')) {
      const form = e.target.closest('form.panel, form.write') || (e.key === 's' && $('form.write'));
      if (form) { e.preventDefault(); form.requestSubmit($('button.primary', form)); }
      return;
    }
    if (mod || e.altKey) return;
    if (e.key === 'Escape') {
      if ($('dialog[open]')) return;
      const open = $('details.menu[open], details.meter[open]');
      if (open) { open.open = false; $('summary', open).focus(); return; }
      // A form that can be cancelled is; from any other field it only leads out.
      if (typing(e.target) && !$('[data-key=Escape]', e.target.closest('.panel') || e.target)) { e.target.blur(); return; }
      if (act('Escape')) e.preventDefault();
      return;
    }
    if (typing(e.target) || $('dialog[open]') && e.key !== '?') return;
    if (e.key === '?') { if (dialog()) e.preventDefault(); return; }
    if (store.get('keys') === 'off' || !/^[a-z1-9/]$/.test(e.key)) return;
    // Whoever types faster than the page changes loses nothing: j and k
    // overtake, every other key waits for what it is meant for.
    if (e.key === 'j' || e.key === 'k') { e.preventDefault(); step(e.key === 'j' ? 1 : -1); return; }
    if (busy) { e.preventDefault(); waiting.push(e.key); return; }
    if (act(e.key)) e.preventDefault();
  });

  let busy = 0;
  const waiting = [];
  document.addEventListener('htmx:before:request', () => { busy++; });
  document.addEventListener('htmx:finally:request', e => {
    if (e.target === ahead || !ahead?.isConnected) ahead = null;
    busy = Math.max(0, busy - 1);
    while (!busy && waiting.length) act(waiting.shift());
  });

  // A narrow page begins with its list, not with its filters.
  const fold = () => { const d = $('.rail-fold'); if (d && matchMedia('(max-width: 54rem)').matches) d.open = false; };

  document.addEventListener('htmx:after:swap', () => { restore(document); follow(); });
  fold();
  restore(document);
  follow();
  document.documentElement.dataset.ready = 'yes';
})();
