// What could be easier to read in one cue, while it is typed. The server says the same (formats/captions/checks.py).

const TAG = /<[^>]*>/g;
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const UNSEEN = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Letters as an eye counts them: wide ones twice, marks not at all. */
export function width(text) {
  let total = 0;
  for (const sign of text) total += UNSEEN.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
  return total;
}

/** A sentence of figures and hints, and whether one of the limits is passed. */
export function hints(words, milliseconds, limits) {
  const plain = words.replace(TAG, "");
  const lines = plain.split("\n").filter((line) => line.trim());
  if (!lines.length) return { text: "", hard: false };
  const speed = milliseconds > 0 ? (width(lines.join(" ").split(/\s+/).join(" ").trim()) * 1000) / milliseconds : Infinity;
  const longest = Math.max(...lines.map((line) => width(line.trim())));
  const told = [];
  if (speed > limits.speed) told.push(limits.toldFast);
  if (longest > limits.length) told.push(limits.toldLong);
  if (lines.length > limits.lines) told.push(limits.toldLines);
  if (milliseconds > 0 && milliseconds < limits.shortest * 1000) told.push(limits.toldShort);
  if (milliseconds > limits.longest * 1000) told.push(limits.toldStill);
  const figures = [limits.toldSpeed.replace("%s", Number.isFinite(speed) ? Math.round(speed) : "–"), limits.toldLength.replace("%s", longest)];
  return { text: [figures.join(", "), ...told].join("; "), hard: told.length > 0 };
}
