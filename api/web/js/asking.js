// How is the API asked?  One request a slot: superseded ones are aborted, the last answer stays while a new
// one is on its way, and ten answers are kept for the back button.
import { address } from "./state.js";

const KEPT = 10;
const SLOW = 300;
const VERY_SLOW = 3000;
const TOKEN = "cejian-token";
const answers = new Map();
let newest = 0;

/** What the service or the network said: message, code, id (of the request), status, successor. */
export class Failure extends Error {
  constructor(message, { code = "", id = "", status = 0, successor = null } = {}) {
    super(message);
    Object.assign(this, { code, id, status, successor });
  }
}

/** Ask once: JSON, or a Failure.  `body` (object or FormData) makes it a POST; writes carry the token. */
export async function fetchJson(path, { values = {}, method = "GET", body = null, signal = null } = {}) {
  const response = await send(path, { values, method, body, signal });
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure("", { code: "unreadable", id: response.headers.get("x-request-id") ?? "", status: response.status });
  }
}

/** The same for an answer that is a file. */
export async function send(path, { values = {}, method = "GET", body = null, signal = null, accept = "application/json" } = {}) {
  const headers = { Accept: accept };
  const plain = body && !(body instanceof FormData);
  if (plain) headers["Content-Type"] = "application/json";
  if (token() && method !== "GET") headers.Authorization = `Bearer ${token()}`;
  let response;
  try {
    response = await fetch(address(`/api/v1${path}`, values), {
      method: body && method === "GET" ? "POST" : method,
      body: plain ? JSON.stringify(body) : body,
      headers,
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure("", { code: "offline" });
  }
  if (response.ok) return response;
  const found = await response.json().catch(() => ({}));
  throw new Failure(found.error?.message ?? "", {
    code: found.error?.code ?? "http",
    id: found.error?.request_id ?? response.headers.get("x-request-id") ?? "",
    status: response.status,
    successor: found.error?.successor ?? null,
  });
}

/** An answer that comes in events (`text/event-stream`): `{ event, data }` as each is there. */
export async function* stream(path, { values = {}, signal = null } = {}) {
  const response = await send(path, { values, signal, accept: "text/event-stream" });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      held += value;
      const blocks = held.split("\n\n");
      held = blocks.pop();
      for (const block of blocks) {
        const lines = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
        yield { event: lines.event, data: JSON.parse(lines.data) };
      }
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure("", { code: error instanceof SyntaxError ? "unreadable" : "offline", id: response.headers.get("x-request-id") ?? "" });
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The write token of this tab; it is never in an address. */
export const token = () => sessionStorage.getItem(TOKEN) ?? "";
export const keepToken = (value) =>
  value ? sessionStorage.setItem(TOKEN, value) : sessionStorage.removeItem(TOKEN);

/**
 * A slot for one kind of answer.
 *
 *   slot.answer   the last good answer, or null
 *   slot.state    "idle" | "asking" | "slow" (draw a skeleton) | "waiting" (offer 取消) | "done" | "failed"
 *   slot.old      whether `answer` belongs to an earlier question: draw it greyed, as 上次结果
 *   slot.error    a Failure
 */
export class Slot {
  constructor(redraw) {
    this.redraw = redraw;
    this.answer = null;
    this.state = "idle";
    this.error = null;
    this.key = "";
    this.answeredKey = "";
    this.seconds = 0;
    this.stop = () => {};
  }

  get old() {
    return this.answer !== null && this.answeredKey !== this.key;
  }

  get busy() {
    return ["asking", "slow", "waiting"].includes(this.state);
  }

  /** Whether the library changed since this answer. */
  get stale() {
    return (this.answer?.provenance?.generation ?? newest) < newest;
  }

  /** Ask, unless this was asked already.  `kept`: an answer given before will do (back button). */
  async ask(path, values = {}, { body = null, kept = false, again = false, method = "GET" } = {}) {
    const key = address(path, values) + (body ? JSON.stringify(body) : "");
    if (key === this.key && !again && this.state !== "failed") return;
    this.cancel();
    this.key = key;
    if (kept && answers.has(key)) {
      this.take(answers.get(key));
      return;
    }
    const control = new AbortController();
    const started = performance.now();
    const slow = setTimeout(() => this.turn("slow"), SLOW);
    const clock = setInterval(() => {
      this.seconds = Math.floor((performance.now() - started) / 1000);
      if (this.seconds * 1000 >= VERY_SLOW) this.turn("waiting");
    }, 1000);
    this.stop = () => {
      clearTimeout(slow);
      clearInterval(clock);
      this.stop = () => {};
      control.abort();
    };
    this.error = null;
    this.state = "asking";
    try {
      const answer = await fetchJson(path, { values, body, method, signal: control.signal });
      if (control.signal.aborted) return;
      answers.delete(key);
      answers.set(key, answer);
      if (answers.size > KEPT) answers.delete(answers.keys().next().value);
      this.take(answer);
    } catch (error) {
      if (control.signal.aborted) return;
      this.error = error instanceof Failure ? error : new Failure(String(error), { code: "page" });
      this.turn("failed");
    } finally {
      if (!control.signal.aborted) this.stop();
    }
  }

  take(answer) {
    this.answer = answer;
    this.answeredKey = this.key;
    this.error = null;
    newest = Math.max(newest, answer.provenance?.generation ?? 0);
    this.turn("done");
  }

  /** Give up what is on its way; the last answer stays. */
  cancel() {
    const was = this.busy;
    this.stop();
    if (was) {
      this.key = this.answeredKey;
      this.state = this.answer ? "done" : "idle";
    }
  }

  clear() {
    this.cancel();
    Object.assign(this, { answer: null, state: "idle", error: null, key: "", answeredKey: "" });
  }

  turn(state) {
    this.state = state;
    this.redraw();
  }
}
