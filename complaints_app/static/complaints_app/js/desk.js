/* Small conveniences of the desk; every page works without them. */

const on = (selector, event, act) => {
  document.querySelectorAll(selector).forEach((element) => element.addEventListener(event, (e) => act(element, e)));
};

const openInPlace = () => {
  on('[data-opens]', 'click', (link, event) => {
    const part = document.getElementById(link.dataset.opens);
    if (!part) return;
    event.preventDefault();
    part.hidden = !part.hidden;
    link.setAttribute('aria-expanded', String(!part.hidden));
  });
  on('[data-opens]', 'keydown', (link, event) => {
    if (event.code === 'Space') { event.preventDefault(); link.click(); }
  });
};

const copyNumbers = () => {
  if (!navigator.clipboard) return;
  document.querySelectorAll('[data-copy]').forEach((button) => { button.hidden = false; });
  on('[data-copy]', 'click', (button) => navigator.clipboard.writeText(button.dataset.copy));
};

const unfoldActions = () => on('[data-unfolds]', 'click', (button) => {
  const open = button.closest('[data-actions]').classList.toggle('is-open');
  button.setAttribute('aria-expanded', String(open));
});

const showPromise = (group) => {
  const chosen = group.querySelector('input[name="promise_on"]:checked');
  const panel = group.querySelector('[data-promise-panel]');
  if (!chosen || !panel) return;
  panel.hidden = false;
  panel.querySelector('[data-promise-words]').textContent = chosen.dataset.words;
  panel.querySelector('[data-promise-until]').textContent = chosen.dataset.until;
  panel.querySelector('[data-promise-n]').textContent = chosen.dataset.n;
  group.querySelectorAll('[data-day]').forEach((quick) => quick.classList.toggle('is-chosen', quick.dataset.day === chosen.value));
};

const followPromise = () => document.querySelectorAll('[data-promise]').forEach((group) => {
  showPromise(group);
  group.addEventListener('change', () => showPromise(group));
});

/* What somebody typed survives a reload or the end of the session (door.js keeps whose it is, and wipes it at
   sign-out); it is forgotten once it was sent. */
const SENT = 'shakwa:sent';
const keepTyped = () => document.querySelectorAll('form[data-typed]').forEach((form) => {
  const drafts = window.shakwa?.drafts;
  if (!drafts) return;
  const key = form.dataset.typed;
  const fields = () => [...form.querySelectorAll('textarea, input[type="text"]')];
  const kept = drafts.read(key)?.typed || {};
  fields().forEach((field) => { if (!field.value && kept[field.name]) field.value = kept[field.name]; });
  form.addEventListener('input', () => {
    drafts.write(key, { typed: Object.fromEntries(fields().map((field) => [field.name, field.value])) });
  });
  form.addEventListener('submit', () => sessionStorage.setItem(SENT, key));
});

const forgetWhatWasSent = () => {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (key && document.querySelector('.messages .success')) window.shakwa?.drafts?.forget(key);
};

const focusFirst = () => document.querySelector('[data-focus-first]')?.focus();

forgetWhatWasSent();
openInPlace();
copyNumbers();
unfoldActions();
followPromise();
keepTyped();
focusFirst();
