//! What `browse.mjs` wrote down of a page.

use serde::Deserialize;

/// A page, as Chromium sees it.
#[derive(Debug, Deserialize)]
pub(crate) struct Facts {
    /// Addresses that were asked for beside the page's own.
    pub(crate) requests: Vec<String>,
    /// What the browser said in its console.
    pub(crate) said: Vec<String>,
    pub(crate) light: Vec<Violation>,
    pub(crate) dark: Vec<Violation>,
    pub(crate) narrow: Vec<Violation>,
    /// In a window as wide as a telephone.
    pub(crate) wide: Wide,
    pub(crate) markup: Markup,
    pub(crate) charts: Vec<Chart>,
    pub(crate) dark_charts: Vec<Chart>,
    /// The words of the page on a screen, its foot aside.
    pub(crate) screen: Vec<String>,
    pub(crate) paper: Paper,
}

/// What axe found.
#[derive(Debug, Deserialize)]
pub(crate) struct Violation {
    pub(crate) id: String,
    pub(crate) help: String,
    pub(crate) places: Vec<String>,
}

/// Whether a page is wider than where it is shown.
#[derive(Debug, Deserialize)]
pub(crate) struct Wide {
    pub(crate) width: f64,
    pub(crate) needed: f64,
    pub(crate) places: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Markup {
    pub(crate) title: String,
    pub(crate) lang: String,
    /// What kind of page it is, and for whom: the classes of the page and of its body.
    pub(crate) kind: String,
    /// Every Content-Security-Policy.
    pub(crate) policy: Vec<String>,
    /// The name of each element that there is.
    pub(crate) elements: Vec<String>,
    /// Attributes that run, style or embed something.
    pub(crate) risky: Vec<String>,
    pub(crate) links: Vec<Link>,
    /// The style sheets.
    pub(crate) style: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Link {
    pub(crate) at: String,
    /// The attribute.
    pub(crate) name: String,
    pub(crate) value: String,
    /// Whether it leads to a place on the page; none where it leads elsewhere.
    pub(crate) leads: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Chart {
    pub(crate) at: String,
    pub(crate) role: Option<String>,
    pub(crate) title: String,
    pub(crate) text: String,
    /// Whether title and description are what it is called by.
    pub(crate) labelled: bool,
    /// What is written in the drawing.
    pub(crate) words: Vec<String>,
    /// What is written beside it.
    pub(crate) beside: String,
    pub(crate) ground: String,
    /// Shapes that only the style sheet says anything of.
    pub(crate) bare: Vec<String>,
    /// The colour of each line and area, after its place and a colon.
    pub(crate) strokes: Vec<String>,
}

/// The page as it is laid out for paper.
#[derive(Debug, Deserialize)]
pub(crate) struct Paper {
    /// How high the room on a sheet is, in pixels.
    pub(crate) height: f64,
    pub(crate) words: Vec<Word>,
    pub(crate) groups: Vec<Group>,
    /// Elements that hide a part of what is in them.
    pub(crate) cut: Vec<String>,
    /// Elements with a ground of their own.
    pub(crate) filled: Vec<String>,
    /// All that is seen.
    pub(crate) text: String,
    pub(crate) wide: Wide,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// In points.
    pub(crate) size: f64,
    pub(crate) colour: String,
    /// Whether it is in the small print.
    pub(crate) small: bool,
    /// Whether it is in a table of so many columns that words cannot stay whole.
    pub(crate) crowded: bool,
    pub(crate) at: String,
    /// The groups that it is in, by their place in the list of them.
    pub(crate) within: Vec<usize>,
}

/// An element whose words belong together.
#[derive(Debug, Deserialize)]
pub(crate) struct Group {
    pub(crate) kind: Kind,
    pub(crate) at: String,
    /// In pixels, on paper without end.
    pub(crate) height: f64,
    /// The table that it is of, by number.
    pub(crate) table: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Heading,
    Row,
    Head,
    Body,
    Signature,
    Foot,
}
