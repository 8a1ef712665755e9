//! PDFs. They are written anew from what their pages lead to, without notes about the file, and with each JPEG picture in them cleaned.

use lopdf::{Dictionary, Document, Object, Stream};
use memchr::memmem;

use super::{Format, Refused, jpeg};

/// What tells about the file, a page or a picture rather than being seen on it.
const TELLING: [&[u8]; 7] = [b"Metadata", b"PieceInfo", b"LastModified", b"VP", b"LGIDict", b"Measure", b"Thumb"];
/// How notes of a camera begin, and those that programs write; none of it may be left anywhere.
const NOTES: [&[u8]; 4] = [b"Exif\0\0", b"http://ns.adobe.com/xap/", b"<x:xmpmeta", b"<?xpacket"];
/// The most that one part of a PDF may hold when it is unpacked.
const MOST: usize = 256 * 1024 * 1024;

/// The pages alone.
pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut document = read(bytes)?;
    let pages = document.get_pages().len();
    let root = document.trailer.get(b"Root").map_err(|_| Refused::Damaged(Format::Pdf))?.clone();
    // The rest of it names the file, its makers and earlier versions.
    document.trailer = Dictionary::new();
    document.trailer.set("Root", root);
    document.objects.values_mut().try_for_each(clean_object)?;
    document.prune_objects();
    // Numbers that are left out would tell that something was there.
    document.renumber_objects();
    document.objects.values().try_for_each(made_sure)?;
    // These stand on the first two lines, and could be anything.
    document.version = if is_version(&document.version) { document.version } else { "1.7".to_owned() };
    document.binary_mark = b"\xe2\xe3\xcf\xd3".to_vec();
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    let mut written = Vec::with_capacity(bytes.len());
    document.save_to(&mut written).map_err(|_| Refused::Unread)?;
    let again = read(&written).map_err(|_| Refused::Unread)?;
    if again.get_pages().len() == pages { Ok(written) } else { Err(Refused::Unread) }
}

/// The PDF, if it is whole, open to all, and has pages.
fn read(bytes: &[u8]) -> Result<Document, Refused> {
    let damaged = Refused::Damaged(Format::Pdf);
    let document = match Document::load_mem(bytes) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => return Err(Refused::Encrypted),
        Err(_) => return Err(damaged),
    };
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Refused::Encrypted);
    }
    // One that had to be pieced together may lack what nobody notices.
    if document.xref_recovery.is_some() || document.get_pages().is_empty() {
        return Err(damaged);
    }
    Ok(document)
}

fn is_version(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1' | b'2', b'.', digit] if digit.is_ascii_digit())
}

/// Takes out of an object, and all in it, what tells about the file.
fn clean_object(object: &mut Object) -> Result<(), Refused> {
    match object {
        Object::Array(items) => items.iter_mut().try_for_each(clean_object),
        Object::Dictionary(values) => clean_values(values),
        Object::Stream(stream) => {
            clean_values(&mut stream.dict)?;
            clean_picture(stream)
        }
        _ => Ok(()),
    }
}

fn clean_values(values: &mut Dictionary) -> Result<(), Refused> {
    for key in TELLING {
        values.remove(key);
    }
    if values.has(b"ByteRange") {
        return Err(Refused::Signed);
    }
    if values.has(b"EF") || values.has(b"EmbeddedFiles") {
        return Err(Refused::Holds);
    }
    values.iter_mut().try_for_each(|(_, value)| clean_object(value))
}

/// Cleans a stream that holds a JPEG picture; any other stays as it is.
fn clean_picture(stream: &mut Stream) -> Result<(), Refused> {
    let filters = filters(stream)?;
    let Some((b"DCTDecode" | b"DCT", outer)) = filters.split_last().map(|(last, outer)| (last.as_slice(), outer))
    else {
        return Ok(());
    };
    let picture = if outer.is_empty() { stream.content.clone() } else { unpacked(stream, outer)? };
    stream.set_content(jpeg::clean(&picture).ok_or(Refused::Unread)?);
    stream.dict.set("Filter", "DCTDecode");
    // How the picture is coded stands in itself; what else may stand here is about the outer layers.
    stream.dict.remove(b"DecodeParms");
    Ok(())
}

