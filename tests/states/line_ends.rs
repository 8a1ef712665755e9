//! Line ends: what the editor wrote, what the attributes and settings ask for, and what git stores of it.

use crate::place::{PLAN, Place};
use crate::state::State;

/// How an editor may leave the ends of lines.
#[derive(Debug, Clone, Copy)]
enum Ends {
    LineFeeds,
    Both,
    Mixed,
    LoneReturn,
}

fn write_ends(place: &Place, ends: Ends) {
    let text = place.read(PLAN);
    let both = |text: &str| text.replace('\n', "\r\n");
    let half = text.len() - text[text.len() / 2..].find('\n').map_or(0, |at| text.len() / 2 - at);
    place.write(
        PLAN,
        match ends {
            Ends::LineFeeds => text,
            Ends::Both => both(&text),
            Ends::Mixed => format!("{}{}", both(&text[..half]), &text[half..]),
            Ends::LoneReturn => format!("{}A line\rthat an old machine ended.\r\n", both(&text)),
        },
    );
}

/// The record was committed with returns, before anybody thought about line ends.
fn committed_with_returns(place: &Place) {
    place.write(".git/info/attributes", "*.md -text\n");
    write_ends(place, Ends::Both);
    place.commit(PLAN, place.read(PLAN));
    place.write(".git/info/attributes", "");
}

pub(crate) fn states() -> Vec<State> {
    let mut states = Vec::new();
    for setting in ["true", "input", "false"] {
        for ends in [Ends::LineFeeds, Ends::Both, Ends::Mixed] {
            states.push(
                State::works(format!("core.autocrlf={setting}, {ends:?}"))
                    .begin(move |place| {
                        place.commit(".gitattributes", "");
                        place.git(&["config", "core.autocrlf", setting]);
                    })
                    .end(move |place| write_ends(place, ends)),
            );
        }
    }
    let attributes = [
        "text=auto",
        "text",
        "-text",
        "eol=crlf",
        "eol=lf",
        "crlf",
        "-crlf",
        "crlf=input",
        "-crlf eol=lf",
        "text=auto eol=crlf",
        "text=input",
        "eol=other",
        "binary",
        "-text eol=lf",
        "ident",
        "text=auto ident",
        "!text",
    ];
    for attributes in attributes {
        for ends in [Ends::Both, Ends::Mixed] {
            states.push(
                State::works(format!("*.md {attributes}, {ends:?}"))
                    .begin(move |place| place.commit(".gitattributes", format!("*.md {attributes}\n")))
                    .end(move |place| write_ends(place, ends)),
            );
        }
    }
    for (attributes, setting) in
        [("", "true"), ("*.md text=auto\n", "false"), ("*.md text\n", "false"), ("*.md eol=lf\n", "input")]
    {
        states.push(State::works(format!("committed with returns, core.autocrlf={setting}, {attributes:?}")).begin(
            move |place| {
                place.commit(".gitattributes", "");
                committed_with_returns(place);
                if !attributes.is_empty() {
                    place.commit(".gitattributes", attributes);
                }
                place.git(&["config", "core.autocrlf", setting]);
            },
        ));
    }
    states.push(
        State::refuses("core.autocrlf=true, LoneReturn", 1, "control character")
            .begin(|place| _ = place.git(&["config", "core.autocrlf", "true"]))
            .end(|place| write_ends(place, Ends::LoneReturn))
            .mend(|place| place.edit(PLAN, "A line\rthat", "A line that")),
    );
    states.push(
        State::refuses("core.safecrlf=true, mixed", 2, "git could not")
            .begin(|place| _ = place.git(&["config", "core.safecrlf", "true"]))
            .end(|place| write_ends(place, Ends::Mixed))
            .mend(|place| place.write(PLAN, place.read(PLAN).replace('\r', ""))),
    );
    states.push(
        State::refuses("core.safecrlf=true and core.autocrlf=true, line feeds", 2, "git could not")
            .begin(|place| place.commit(".gitattributes", ""))
            .end(|place| {
                place.git(&["config", "core.safecrlf", "true"]);
                place.git(&["config", "core.autocrlf", "true"]);
            })
            .mend(|place| write_ends(place, Ends::Both)),
    );
    states.push(
        State::works("working-tree-encoding=UTF-8")
            .begin(|place| place.commit(".gitattributes", "*.md working-tree-encoding=UTF-8\n")),
    );
    for encoding in ["UTF-16", "UTF-16LE", "ISO-8859-1"] {
        states.push(
            State::refuses(format!("working-tree-encoding={encoding}"), 1, "working-tree-encoding")
                .begin(move |place| {
                    place.write(".git/info/attributes", format!("{PLAN} working-tree-encoding={encoding}\n"))
                })
                .mend(|place| place.write(".git/info/attributes", "")),
        );
    }
    states.push(
        State::works("ident, with its mark in the text")
            .begin(|place| place.commit(".gitattributes", "*.md text ident\n"))
            .end(|place| {
                place.edit(PLAN, "\n## ", "\n<!-- $Id: 0123456789012345678901234567890123456789 $ -->\n\n## ")
            }),
    );
    states
}
