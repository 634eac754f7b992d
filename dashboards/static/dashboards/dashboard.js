/* Draws the charts, switches between chart and table, and looks for new numbers. */
(() => {
  const dark = () => {
    const theme = document.documentElement.classList;
    const system = matchMedia('(prefers-color-scheme: dark)').matches;
    return theme.contains('w-theme-dark') || (theme.contains('w-theme-system') && system);
  };

  const fetchOurs = (url, headers = {}) =>
    fetch(url, { credentials: 'same-origin', headers: { 'X-Requested-With': 'XMLHttpRequest', ...headers } });

  const draw = async (plot) => {
    const url = new URL(plot.dataset.figureUrl, location.href);
    if (plot.clientWidth < 480) url.searchParams.set('narrow', '1');
    if (dark()) url.searchParams.set('dark', '1');
    const answer = await fetchOurs(url, { Accept: 'application/json' });
    if (!answer.ok) return;
    const figure = await answer.json();
    await window.Plotly.react(plot, figure.data, figure.layout, {
      responsive: true,
      displayModeBar: false,
      displaylogo: false,
    });
    plot.dataset.done = '1';
  };

  const show = (chart, what) => {
    const plot = chart.querySelector('[data-figure-url]');
    const table = chart.querySelector('[data-table]');
    plot.hidden = what !== 'plot';
    table.hidden = what !== 'table';
    chart.querySelectorAll('[data-show]').forEach((button) => {
      button.setAttribute('aria-pressed', String(button.dataset.show === what));
    });
    if (what === 'plot' && !plot.dataset.done) draw(plot);
  };

  const start = (chart) => {
    const toggle = chart.querySelector('.s-toggle');
    if (!chart.querySelector('[data-figure-url]')) return;
    toggle.hidden = false;
    toggle.addEventListener('click', (event) => {
      const button = event.target.closest('[data-show]');
      if (button) show(chart, button.dataset.show);
    });
    show(chart, 'plot');
  };

  let etag = '';
  const tellTime = (iso) => {
    const time = document.getElementById('as-of');
    if (!iso || !time) return;
    time.dateTime = iso;
    time.textContent = new Intl.DateTimeFormat(document.documentElement.lang === 'en' ? 'en-GB' : 'ar-JO-u-nu-latn', {
      timeZone: 'Asia/Amman',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hour12: false,
    }).format(new Date(iso));
  };

  const look = async (numbers) => {
    if (document.hidden) return;
    const answer = await fetchOurs(numbers.dataset.url, etag ? { 'If-None-Match': etag } : {});
    if (answer.status === 403) {
      document.getElementById('as-of').textContent = numbers.dataset.sessionEnded;
      return;
    }
    if (answer.status !== 200 && answer.status !== 304) return;
    tellTime(answer.headers.get('X-As-Of'));
    if (answer.status === 304) return;
    const known = etag;
    etag = answer.headers.get('ETag') || '';
    const html = await answer.text();
    if (!known) return; // The page is as new as this answer.
    const holder = new DOMParser().parseFromString(html, 'text/html');
    numbers.replaceChildren(...holder.body.childNodes);
    document.querySelectorAll('[data-figure-url]').forEach((plot) => {
      delete plot.dataset.done;
      if (!plot.hidden) draw(plot);
    });
  };

  const dates = () => {
    const period = document.getElementById('id_period');
    if (!period) return;
    const apply = () => {
      document.querySelectorAll('[data-dates]').forEach((field) => {
        field.hidden = period.value !== 'dates';
      });
    };
    period.addEventListener('change', apply);
    apply();
  };

  dates();
  document.querySelectorAll('[data-chart]').forEach(start);
  const numbers = document.getElementById('numbers');
  if (numbers) {
    const seconds = Math.max(30, Number(numbers.dataset.seconds) || 60);
    look(numbers);
    setInterval(() => look(numbers), seconds * 1000);
  }
})();
