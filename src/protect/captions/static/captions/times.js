// Times as the editor's fields have them, in milliseconds.

const PATTERN = /^\s*(?:(?:(\d{1,4}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?\s*$/;

/** NaN for what is no time: 1:02:03.5, 2:03 and 63.5 are. */
export function read(text) {
  const found = PATTERN.exec(text);
  if (!found) return NaN;
  const [, hours = 0, minutes = 0, seconds, part = ""] = found;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, "0"));
}

/** 0:01:02.500 */
export function write(time) {
  const whole = Math.max(0, Math.round(time));
  const two = (number) => String(number).padStart(2, "0");
  const seconds = Math.floor(whole / 1000);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(whole % 1000).padStart(3, "0")}`;
}
