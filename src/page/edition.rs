//! For whom pages are made.

use crate::check::Context;
use crate::record::Kind;
use crate::record::schema::Audience;

/// For whom pages are made. The usual edition is for whoever knows the resident.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Edition {
    /// In letters of 18 points.
    pub large_print: bool,
    /// The parts that are meant for the resident, in letters of 16 points, without abbreviations.
    pub resident_copy: bool,
    /// With references instead of what people are called.
    pub references: bool,
}

impl Edition {
    /// Whether records of this kind are shown: the resident's copy has those that are gone through with the resident.
    pub fn has(self, kind: Kind) -> bool {
        !self.resident_copy || matches!(kind, Kind::SupportPlan | Kind::SafetyPlan | Kind::FormalReview)
    }

    /// Whether a part that is meant for these is shown.
    pub(super) fn shows(self, audience: Option<Audience>) -> bool {
        !(self.resident_copy && audience == Some(Audience::Staff))
    }

    /// What a member of staff is called: by name or, where names are left out, by which one of the settings' list it is.
    pub fn staff(self, id: &str, context: &Context) -> String {
        if !self.references {
            return context.settings.staff_name(id).to_owned();
        }
        let at = context.settings.staff.iter().position(|staff| staff.id == id);
        at.map_or_else(|| "Somebody else".to_owned(), |at| format!("Staff {}", at + 1))
    }

    /// What a page of this edition says of itself.
    pub(super) fn notice(self) -> Option<String> {
        const REFERENCES: &str = "Residents and staff are named by references on this page, and contacts are left out. What people wrote stands \
                                  here as they wrote it, so this is not anonymisation.";
        self.references.then(|| REFERENCES.to_owned())
    }

    /// A word for each thing that sets this edition apart, in a row: for style sheets, and for the name of a folder.
    pub fn words(self) -> String {
        let words =
            [(self.large_print, "large-print"), (self.resident_copy, "resident-copy"), (self.references, "references")];
        words.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word).collect::<Vec<_>>().join(" ")
    }
}