/// What is left of a stream once these filters are undone.
fn unpacked(stream: &Stream, outer: &[Vec<u8>]) -> Result<Vec<u8>, Refused> {
    let mut layers = stream.clone();
    let names = outer.iter().map(|name| Object::Name(name.clone())).collect::<Vec<_>>();
    layers.dict.set("Filter", Object::Array(names));
    layers.decompressed_content_with_limit(MOST).map_err(|_| Refused::Unread)
}

fn filters(stream: &Stream) -> Result<Vec<Vec<u8>>, Refused> {
    match stream.dict.get(b"Filter") {
        Err(_) | Ok(Object::Null) => Ok(Vec::new()),
        Ok(_) => {
            let names = stream.filters().map_err(|_| Refused::Unread)?;
            Ok(names.into_iter().map(<[u8]>::to_vec).collect())
        }
    }
}

/// Makes sure that no note of a camera or program is left in a stream.
fn made_sure(object: &Object) -> Result<(), Refused> {
    let Object::Stream(stream) = object else { return Ok(()) };
    let filters = filters(stream)?;
    let bytes = match filters.last().map(Vec::as_slice) {
        None => stream.content.clone(),
        // These were cleaned, and hold nothing but their picture.
        Some(b"DCTDecode") => return Ok(()),
        // Black and white alone, with no room for a note.
        Some(b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode") => return Ok(()),
        Some(_) => unpacked(stream, &filters)?,
    };
    let holds = |note: &[u8]| memmem::find(&bytes, note).is_some();
    if NOTES.into_iter().any(holds) { Err(Refused::Unread) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use lopdf::{StringFormat, dictionary};
    use memchr::memmem::find;

    use super::super::jpeg::tests::telling;
    use super::*;

    /// A PDF of one page with one picture, whose parts `change` may change before it is written.
    fn pdf(picture: Stream, change: impl FnOnce(&mut Document)) -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let picture = document.add_object(picture);
        let content = document.add_object(Stream::new(dictionary! {}, b"q 100 0 0 100 0 0 cm /P Do Q".to_vec()));
        let page = document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => pages,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Contents" => content,
            "Resources" => dictionary! { "XObject" => dictionary! { "P" => picture } },
        });
        let all = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, Object::Dictionary(all));
        let notes =
            Stream::new(dictionary! { "Type" => "Metadata" }, b"<?xpacket <x:xmpmeta> exif:GPSLatitude".to_vec());
        let notes = document.add_object(notes);
        let catalog = dictionary! { "Type" => "Catalog", "Pages" => pages, "Metadata" => notes };
        let catalog = document.add_object(catalog);
        let author = document.add_object(dictionary! { "Title" => text("IMG_2041 Sam"), "Author" => text("Priya") });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", author);
        document.trailer.set("ID", vec![text("from the path"), text("from the path")]);
        change(&mut document);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("written");
        bytes
    }

    fn text(words: &str) -> Object {
        Object::String(words.into(), StringFormat::Literal)
    }

    fn image(filter: Object, content: Vec<u8>) -> Stream {
        let dict = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray",
            "BitsPerComponent" => 8, "Filter" => filter,
        };
        Stream::new(dict, content)
    }

    fn photo() -> Stream {
        image("DCTDecode".into(), telling())
    }

    fn refused(picture: Stream, change: impl FnOnce(&mut Document)) -> Refused {
        clean(&pdf(picture, change)).expect_err("refused")
    }

    fn catalog(document: &mut Document) -> &mut Dictionary {
        document.catalog_mut().expect("a catalog")
    }

    #[test]
    fn the_pages_stay_and_all_that_tells_goes() {
        let telling = pdf(photo(), |_| {});
        for words in [&b"GPS"[..], b"Priya", b"IMG_2041", b"from the path", b"Photoshop"] {
            assert!(find(&telling, words).is_some());
            assert_eq!(find(&clean(&telling).expect("pages"), words), None, "{}", String::from_utf8_lossy(words));
        }
        let cleaned = clean(&telling).expect("pages");
        let document = Document::load_mem(&cleaned).expect("a PDF");
        assert_eq!(document.get_pages().len(), 1);
        let content = document.get_page_content(document.get_pages()[&1]);
        assert!(find(&content, b"/P Do").is_some());
        assert!(find(&cleaned, b"colours").is_some(), "the picture is there");
        assert!(clean(&cleaned).is_ok_and(|again| again == cleaned), "nothing more goes");
        assert!(clean(&telling).is_ok_and(|again| again == cleaned), "it comes out the same each time");
    }

    #[test]
    fn a_picture_within_another_layer_is_looked_at() {
        let mut layers = Stream::new(dictionary! {}, [telling(), vec![b' '; 4096]].concat());
        layers.compress().expect("packed");
        let filters = vec!["FlateDecode".into(), "DCTDecode".into()];
        let cleaned = clean(&pdf(image(filters.into(), layers.content), |_| {})).expect("pages");
        assert!(find(&cleaned, b"colours").is_some());
        assert_eq!(find(&cleaned, b"GPS"), None);
    }

    #[test]
    fn what_cannot_be_made_sure_of_is_refused() {
        assert_eq!(refused(image("JPXDecode".into(), b"\0\0\0\x0cjP  ".to_vec()), |_| {}), Refused::Unread);
        assert_eq!(refused(image("DCTDecode".into(), b"no picture".to_vec()), |_| {}), Refused::Unread);
        let inline = b"BI /F /DCT ID \xff\xd8\xff\xe1\0\x10Exif\0\0 EI".to_vec();
        let plain = Stream::new(dictionary! { "Type" => "XObject", "Subtype" => "Form" }, inline);
        assert_eq!(refused(plain, |_| {}), Refused::Unread);
        let holds = |document: &mut Document| {
            let files = dictionary! { "EmbeddedFiles" => dictionary! { "Names" => Vec::<Object>::new() } };
            catalog(document).set("Names", files);
        };
        assert_eq!(refused(photo(), holds), Refused::Holds);
        let signed = |document: &mut Document| {
            let signature =
                dictionary! { "Type" => "Sig", "ByteRange" => vec![0.into(), 9.into(), 20.into(), 30.into()] };
            let signature = document.add_object(signature);
            catalog(document).set("AcroForm", dictionary! { "SigFlags" => 3, "Fields" => vec![signature.into()] });
        };
        assert_eq!(refused(photo(), signed), Refused::Signed);
    }

    #[test]
    fn what_is_locked_damaged_or_without_pages_is_refused() {
        let damaged = Err(Refused::Damaged(Format::Pdf));
        let whole = pdf(photo(), |_| {});
        assert_eq!(clean(&whole[..whole.len() / 2]), damaged);
        assert_eq!(clean(&whole[..whole.len() - 40]), damaged);
        let bare =
            |document: &mut Document| catalog(document).set("Pages", dictionary! { "Kids" => Vec::<Object>::new() });
        assert_eq!(clean(&pdf(photo(), bare)), damaged);
        let locked = pdf(photo(), |document| {
            document.trailer.set("ID", vec![text("0123456789abcdef"), text("0123456789abcdef")]);
            let version = lopdf::EncryptionVersion::V2 {
                document,
                owner_password: "owner",
                user_password: "user",
                key_length: 128,
                permissions: lopdf::Permissions::all(),
            };
            let state = lopdf::EncryptionState::try_from(version).expect("a lock");
            document.encrypt(&state).expect("locked");
        });
        assert_eq!(clean(&locked), Err(Refused::Encrypted));
    }
}
