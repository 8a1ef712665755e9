//! A page that keeps to everything, and for each thing that must hold, changes by which it does not: a check that finds nothing
//! there would find nothing anywhere.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::fault::{Engine, Fault, Faults};
use crate::paper;
use crate::sheets::Sheets;
use crate::tools;

/// Who has to find a fault: whoever looks at the page, or who looks at what these engines print.
#[derive(Debug, Clone, Copy)]
enum By {
    Any,
    Chromium,
    Both,
}

/// What stands in the place of what, the property that this breaks, who finds it, and words of what is said.
type Change = (&'static str, &'static str, &'static str, By, &'static str);

const STYLE: &str = "/* more */";
const LEAD: &str = "<p class=\"lead\">";

const CHANGES: &[Change] = &[
    ("<h1>", "<h1 align=\"left\">", "valid HTML", By::Any, "align"),
    (STYLE, ".lead { color: #999; }", "accessible", By::Any, "in light: color-contrast"),
    (
        STYLE,
        "@media (prefers-color-scheme: dark) { .lead { color: #555; } }",
        "accessible",
        By::Any,
        "in the dark: color-contrast",
    ),
    (STYLE, "@media (max-width: 400px) { .lead { color: #999; } }", "accessible", By::Any, "at 320 px: color-contrast"),
    ("<main>", "<div>", "accessible", By::Any, "landmark"),
    (STYLE, "@media screen { .lead { min-width: 500px; } }", "no sideways scrolling", By::Any, "p.lead"),
    (LEAD, "<img src=\"https://example.org/x.png\" alt=\"\"><p class=\"lead\">", "one file", By::Any, "example.org"),
    (STYLE, "main { background: url(https://example.org/x.png); }", "one file", By::Any, "url("),
    (STYLE, "@import \"other.css\";", "one file", By::Any, "@import"),
    ("default-src 'none'; ", "", "policy", By::Any, "unsafe-inline"),
    (LEAD, "<script>1</script><p class=\"lead\">", "no script", By::Any, "<script>"),
    (LEAD, "<p class=\"lead\" onclick=\"alert(1)\">", "no script", By::Any, "onclick"),
    (LEAD, "<p class=\"lead\" style=\"color: red\">", "no script", By::Any, "style="),
    ("#part", "javascript:alert(1)", "links", By::Any, "javascript:"),
    ("#part", "JaVaScRiPt:alert(1)", "links", By::Any, "JaVaScRiPt:"),
    ("#part", "data:text/html,x", "links", By::Any, "data:"),
    ("#part", "file:///etc/passwd", "links", By::Any, "file:"),
    ("#part", "//example.org/x", "links", By::Any, "example.org"),
    ("#part", "#nowhere", "links", By::Any, "#nowhere"),
    ("#part", "gone.html", "links", By::Any, "gone.html"),
    (" lang=\"en-GB\"", "", "title and language", By::Any, "in \"\""),
    (STYLE, ".lead { font-size: 11.5pt; }", "size of text", By::Any, "11.5 pt"),
    (STYLE, "footer { font-size: 8pt; }", "size of text", By::Any, "8.0 pt"),
    ("class=\"plain\"", "class=\"plain reader\"", "size of text", By::Any, "12.0 pt"),
    (STYLE, ".lead { width: 800px; }", "size of text", By::Chromium, "in place of 12.0"),
    (STYLE, ".lead { width: 800px; }", "clipped", By::Any, "p.lead"),
    (STYLE, ".lead { height: 1.2em; overflow: hidden; }", "clipped", By::Any, "p.lead"),
    (STYLE, ".lead { height: 1.2em; overflow: hidden; }", "nothing lost", By::Chromium, "p.lead"),
    (STYLE, "@media print { .lead { display: none; } }", "nothing lost", By::Any, "is on the screen alone"),
    (STYLE, "@media print { .lead { color: #888; } }", "contrast on paper", By::Any, "p.lead"),
    (STYLE, "@media print { .lead { background: #ddd; } }", "needs a background", By::Any, "p.lead"),
    ("margin: 15mm 15mm", "margin: 15mm 3mm", "within 7 mm of the edges", By::Both, "sheet 1"),
    (STYLE, ".lead { width: 2em; overflow-wrap: anywhere; }", "no word torn", By::Both, "p.lead"),
    (LEAD, "<div class=\"gap\"></div><p class=\"lead\">", "no blank page", By::Both, "sheet 2"),
    (STYLE, "footer { break-before: page; }", "no blank page", By::Both, "foot alone"),
    (STYLE, "h2 { break-after: page; }", "no heading alone", By::Both, "The part"),
    (STYLE, "caption { break-after: page; }", "no heading alone", By::Chromium, "Days"),
    (STYLE, "tr { break-inside: auto; } tr.tall { line-height: 4; }", "no row torn", By::Both, "tr.tall"),
    (STYLE, "thead { display: table-row-group; }", "table heads again", By::Both, "Day What"),
    (STYLE, ".signature dd { break-after: page; }", "signatures whole", By::Both, "Name"),
    ("\"Page \" counter(page) \" of \" counter(pages)", "\"Page \" counter(page)", "margins", By::Both, "no page"),
    ("content: \"R-0142 ", "content: \"", "margins", By::Both, "no reference"),
    ("content: \"R-0142 version", "content: \"R-0142 edition", "margins", By::Both, "no version"),
    ("content: \"20 November 2026\"", "content: \"\"", "margins", By::Both, "no day"),
    ("· version", "· edition", "reference and version in the body", By::Any, "version"),
    ("<p>R-0142 ·", "<p>", "reference and version in the body", By::Any, "R-0142"),
    ("size: A4", "size: A5", "A4", By::Both, ""),
    ("role=\"img\"", "role=\"presentation\"", "charts", By::Any, "role"),
    ("aria-labelledby=\"name text\"", "aria-labelledby=\"name\"", "charts", By::Any, "labelled"),
    ("Five at first.", "", "charts", By::Any, "no description"),
    ("from 5 to 2", "over the weeks", "charts", By::Any, "2, 5"),
    ("stroke=\"#333333\"", "stroke=\"#dddddd\"", "charts", By::Any, "faint"),
    ("fill=\"none\" ", "", "charts", By::Any, "how it is drawn"),
];

