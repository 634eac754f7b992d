/* Asks how far an export is until it is over, then shows the page with the file. */
(() => {
  const box = document.querySelector('[data-progress]');
  if (!box) return;
  const set = (name, text) => {
    const part = box.querySelector(`[data-${name}]`);
    if (part) part.textContent = text;
  };
  const look = async () => {
    const answer = await fetch(box.dataset.progress, {
      credentials: 'same-origin',
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
    });
    if (!answer.ok) return;
    const job = await answer.json();
    if (job.over) {
      location.reload();
      return;
    }
    box.querySelector('progress').value = job.percent;
    set('percent', `${job.percent} %`);
    set('words', job.words);
    set('done', job.done);
    set('all', job.all);
    setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
})();
