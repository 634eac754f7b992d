/* The one door for everything a screen asks of the server; loaded on every screen.
 *
 *   const answer = await shakwa.door("/admin/…", {method, body, json, headers, remember, signal});
 *   answer: {status, ok, text, headers, json(), offline, ended}
 *
 * It never throws. offline: the server was not reached; ended: the session is over (403), what was typed stays on the page.
 * `remember: true` keeps the answer with its ETag for this tab and asks only whether it has changed.
 * The page is told by events on `document`: shakwa:ended, shakwa:offline, shakwa:online.
 */
(() => {
  const KEPT = "shakwa:kept:";
  const DRAFT = "shakwa:draft:";
  const shakwa = (window.shakwa = window.shakwa || {});

  // Read at this very moment: signing in again in another tab changes it.
  const csrf = () => {
    const pair = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
    if (pair) return decodeURIComponent(pair.slice("csrftoken=".length));
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  };

  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`shakwa:${name}`, { detail }));

  const kept = (url) => {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT + url)) || null;
    } catch {
      return null;
    }
  };

  const keep = (url, etag, text) => {
    try {
      sessionStorage.setItem(KEPT + url, JSON.stringify({ etag, text }));
    } catch {
      // No room: it is asked for again.
    }
  };

  const result = (status, text, headers, more = {}) => ({
    status,
    ok: status >= 200 && status < 300,
    text,
    headers,
    json: () => JSON.parse(text),
    offline: false,
    ended: false,
    ...more,
  });

  let troubled = false;

  shakwa.door = async (url, options = {}) => {
    const { method = "GET", body, json, headers = {}, remember = false, signal, keepalive = false } = options;
    const sent = new Headers(headers);
    sent.set("X-Requested-With", "XMLHttpRequest");
    if (!["GET", "HEAD"].includes(method)) sent.set("X-CSRFToken", csrf());
    if (json !== undefined) sent.set("Content-Type", "application/json");
    const old = remember ? kept(url) : null;
    if (old) sent.set("If-None-Match", old.etag);
    let response;
    let text;
    try {
      response = await fetch(url, {
        method,
        headers: sent,
        body: json !== undefined ? JSON.stringify(json) : body,
        credentials: "same-origin",
        redirect: "error",
        cache: "no-store",
        signal,
        keepalive,
      });
      text = await response.text();
    } catch (error) {
      if (error.name === "AbortError") return result(0, "", new Headers(), { aborted: true });
      troubled = true;
      tell("offline", { url });
      return result(0, "", new Headers(), { offline: true });
    }
    if (response.status === 403) {
      troubled = true;
      tell("ended", { url });
      return result(403, text, response.headers, { ended: true });
    }
    if (troubled) {
      troubled = false;
      tell("online", { url });
    }
    if (response.status === 304 && old) return result(200, old.text, response.headers);
    const etag = response.headers.get("ETag");
    if (remember && response.ok && etag) keep(url, etag, text);
    return result(response.status, text, response.headers);
  };

  // What somebody types is kept in this tab too; the desk is shared, so signing out wipes it.
  // A page that keeps drafts says whose they are: data-shakwa-person="7".
  const owner = () => document.querySelector("[data-shakwa-person]")?.dataset.shakwaPerson || "";

  shakwa.drafts = {
    read(key) {
      try {
        const draft = JSON.parse(sessionStorage.getItem(DRAFT + key));
        return draft && draft.owner === owner() ? draft : null;
      } catch {
        return null;
      }
    },
    write(key, draft) {
      try {
        sessionStorage.setItem(DRAFT + key, JSON.stringify({ ...draft, owner: owner() }));
      } catch {
        // The server's copy remains.
      }
    },
    forget(key) {
      sessionStorage.removeItem(DRAFT + key);
    },
  };

  const wipe = (unwanted) => {
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith("shakwa") && unwanted(key))
      .forEach((key) => sessionStorage.removeItem(key));
  };

  document.addEventListener(
    "submit",
    (event) => {
      if (new URL(event.target.action, location.href).pathname.endsWith("/logout/")) wipe(() => true);
    },
    true,
  );

  // Somebody else signed in at this machine: nothing of the person before him stays.
  const wipeForeign = () => {
    const me = owner();
    if (!me) return;
    wipe((key) => {
      if (!key.startsWith(DRAFT)) return false;
      try {
        return JSON.parse(sessionStorage.getItem(key)).owner !== me;
      } catch {
        return true;
      }
    });
  };

  const show = (name, visible) => {
    document.querySelectorAll(`[data-door="${name}"]`).forEach((notice) => {
      notice.hidden = !visible;
    });
  };
  document.addEventListener("shakwa:ended", () => show("ended", true));
  document.addEventListener("shakwa:offline", () => show("offline", true));
  document.addEventListener("shakwa:online", () => {
    show("offline", false);
    show("ended", false);
  });
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", wipeForeign);
  } else {
    wipeForeign();
  }
})();
