// A button below each box that is shown to be copied. Without this file its text is selected and copied by hand.
for (const box of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const says = document.createElement("span");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary govuk-!-margin-top-2 govuk-!-margin-bottom-1";
  button.textContent = box.dataset.copy;
  says.className = "govuk-!-margin-left-2";
  says.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      says.textContent = "Copied";
    } catch {
      // An old browser, or one that was told not to: the text is selected.
      says.textContent = "Press Ctrl and C, or Command and C, to copy it";
    }
  });
  box.after(button, says);
}
