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

  // Keys. Single ones do nothing while somebody types, and can be switched off.
  const typing = el => el.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');
  const visible = el => el.id === 'undo' || el.closest('#undo') || el.getClientRects().length > 0 || el.closest('.menu');
  const act = key => {
    const el = $$('[data-key]').filter(x => x.dataset.key === key && visible(x)).pop();
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
      if (typing(e.target) && !e.target.closest('.panel')) { e.target.blur(); return; }
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