const SOUND: &str = r##"<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Example, R-0142</title>
<style>
:root { color-scheme: light dark; }
@media screen { html { background: #ffffff; color: #111111; } }
@media screen and (prefers-color-scheme: dark) { html { background: #111111; color: #eeeeee; } a { color: #aaccff; } svg { background: #eeeeee; color: #111111; } }
body { font: 12pt/1.4 Arial, "Liberation Sans", sans-serif; overflow-wrap: break-word; margin: 1rem; }
h1, h2, caption { break-after: avoid; }
tr, .signature, svg { break-inside: avoid; }
main { break-after: avoid; }
footer { font-size: 9.5pt; break-before: avoid; }
th, td { text-align: left; padding-right: 1em; }
.gap { break-before: page; break-after: page; }
@media print { body { margin: 0; } a { color: #000000; } }
@page {
  size: A4; margin: 15mm 15mm 20mm;
  @bottom-left { content: "R-0142 version 0123abcd"; }
  @bottom-center { content: "20 November 2026"; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); }
}
/* more */
</style>
</head>
<body class="plain">
<header><h1>Example</h1><p><a href="#part">To the part</a></p></header>
<main>
<p class="lead">These are the first words of a page that goes on for long enough that it does not fit on one line of a sheet, nor on two of them.</p>
<h2 id="part">The part</h2>
<p>It went from 5 to 2 in seven weeks.
<svg viewBox="0 0 200 60" width="200" height="60" role="img" aria-labelledby="name text">
<title id="name">Weeks</title><desc id="text">Five at first.</desc>
<polyline fill="none" stroke="#333333" stroke-width="2" points="10,10 100,20 190,50"/>
<text x="10" y="30" font-size="16" fill="currentColor">5</text><text x="180" y="40" font-size="16" fill="currentColor">2</text>
</svg></p>
<table>
<caption>Days</caption>
<thead><tr><th scope="col">Day</th><th scope="col">What</th></tr></thead>
<tbody>
ROWS</tbody>
</table>
<div class="signature"><h2>Resident</h2><dl><dt>Name</dt><dd>Sam</dd><dt>Date</dt><dd>Friday</dd></dl></div>
</main>
<footer><p>R-0142 · version 0123abcd</p></footer>
</body>
</html>
"##;

/// The page, with a table that goes on over three sheets.
fn sound() -> String {
    let mut rows = String::new();
    for day in 1..=40 {
        let class = if day % 15 == 0 { " class=\"tall\"" } else { "" };
        let what = format!("On day {day} somebody comes by and stays. ").repeat(if day % 15 == 0 { 12 } else { 1 });
        let _ = writeln!(rows, "<tr{class}><td>{day}</td><td>{what}</td></tr>");
    }
    SOUND.replace("ROWS", &rows)
}

/// Looks at the page and at all that are made from it. `room` is an empty folder.
pub(crate) fn check(room: &Path) {
    let sound = sound();
    let file = |number: usize| room.join(format!("{number}.html"));
    fs::write(file(0), &sound).expect("written");
    for (number, (find, with, ..)) in CHANGES.iter().enumerate() {
        assert!(sound.contains(find), "{find}");
        let broken = sound.replacen(find, with, 1);
        let broken = if *find == "<main>" { broken.replace("</main>", "</div>") } else { broken };
        fs::write(file(number + 1), broken).expect("written");
    }
    let files: Vec<_> = (0..=CHANGES.len()).map(file).collect();
    let looked = tools::look(&files.iter().map(|file| file.as_path()).collect::<Vec<_>>(), room);
    assert!(looked[0].faults.is_empty(), "the sound page:\n{}", looked[0].faults.told());
    let mut missed = String::new();
    for ((find, with, property, by, said), looked) in CHANGES.iter().zip(&looked[1..]) {
        let found = |engine: Option<Engine>| {
            let is = |fault: &Fault| fault.property == *property && fault.engine == engine && fault.what.contains(said);
            looked.faults.iter().any(is)
        };
        let is_found = match by {
            By::Any => found(None),
            By::Chromium => found(Some(Engine::Chromium)),
            By::Both => found(Some(Engine::Chromium)) && found(Some(Engine::WeasyPrint)),
        };
        if !is_found {
            let _ = writeln!(missed, "{property} ({by:?}): {with:?} for {find:?}; found:\n{}", looked.faults.told());
        }
    }
    assert!(missed.is_empty(), "\n{missed}");
    no_tags(&looked[0].facts, &room.join("0.chromium.pdf"));
}

/// The sound page's PDF is found out without its tags and its language.
fn no_tags(facts: &crate::facts::Facts, pdf: &Path) {
    let mut file = lopdf::Document::load(pdf).expect("a PDF");
    let catalogue = file.catalog_mut().expect("a catalogue");
    for name in [&b"MarkInfo"[..], b"StructTreeRoot", b"Lang"] {
        catalogue.remove(name).expect("there");
    }
    let bare = pdf.with_file_name("bare.pdf");
    file.save(&bare).expect("written");
    let mut faults = Faults::default();
    paper::check_sheets(facts, &Sheets::read(&bare), &mut faults);
    let found: Vec<_> = faults.iter().map(|fault| fault.property).collect();
    assert_eq!(found, ["tagged", "title and language"]);
}
