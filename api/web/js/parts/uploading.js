// How does a file get in?  One after another, each with its progress and what became of it.
import { Failure, token } from "../asking.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { attempt, problem, trial } from "./writing.js";

/** The drop area and its rows; `taken()` hears when a file went in. */
export class Uploading {
  constructor(page, { taken }) {
    Object.assign(this, { page, taken, rows: [], held: trial(), over: false, running: false });
  }

  draw(status) {
    return html`<section class="upload ${this.over ? "over" : ""}" @dragover=${(event) => this.drag(event, true)} @dragleave=${(event) => this.drag(event, false)} @drop=${(event) => this.drop(event)}>
      <h2>${t("upload.title")}</h2>
      <p><label class="button file">${t("upload.choose")}<input class="unseen" type="file" multiple @change=${(event) => this.add(event.target.files)}></label> <span class="quiet">${t("upload.drop", { mb: status.upload_mb })}</span></p>
      ${problem(this.page, this.held)}
      ${this.rows.length ? html`<ul class="files" aria-live="polite">${this.rows.map((row) => this.row(row))}</ul>` : nothing}</section>`;
  }

  row(row) {
    return html`<li><span class="file-name" lang="zh-Hans">${row.name}</span>
      ${row.results ? row.results.map((one) => this.outcome(one)) : row.state === "waiting" ? html`<span class="quiet">${t("upload.waiting")}</span>` : html`<progress max="1" value=${row.sent < 1 ? row.sent : nothing} aria-label=${row.name}></progress><span class="quiet">${t(row.sent < 1 ? "upload.sending" : "upload.reading")}</span>`}</li>`;
  }

  outcome(one) {
    return html`<span class="outcome ${one.status}">${t(`upload.${one.status}`)}${one.reason ? html`<span lang="zh-Hans">${t("upload.reason", { reason: one.reason })}</span>` : nothing}
      ${one.document_id ? html`<a lang="zh-Hans" href=${this.page.href(`/doc/${one.document_id}`)}>${one.title ?? one.name}</a>` : nothing}</span>`;
  }

  drag(event, on) {
    event.preventDefault();
    if (this.over === on) return;
    this.over = on;
    this.page.redraw();
  }

  drop(event) {
    event.preventDefault();
    this.over = false;
    this.add(event.dataTransfer.files);
  }

  add(files) {
    this.rows.push(...[...files].map((file) => ({ file, name: file.name, state: "waiting", sent: 0, results: null })));
    this.page.redraw();
    this.next();
  }

  /** The files that wait, one by one; a wanted token stops the row until it is given. */
  async next() {
    const row = this.rows.find((one) => one.state === "waiting");
    if (!row || this.running) return;
    this.running = true;
    row.state = "sending";
    const done = await attempt(this.page, this.held, async () => {
      try {
        row.results = (await send(row, () => this.page.redraw())).files;
      } catch (error) {
        if (error.status === 401) throw error;
        row.results = [{ name: row.name, status: "refused", reason: error.message || t("offline"), document_id: null }];
      }
      row.state = "done";
      if (row.results.some((one) => one.document_id)) this.taken();
      this.running = false;
      setTimeout(() => this.next()); // once this try is over
    });
    if (!done) row.sent = 0;
  }
}

/** By XMLHttpRequest, which alone tells how much was sent. */
function send(row, progressed) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("files", row.file, row.name);
    request.open("POST", "/api/v1/documents");
    if (token()) request.setRequestHeader("Authorization", `Bearer ${token()}`);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => {
      row.sent = total ? loaded / total : 0;
      progressed();
    };
    request.onload = () => (request.status < 300 ? done(request.response) : failed(new Failure(request.response?.error?.message ?? "", { status: request.status, id: request.response?.error?.request_id })));
    request.onerror = () => failed(new Failure("", { code: "offline" }));
    request.send(form);
  });
}
