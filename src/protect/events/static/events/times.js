// Beside the clock of the place, the visitor's own, where the two differ. Without this the page tells the place's alone.
const box = document.querySelector("[data-times]");
if (box) {
  const language = document.documentElement.lang;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  const day = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short" });
  const offset = (text) => /([+-]\d\d):(\d\d)$/.exec(text);
  let differs = false;
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const moment = new Date(time.dateTime);
    const there = offset(time.dateTime);
    const minutes = there ? Number(there[1]) * 60 + Math.sign(Number(`${there[1]}1`)) * Number(there[2]) : 0;
    if (Number.isNaN(moment.valueOf()) || minutes === -moment.getTimezoneOffset()) continue;
    differs = true;
    const here = new Date(moment.valueOf() + minutes * 60000).toISOString().slice(0, 10);
    const mine = new Date(moment.valueOf() - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    const told = document.createElement("span");
    told.className = "own-time";
    told.textContent = ` (${here === mine ? "" : `${day.format(moment)}, `}${clock.format(moment)} ${box.dataset.yours})`;
    time.after(told);
  }
  if (differs) {
    box.textContent = `${box.dataset.told} ${own.replaceAll("_", " ")}.`;
    box.hidden = false;
  }
}
