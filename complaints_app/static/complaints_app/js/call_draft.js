/* What was typed so far: in this tab at once, on the server a moment later, in order. */
(() => {
  const WAIT = 700;
  const AGAIN = 4000;

  window.shakwa.CallDraft = class {
    constructor({ key, address, seq, read, onState }) {
      Object.assign(this, { key, address, seq, read, onState });
      this.timer = 0;
      this.sending = false;
      this.ended = false;
    }

    // A newer draft of this tab than the server has: the connection was lost, or the session.
    newer() {
      const local = window.shakwa.drafts.read(this.key);
      return local && local.seq > this.seq ? local : null;
    }

    changed() {
      if (this.ended) return;
      this.seq += 1;
      window.shakwa.drafts.write(this.key, { seq: this.seq, fields: this.read() });
      this.dirty = true;
      this.later(WAIT);
    }

    later(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), wait);
    }

    async send(options = {}) {
      clearTimeout(this.timer);
      if (this.ended || !this.dirty || (this.sending && !options.keepalive)) {
        if (this.sending) this.later(WAIT);
        return;
      }
      this.dirty = false;
      this.sending = true;
      const json = { seq: this.seq, fields: this.read() };
      const answer = await window.shakwa.door(this.address, { method: "PUT", json, ...options });
      this.sending = false;
      if (answer.status === 204) {
        this.onState("saved");
      } else if (answer.status === 409) {
        // Another tab of the same call was ahead: what is typed here is the newest all the same.
        this.seq = Math.max(this.seq, answer.json().seq) + 1;
        this.dirty = true;
        this.later(WAIT);
      } else if (answer.status === 410) {
        this.stop();
        this.onState("ended");
      } else if (!answer.aborted) {
        this.dirty = true;
        this.onState("local");
        this.later(AGAIN);
      }
      if (this.dirty) this.later(this.offlineWait(answer));
    }

    offlineWait(answer) {
      return answer.offline || answer.ended ? AGAIN : WAIT;
    }

    // The call is over: nothing of it stays in this tab.
    stop() {
      this.ended = true;
      clearTimeout(this.timer);
      window.shakwa.drafts.forget(this.key);
    }

    // While it is being registered no draft may overtake it.
    hold() {
      clearTimeout(this.timer);
      this.ended = true;
    }

    release() {
      this.ended = false;
    }
  };
})();
