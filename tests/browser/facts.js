// What is there on a page, seen from inside it. The browser's driver calls this; no page has it.
globalThis.facts = (() => {
  /** The small print: what may be smaller than the text around it, as it repeats what stands elsewhere or names what stands beside it. */
  const SMALL = [
    "footer", // The service, reference and version once more.
    ".stamp", // Reference, version and day, which stand in the margins as well.
    "sup.change", // The number that leads to the list of changes.
    "svg", // The numbers stand beside the drawing as text.
    ".service",
    ".small",
    ".turned",
    ".whole",
    ".key",
    ".scale",
    ".facts dt",
    "thead th",
  ];
  /** What has no meaning without what follows it. */
  const HEADINGS = "h1, h2, h3, h4, h5, h6, caption, figcaption";

  /** An element as one would look for it. */
  function place(element) {
    const name = (at) => at.localName + (at.classList.length ? "." + [...at.classList].join(".") : "");
    const above = [];
    for (let at = element; at && at !== document.body && above.length < 4; at = at.parentElement) above.unshift(name(at));
    return above.join(" > ");
  }

  /** Whether an element is on the page for those alone who hear it. */
  function unseen(element) {
    if (!element || element === document.body) return false;
    if (!hidden.has(element)) {
      const style = getComputedStyle(element);
      const tiny = style.overflow === "hidden" && element.getBoundingClientRect().width <= 1;
      hidden.set(element, style.visibility === "hidden" || style.display === "none" || tiny || unseen(element.parentElement));
    }
    return hidden.get(element);
  }
  /** What is known of that, as long as the page is shown in the same way. */
  let hidden = new Map();

  /** The text that is seen on the page, in order. */
  function texts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("svg title, svg desc, script, style, template, noscript")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      if (range.getClientRects().length && !unseen(element)) found.push(node);
    }
    return found;
  }

  function seen(root) {
    return texts(root).map((node) => node.data).join(" ");
  }

  function markup() {
    const all = [...document.querySelectorAll("*")];
    const attributes = all.flatMap((element) => [...element.attributes].map(({ name, value }) => ({ element, name, value })));
    const link = ({ element, name, value }) => ({
      at: place(element),
      name,
      value,
      leads: value.startsWith("#") ? document.getElementById(decodeURIComponent(value.slice(1))) !== null : null,
    });
    return {
      title: document.title,
      lang: document.documentElement.lang,
      kind: `${document.documentElement.className} ${document.body.className}`,
      policy: [...document.querySelectorAll("meta[http-equiv='Content-Security-Policy' i]")].map((meta) => meta.content),
      elements: [...new Set(all.map((element) => element.localName))],
      risky: attributes
        .filter(({ name }) => /^on|^style$|^srcdoc$|^http-equiv$|^target$/.test(name))
        .filter(({ value }) => value !== "Content-Security-Policy")
        .map(({ element, name, value }) => `${place(element)}: ${name}="${value}"`),
      links: attributes.filter(({ name }) => /^(xlink:)?href$|^src(set)?$|^action$|^data$|^poster$|^cite$/.test(name)).map(link),
      style: [...document.querySelectorAll("style")].map((style) => style.textContent).join("\n"),
    };
  }

  /** What is wider than the window. */
  function wide() {
    const width = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > width + 1);
    return {
      width,
      needed: document.documentElement.scrollWidth,
      places: out.filter((element) => !unseen(element)).slice(0, 8).map(place),
    };
  }

  /** Whether a shape says itself how it is drawn: not every engine that prints asks the style sheet. */
  function drawn(shape) {
    const says = (name) => shape.closest(`svg [${name}]`) !== null;
    return shape.localName === "text" ? says("font-size") : says("stroke") && (shape.localName === "line" || says("fill"));
  }

  function charts() {
    return [...document.querySelectorAll("svg")].map((svg) => {
      const child = (name) => [...svg.children].find(({ localName }) => localName === name);
      const named = (svg.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => document.getElementById(id));
      const beside = svg.parentElement.closest("figure, tr, section, article, .measure") ?? svg.parentElement;
      const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
          const colour = getComputedStyle(at).backgroundColor;
          if (!/, 0\)$/.test(colour)) return colour;
        }
        return "rgb(255, 255, 255)";
      };
      return {
        at: place(svg),
        role: svg.getAttribute("role"),
        title: child("title")?.textContent ?? "",
        text: child("desc")?.textContent ?? "",
        labelled: [child("title"), child("desc")].every((part) => part && named.includes(part)),
        words: texts(svg).map((node) => node.data.trim()),
        beside: texts(beside).filter((node) => !node.parentElement.closest("svg")).map((node) => node.data).join(" "),
        ground: ground(svg),
        bare: [...svg.querySelectorAll("line, polyline, polygon, path, text")].filter((shape) => !drawn(shape)).map(place),
        strokes: [...svg.querySelectorAll("line, polyline, path, circle, rect")].flatMap((shape) => {
          const { stroke, fill } = getComputedStyle(shape);
          const filled = !/^(line|polyline)$/.test(shape.localName);
          return [stroke, filled ? fill : "none"].filter((colour) => colour !== "none").map((colour) => `${place(shape)}: ${colour}`);
        }),
      };
    });
  }

  /** The room on a sheet, in the browser's units. */
  function paper() {
    const unit = { mm: 96 / 25.4, cm: 960 / 25.4, in: 96, pt: 96 / 72, px: 1 };
    const length = (text) => parseFloat(text) * (unit[text.replace(/[\d.]/g, "")] ?? NaN);
    const sides = { Left: 0, Right: 0, Top: 0, Bottom: 0 };
    for (const rule of [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])) {
      if (!(rule instanceof CSSPageRule) || rule.selectorText) continue;
      for (const side in sides) sides[side] = length(rule.style[`margin${side}`]) || sides[side];
    }
    return { width: 210 * unit.mm - sides.Left - sides.Right, height: 297 * unit.mm - sides.Top - sides.Bottom };
  }

  /** The words of the page as they are printed, each with what it stands in. */
  function printed() {
    const groups = [];
    const known = new Map();
    const group = (kind, element) => {
      if (!element) return [];
      if (!known.has(element)) {
        known.set(element, groups.length);
        const table = kind === "head" || kind === "body" ? element.closest("table") : null;
        const within = table && [...document.querySelectorAll("table")].indexOf(table);
        groups.push({ kind, at: place(element), height: element.getBoundingClientRect().height, table: within });
      }
      return [known.get(element)];
    };
    const words = [];
    for (const node of texts(document.body)) {
      const element = node.parentElement;
      const style = getComputedStyle(element);
      const svg = element.closest("svg");
      const scale = svg ? element.getCTM().a : 1;
      const within = [
        ...group("heading", element.closest(HEADINGS)),
        ...group("row", element.closest("tbody tr")),
        ...group("head", element.closest("thead")),
        ...group("body", element.closest("tbody")),
        ...group("signature", element.closest(".signature")),
        ...group("foot", element.closest("body > footer")),
      ];
      const size = (parseFloat(style.fontSize) * scale * 72) / 96;
      const colour = svg ? style.fill : style.color;
      const small = element.closest(SMALL.join()) !== null;
      const crowded = (element.closest("tr")?.cells.length ?? 0) > 6;
      for (const text of node.data.split(/\s+/).filter(Boolean)) words.push({ text, size, colour, small, crowded, at: place(element), within });
    }
    const all = [...document.querySelectorAll("body, body *")].filter((element) => !unseen(element));
    const cut = all.filter((element) => {
      const style = getComputedStyle(element);
      const hides = style.overflowX !== "visible" || style.overflowY !== "visible" || style.clipPath !== "none";
      return hides && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    });
    const filled = all.filter((element) => {
      const { backgroundColor, backgroundImage } = getComputedStyle(element);
      return backgroundImage !== "none" || !/, 0\)$|^rgb\(255, 255, 255\)$/.test(backgroundColor);
    });
    return { words, groups, cut: cut.map(place), filled: filled.map(place), text: seen(document.body), wide: wide() };
  }

  /** The words of the page on a screen, its foot aside, of which paper has the margins. */
  function screen() {
    const nodes = texts(document.body).filter((node) => !node.parentElement.closest("body > footer"));
    return nodes.flatMap((node) => node.data.split(/\s+/).filter(Boolean));
  }

  const afresh = (look) => () => ((hidden = new Map()), look());
  return { markup, paper, wide: afresh(wide), charts: afresh(charts), screen: afresh(screen), printed: afresh(printed) };
})();
