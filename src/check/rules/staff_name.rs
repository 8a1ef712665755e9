//! Full names of staff.

use super::identifiers::is_among_contacts;
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::StaffName,
    checks: "It looks for the full names of staff, as the settings list them, in records. A first name alone is left alone, and so are the \
             sections of the safety plan that say whom to call and where to go.",
    why: "Residents know staff by their first names, and the record of who did what is kept by ids. A full name in a record goes with \
          every copy of it, long after the person has left.",
    source: "Records hold special-category data (UK GDPR, article 9), so they hold no more about a person than they need to.",
    options: &[],
    needs: None,
    bad: Example::new("plan.md", &[("they sit down with Priya.", "they sit down with «Priya N».")]),
    good: Example::new("plan.md", &[("they sit down with Priya.", "they sit down with Priya or Tom.")]),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    let names = subject.context.staff_names.find(&record.text);
    // Elsewhere in the front matter a name is no answer, which is said already.
    let judged = |at: usize| at >= record.body.span.start || subject.free_texts().iter().any(|span| span.contains(at));
    let found = names.filter(|span| judged(span.start) && !is_among_contacts(record, span.start)).map(|span| {
        let message = "the full name of a member of staff stands here";
        let help = "Write the first name alone in the text, and the id where the format asks for one.";
        Finding::new(Code::StaffName, span, message, help).quoting(span.of(&record.text))
    });
    found.collect()
}
