/* The bell: asks each minute how many notices are unread, and only hears of changes. */

const MINUTE = 60_000;
const name = document.querySelector('[data-sms-bell]')?.getAttribute('aria-label') ?? '';
let tag = '';
let over = false;

const show = ({ unread, label }) => document.querySelectorAll('[data-sms-bell]').forEach((bell) => {
  const count = bell.querySelector('[data-sms-bell-count]');
  count.textContent = unread > 99 ? '99+' : String(unread);
  count.hidden = unread === 0;
  bell.setAttribute('aria-label', unread ? `${name}: ${label}` : name);
});

const ask = async () => {
  const bell = document.querySelector('[data-sms-bell]');
  if (!bell || document.hidden || over) return;
  const headers = { 'X-Requested-With': 'XMLHttpRequest' };
  if (tag) headers['If-None-Match'] = tag;
  try {
    const answer = await fetch(bell.dataset.smsBell, { headers, cache: 'no-store' });
    if (answer.status === 403) over = true;
    if (answer.status !== 200) return;
    tag = answer.headers.get('ETag') ?? '';
    show(await answer.json());
  } catch {
    /* No connection: the next minute asks again. */
  }
};

ask();
setInterval(ask, MINUTE);
document.addEventListener('visibilitychange', ask);
