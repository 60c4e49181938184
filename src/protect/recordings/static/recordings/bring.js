// Sends a recording in pieces (tus): what is cut goes on by itself, and after a pause of days with the same file.
// Without this the form sends the file whole.

const form = document.getElementById("bring");
const field = form.querySelector("input[type=file]");
const [send, pause, sent, bar, text, told] = ["send", "pause", "sent", "sent-bar", "sent-text", "told"].map((id) =>
  document.getElementById(id)
);
const words = form.dataset;
// Errors of the server that it has words for: nobody can look at the file now; its disk is full, which waiting does not change.
const FULL = 507;
const SAID = [503, FULL];
let upload = null;
let going = false;

function megabytes(bytes) {
  return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(bytes / 1e6);
}

function say(sentence, isWrong = false) {
  told.textContent = sentence;
  told.className = isWrong ? "alert alert-danger" : "";
}

function show(bytes, all) {
  const share = all ? Math.floor((100 * bytes) / all) : 0;
  bar.value = share;
  text.textContent = `${megabytes(bytes)} / ${megabytes(all)} MB (${share} %)`;
}

function begin(file) {
  upload = new tus.Upload(file, {
    endpoint: words.uploads,
    chunkSize: Number(words.piece),
    metadata: { filename: file.name },
    headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
    removeFingerprintOnSuccess: true,
    retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000, 60000, 60000],
    onShouldRetry(error) {
      const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
      const again = status === 0 || (status >= 500 && status !== FULL) || [409, 423, 429, 460].includes(status);
      if (again) say(words.cut);
      return again;
    },
    onChunkComplete: () => say(words.sending),
    onProgress: show,
    onSuccess() {
      going = false;
      say(words.done);
      location.assign(words.next);
    },
    onError(error) {
      stop();
      const answer = error.originalResponse;
      const status = answer ? answer.getStatus() : 500;
      const why = (status < 500 || SAID.includes(status)) && answer.getBody();
      say(why && why.length < 500 && !why.includes("<") ? why : words.failed, true);
    },
  });
  upload.findPreviousUploads().then((earlier) => {
    if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
    go();
  });
}

function go() {
  going = true;
  sent.hidden = pause.hidden = false;
  send.hidden = true;
  pause.textContent = words.pause;
  say(words.sending);
  upload.start();
}

function stop() {
  going = false;
  upload = null;
  send.hidden = false;
  pause.hidden = true;
}

if (window.tus && tus.isSupported) {
  form.addEventListener("submit", (event) => {
    if (!field.files.length) return;
    event.preventDefault();
    begin(field.files[0]);
  });
  pause.addEventListener("click", () => {
    if (going) {
      going = false;
      upload.abort();
      pause.textContent = words.go;
      say(words.paused);
    } else {
      go();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (going) event.preventDefault();
  });
}
