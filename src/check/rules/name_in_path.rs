//! Names in the paths of files.

use super::{Example, Judge, Need, Rule};
use crate::check::folder::Surroundings;
use crate::check::{Context, names};
use crate::finding::{Code, Finding};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::NameInPath,
    checks: "It looks at the names of all files and folders of residents and the team, records or not. A name is what one of the residents \
             likes to be called, or the full name or the id of a member of staff. Names that are common words, such as May, are left alone.",
    why: "A path is shown wherever files are listed: in the history, in logs, on a forge, in an e-mail that was meant to hold nothing else.",
    source: "There are no names in paths, subjects of commits or logs (UK GDPR, article 9).",
    options: &[],
    needs: Some(Need::Called),
    bad: Example::of_path("scans/sam-formal.pdf"),
    good: Example::of_path("scans/2026-10-26-formal.pdf"),
    judge: Judge::Path(judge),
};

fn judge(path: &str, context: &Context, surroundings: &Surroundings) -> Option<Finding> {
    let called = surroundings.called.as_ref()?;
    let message = "the path of this file holds a name";
    let help = "Name it by a reference, a date or what it is, such as scans/2026-10-26-formal.pdf.";
    names::is_in_path(path, &context.staff_names, called.names())
        .then(|| Finding::new(Code::NameInPath, Span::empty(0), message, help))
}
