//! Terms that make a person smaller.

mod terms;

use self::terms::{Term, Terms, beginnings};
use super::{Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::DeficitTerm,
    checks: "It looks for terms that label a person or name what they lack, such as \"challenging behaviour\", \"non-compliant\" or \
             \"absconded\", in what staff wrote: in the text, and in values such as what a measure counts. Words with other meanings, such as \
             \"clean\" or \"unit\", are found in telling phrases only. The resident's own words are never judged, nor are \
             quotations.",
    why: "People read what is written about them, and the next worker meets the label before the person. A plain account of what \
          happened also tells more: a label hides both the need and the risk.",
    source: "Each term comes from published advice, which is named in the finding: Dimensions, The words we use (2025); North Lanarkshire \
             Council, Promise language guide; Renfrewshire Council, from Language Matters; GOV.UK, Inclusive language; the NHS service manual; \
             Toronto Academic Health Sciences Network, Person-centred language for responsive behaviours (2016); TACT, Language that cares; \
             Leicester City Council; Samaritans, through Safer Communities Scotland (2023); suicide prevention charities in the United States. They do \
             not agree with one another everywhere, so each term can be switched off.",
    options: &[OFF],
    needs: None,
    bad: Example::new("plan.md", &[("Nobody is punished for a no.", "Nobody is called «non-compliant» for a no.")]),
    good: Example::new("plan.md", &[("Nobody is punished for a no.", "Nobody is blamed if they choose not to.")]),
    judge: Judge::Record(judge),
};

const OFF: RuleOption = RuleOption {
    name: "off",
    meaning: "Terms that the service does use.",
    kind: OptionKind::Words(|| Terms::all().terms.iter().map(|term| term.key.as_str()).collect()),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    let off = OFF.words(Code::DeficitTerm, subject.context);
    let called = record.value("called").or_else(|| {
        let resident = record.value("resident")?;
        subject.surroundings.called.as_ref()?.of(resident)
    });
    // Of a name with two words, the last stands before the verb.
    let called = called.and_then(|called| called.split_whitespace().next_back());
    let body = record.body.span.start;
    let free_text = |at: usize| subject.free_texts().iter().copied().find(|span| span.contains(at));
    let passage = |at: usize| if at < body { free_text(at) } else { subject.prose().passage(at) };
    let terms = Terms::all();
    let in_front = subject.free_texts().iter().flat_map(|span| beginnings(&record.text, *span));
    let in_body = subject.prose().all().flat_map(|(_, words)| words).flat_map(|word| {
        // Most words are nothing but letters, and begin once.
        let whole = word.number.map(|_| word.start());
        let parts = whole.is_none().then(|| beginnings(&record.text, word.span()));
        whole.into_iter().chain(parts.into_iter().flatten())
    });
    let found =
        terms.find(&record.text, in_front.chain(in_body), called, |term| !off.contains(&term.key.as_str()), passage);
    let is_staffs = |span: Span| {
        span.start < body || (subject.prose().is_staffs(span.start) && subject.prose().is_staffs(span.end - 1))
    };
    let found = found.into_iter().filter(|(span, _)| is_staffs(*span)).map(|(span, at)| {
        let term = &terms.terms[at];
        let message = message(term);
        let help = match term.act {
            true => "Say what was seen and heard, and when. A softer word alone would hide a risk.",
            false => {
                "Mend the words. `supportplan explain L001` says how a term is switched off that the service does use."
            }
        };
        Finding::new(Code::DeficitTerm, span, message, help).quoting(span.of(&record.text))
    });
    found.collect()
}

fn message(term: &Term) -> String {
    let act = if term.act { ", and say what happened: who did what" } else { "" };
    format!("{}{act}; this is the advice of {}", term.better, term.advised_by)
}

/// The key of the term that a finding is about; none, where it is about something else.
pub(super) fn term(finding: &Finding) -> Option<&'static str> {
    if finding.code != Code::DeficitTerm {
        return None;
    }
    let term = Terms::all().terms.iter().find(|term| finding.message.starts_with(&message(term)))?;
    Some(&term.key)
}
