//! Incidents that name neither a change nor why none was needed.

use std::sync::LazyLock;

use super::saying_nothing::{Known, Vocabulary};
use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::IncidentWithoutChange,
    checks: "It looks at \"What changes\" in an incident with nothing under `changed`. It has to say why no plan needs to change; \"none\", \
             \"no change needed\" or \"continue to monitor\" does not.",
    why: "What is learnt from an incident is what changes after it. Where nothing does, the reason shows that somebody thought about it.",
    source: "Incidents change plans: they are asked for what was learnt from them (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new("incidents/2026-09-15-1.md", &[CHANGED, (WORDS, "«No changes needed at this time.»\n")]),
    good: Example::new(
        "incidents/2026-09-15-1.md",
        &[CHANGED, (WORDS, "Nothing needs to change: the card was made, and the test was a mistake of the firm's.\n")],
    ),
    judge: Judge::Folder(judge),
};

const CHANGED: (&str, &str) = ("changed:\n  - support-plan\n  - safety-plan\n", "changed: []\n");

const WORDS: &str = "On 2026-09-16 Sam, Priya and Aisha changed both plans.

- The support plan has a new action, the alarm notice, and the risk of walking alone when upset.
- Staff fill in the change card side by side again for a time.
- The safety plan has the words \"out\" and \"back\", the phone pouch, three places to look, and fixed
  times.
- Firms sign in with the duty worker, who stops any test that has no bell on the board.

Lena says sorry to Sam in person, and asks the firm for a date for each return visit.
";

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[NOTHING], &[NEUTRAL]));

/// What names no change and no reason.
const NOTHING: &[&str] = &[
    "debrief|debriefed|debriefing held|completed|done|offered|given|with WHO?",
    "no|not|nothing|none change|changes|changed|changing|action|actions|amendment|amendments|alteration|alterations",
    "nothing to? needs|need|needed|changes|changed|change|has|different",
    "no|none required|needed|necessary|learning|lessons|lesson",
    "does|do|did not need|require|change",
    "doesnt need|change",
    "plan|plans remains|remain|stays|stay|still|is|are? the? same|unchanged|sufficient|adequate|appropriate|current|valid",
    "plan|plans is|are? up to date",
    "support continues|as|to",
    "lessons|lesson learnt|learned",
    "isolated|one incident|off",
    "one off incident?",
    "incident|matter|case|log|report|form closed|resolved|logged|recorded|reported|completed|noted|finished|over",
    "logged|recorded|reported|documented|closed|resolved|filed",
    "manager|management|team|staff|family|police|probation|safeguarding|cpn|social|professionals worker? was|were|is|are|has|have? been? informed|notified|aware|updated|told|advised",
    "was|were|been? spoken to|with",
    "staff|manager spoke|spoken|talked to|with WHO",
    "was|were|been? reminded|advised|warned of? the? rules|expectations|boundaries|agreement|consequences|policy?",
    "procedure|procedures|policy|policies|protocol|protocols|process|plan|plans was|were|are|is|been? followed|adhered",
    "followed the? correct|safeguarding? procedure|procedures|policy|policies|protocol|protocols|plan",
    "continue|continues|continuing|carry on? with|following the? current|existing|same|agreed plan|plans|support",
    "form|report|log completed|written|filed",
];

/// What changes nothing about it.
const NEUTRAL: &[&str] = &[
    "change|changes|changed|changing|action|actions|required|needed|necessary|need|needs",
    "plan|plans|support|safety",
    "following|after|result|because",
    "informed|told|reported|logged|recorded|rules|to",
    "incident|incidents",
    "further|taken|made|point",
    "as a result",
    "time|point",
    "both|either|neither|nor",
    "do|does|did|not",
    "felt|feel|feels|think|thinks|thought",
    "staff",
    "date|up",
    "same|stay|stays|remain|remains",
    "for",
];

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    if folder.plan.as_ref().is_some_and(|plan| plan.data.left.is_some()) {
        return Vec::new();
    }
    let known = Known::name(folder.called());
    let bare = folder.incidents.iter().filter(|incident| folder.asks(incident.at) && incident.data.changed.is_empty());
    let found = bare.filter_map(|incident| {
        let section = incident.record.outline.section("what-changes")?;
        let span = VOCABULARY.empty(incident.record, section.all, known)?;
        let message = "nothing was changed after this incident, and nothing here says why";
        let help = "Say what was changed and name the plan under `changed`, or say why each plan is right as it is.";
        let finding = Finding::new(Code::IncidentWithoutChange, span, message, help);
        Some((incident.at, finding.quoting(incident.record.words(span))))
    });
    found.collect()
}
