// Are the single keys on?  Remembered in this browser; 说明 switches them.
const OFF = "cejian-keys-off";

export function keysOn() {
  try {
    return localStorage.getItem(OFF) !== "1";
  } catch {
    return true;
  }
}

export function switchKeys(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // storage is switched off: the keys stay on
  }
}
