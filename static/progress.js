// Follows a run that goes on: asks every two seconds how far it is, and loads the page once the run has ended.
const EVERY = 2000;
const LONGEST = 30000;

const box = document.querySelector("[data-progress]");
const sentence = box.querySelector("[data-progress-sentence]");
let wait = EVERY;

box.querySelector("[data-progress-note]").hidden = false;
box.querySelector("[data-progress-link]").hidden = true;

function say(text) {
  // Only what is new, or a screen reader would say the same again and again.
  if (sentence.textContent !== text) sentence.textContent = text;
}

function show(progress) {
  say(progress.sentence);
  document.querySelector("[data-progress-headline]").textContent = progress.headline;
  document.querySelector("[data-progress-explanation]").textContent = progress.explanation;
  for (const step of progress.steps) {
    const line = box.querySelector(`[data-step="${step.name}"]`);
    line.dataset.state = step.state;
    line.querySelector("[data-step-words]").textContent = step.words;
    line.querySelector("[data-step-state]").textContent = step.state_words;
    line.querySelector("[data-step-detail]").textContent = step.detail;
  }
}

async function ask() {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const progress = await answer.json();
    show(progress);
    if (!progress.is_unfinished) {
      // The address without what follows "#", so that the reader begins at the headline with the result.
      location.replace(location.pathname);
      return;
    }
    wait = EVERY;
  } catch {
    say("The server does not answer at the moment. The run is not affected; this page asks again.");
    wait = Math.min(wait * 2, LONGEST);
  }
  setTimeout(ask, wait);
}

setTimeout(ask, wait);
