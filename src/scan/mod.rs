//! The signed copy of a review: a PDF or a picture, told by its content. What it says about the place and the camera is taken out, and what
//! cannot be looked at is refused.

mod jpeg;
mod orientation;
mod pdf;
mod png;

/// What kind of file a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A PDF.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
}

/// A scan that says nothing about the place where it was taken, nor about who made it with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// What kind of file it is.
    pub format: Format,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// Why a file is not taken as a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing in it.
    Empty,
    /// It is neither a PDF nor a JPEG or PNG.
    Other,
    /// It is a picture as telephones take them.
    Heic,
    /// It is a TIFF picture.
    Tiff,
    /// It breaks off, or does not hold together.
    Damaged(Format),
    /// It is a moving picture.
    Moving,
    /// It is a PDF that only a password opens.
    Encrypted,
    /// It is a PDF with a digital signature, which any change breaks.
    Signed,
    /// It is a PDF with other files in it.
    Holds,
    /// It is a PDF with a part that cannot be looked at.
    Unread,
}

impl Format {
    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
        }
    }

    /// The format of a file, by how it begins.
    fn of(bytes: &[u8]) -> Result<Self, Refused> {
        match bytes {
            [] => Err(Refused::Empty),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            _ if bytes.starts_with(png::SIGNATURE) => Ok(Self::Png),
            _ if bytes.starts_with(b"%PDF-") => Ok(Self::Pdf),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Err(Refused::Heic),
            _ if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") => Err(Refused::Tiff),
            _ => Err(Refused::Other),
        }
    }
}

/// The end of a sentence that begins with the file's name.
impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty. Scan the paper again"),
            Self::Other => f.write_str("is no PDF, JPEG or PNG, whatever its name says. Scan the paper to one of these"),
            Self::Heic => f.write_str("is a picture in a telephone's own form (HEIC). Save or send it as a JPEG"),
            Self::Tiff => f.write_str("is a TIFF. Have the scanner save a PDF, or save it as a PNG"),
            Self::Damaged(format) => {
                write!(f, "is cut off or damaged as a {}. Copy it again, or scan the paper again", format.name())
            }
            Self::Moving => f.write_str("is a moving picture. Save a single one"),
            Self::Encrypted => f.write_str(
                "is locked with a password, so it cannot be seen whether it tells a place. Save it without one, or print it and scan that",
            ),
            Self::Signed => f.write_str(
                "bears a digital signature, which breaks when what it tells of a place is taken out. Print it to a new PDF",
            ),
            Self::Holds => f.write_str("is a PDF with other files inside it. Print it to a new PDF"),
            Self::Unread => f.write_str(
                "is a PDF with a part that cannot be looked at, so it cannot be seen whether it tells a place. Print it to a new PDF",
            ),
        }
    }
}

/// The scan in a file: the same pages and the same picture, without what the file says about place, time, camera, program and author. A
/// picture stays the right way up.
///
/// # Errors
/// It is no such file, or cannot be made sure of.
pub fn clean(bytes: &[u8]) -> Result<Scan, Refused> {
    let format = Format::of(bytes)?;
    let bytes = match format {
        Format::Jpeg => jpeg::clean(bytes).ok_or(Refused::Damaged(format))?,
        Format::Png => png::clean(bytes)?,
        Format::Pdf => pdf::clean(bytes)?,
    };
    Ok(Scan { format, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_content_says() {
        for (bytes, why) in [
            (&b""[..], Refused::Empty),
            (b"\0\0\0\x18ftypheic\0\0\0\0", Refused::Heic),
            (b"II*\0\x08\0\0\0", Refused::Tiff),
            (b"# Formal review\n", Refused::Other),
            (b"GIF89a", Refused::Other),
            (b"\xff\xd8\xff", Refused::Damaged(Format::Jpeg)),
            (png::SIGNATURE, Refused::Damaged(Format::Png)),
            (b"%PDF-1.7\n", Refused::Damaged(Format::Pdf)),
        ] {
            assert_eq!(clean(bytes), Err(why));
        }
    }
}
