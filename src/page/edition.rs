//! For whom pages are made.

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
    /// A word for each thing that sets this edition apart, in a row: for style sheets, and for the name of a folder.
    pub fn words(self) -> String {
        let words =
            [(self.large_print, "large-print"), (self.resident_copy, "resident-copy"), (self.references, "references")];
        words.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word).collect::<Vec<_>>().join(" ")
    }
}
