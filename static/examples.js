// A button beside each example that copies it. Browsers allow that on https and localhost alone; elsewhere there is none.
const says = document.createElement("p");
says.className = "govuk-visually-hidden";
says.setAttribute("role", "status");

function buttonFor(example) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cdp-link-button cdp-example__copy cdp-screen";
  button.textContent = "Copy";
  button.setAttribute("aria-describedby", example.querySelector("h3").id);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(example.querySelector("code").textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    says.textContent = button.textContent;
    setTimeout(() => { button.textContent = "Copy"; says.textContent = ""; }, 4000);
  });
  return button;
}

if (navigator.clipboard) {
  document.body.append(says);
  for (const example of document.querySelectorAll(".cdp-example")) {
    example.querySelector("h3").after(buttonFor(example));
  }
}
