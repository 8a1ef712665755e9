//! Which way up a picture is shown: the one thing that is kept of what a camera writes (EXIF).

/// The value that turns nothing.
const UPRIGHT: u8 = 1;

/// A note of which way up a picture is, which turns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation(u8);

impl Orientation {
    /// What EXIF says of it, in the form of TIFF; none where it says nothing or turns nothing.
    pub(super) fn of(exif: &[u8]) -> Option<Self> {
        let is_little = match exif.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        let short = |at: usize| {
            let two = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
        };
        let four = exif.get(4..8)?.try_into().ok()?;
        let first = if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
        let first = usize::try_from(first).ok()?;
        let entries = (0..usize::from(short(first)?)).map(|at| first + 2 + 12 * at);
        let entry = entries.into_iter().find(|entry| short(*entry) == Some(0x0112))?;
        let value = u8::try_from(short(entry + 8)?).ok()?;
        (UPRIGHT + 1..=8).contains(&value).then_some(Self(value))
    }

    /// EXIF that says this and nothing else.
    pub(super) fn exif(self) -> [u8; 26] {
        let mut exif = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
        exif[19] = self.0;
        exif
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_was_read() {
        for value in 2..=8 {
            assert_eq!(Orientation::of(&Orientation(value).exif()), Some(Orientation(value)));
        }
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(Orientation::of(little), Some(Orientation(6)));
    }

    #[test]
    fn what_turns_nothing_is_not_kept() {
        for value in [0, 1, 9] {
            assert_eq!(Orientation::of(&Orientation(value).exif()), None);
        }
        let exif = Orientation(6).exif();
        for end in 0..exif.len() - 6 {
            assert_eq!(Orientation::of(&exif[..end]), None, "{end}");
        }
        assert_eq!(Orientation::of(b"MM\0*\xff\xff\xff\xff"), None);
    }
}
