// Starts GOV.UK Frontend. The classes tell its style sheet that JavaScript runs.
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
