// Draws the charts of a page with Plotly, each when it comes near the screen and has the room. Without this file, or
// without Plotly, the page keeps its SVG drawing; on paper it always does. The table below a chart holds every value.

const WIDE = 900; // pixels of the figure; below it the drawing stays
let plotly; // the promise of the library, so that it is fetched once and only where there is a chart

function load(source, style) {
  // Plotly looks for this element and then writes its rules through the CSSOM instead of a style element,
  // which the content policy would refuse. It must stand before the script, and without the class "no-inline-styles",
  // which would tell Plotly that its rules are there already.
  const link = document.createElement("link");
  Object.assign(link, { id: "plotly.js-style-global", rel: "stylesheet", href: style });
  const script = document.createElement("script");
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener("load", () => document.head.append(script));
    link.addEventListener("error", reject);
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", reject);
  });
  script.src = source;
  document.head.append(link);
  return loaded;
}

function sized(layout, width) {
  const font = { family: getComputedStyle(document.body).fontFamily, color: "#0b0c0c", size: 15 };
  const height = layout.height || Math.max(300, Math.min(440, Math.round(width * 0.6)));
  return { ...layout, font: { ...font, ...layout.font }, height, autosize: true };
}

// What has the focus of somebody at a keyboard, if they can see it.
function focusInSight() {
  const one = document.activeElement ?? document.body;
  const { top, bottom } = one.getBoundingClientRect();
  return one.matches(":focus-visible") && bottom > 0 && top < window.innerHeight ? one : null;
}

async function draw(box) {
  const seen = new Set([focusInSight()]);
  const figure = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  plotly ??= load(box.dataset.plotly, box.dataset.style);
  let library;
  try {
    library = await plotly;
  } catch {
    return; // the SVG stays
  }
  seen.add(focusInSight());
  box.hidden = false;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const config = {
    responsive: true,
    displaylogo: false,
    displayModeBar: false,
    showSendToCloud: false,
    modeBarButtonsToRemove: ["sendDataToCloud"],
    staticPlot: false,
    scrollZoom: false,
  };
  const layout = sized(figure.layout || {}, box.clientWidth);
  if (still) layout.transition = { duration: 0 };
  try {
    await library.newPlot(box, figure.data, layout, config);
  } catch (problem) {
    box.hidden = true;
    throw problem;
  }
  place(box);
  // This chart, or another that came at the same time, has moved what stands below it.
  const focused = document.activeElement;
  if (focused && seen.has(focused)) focused.scrollIntoView({ block: "nearest" });
}

// The drawings have versions for less room, with every word where it fits; Plotly's chart is planned for a wide one.
function place(box) {
  const fits = box.closest("figure").clientWidth >= WIDE;
  if (fits && !box.dataset.begun) {
    box.dataset.begun = "yes";
    draw(box);
  } else if (box.classList.contains("js-plotly-plot")) {
    box.hidden = !fits;
    document.getElementById(box.dataset.replaces)?.classList.toggle("cdp-drawing--replaced", fits);
  }
}

const boxes = document.querySelectorAll("[data-chart]");
const resized = new ResizeObserver((entries) => {
  for (const entry of entries) place(entry.target.querySelector("[data-chart]"));
});
const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((seen) => seen.isIntersecting)) {
      watcher.unobserve(entry.target);
      resized.observe(entry.target);
    }
  },
  { rootMargin: "300px" },
);
// The box itself is hidden until it is drawn and so never meets the screen; its figure does.
for (const box of boxes) watcher.observe(box.closest("figure"));
