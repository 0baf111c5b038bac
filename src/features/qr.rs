//! A link for the camera of a phone.

use qrcodegen::{QrCode, QrCodeEcc};

/// As a drawing of one path, with the quiet zone that readers need.
pub fn qr(link: &str) -> String {
    let Ok(code) = QrCode::encode_text(link, QrCodeEcc::Low) else {
        return "<figcaption>Too long for a QR code.</figcaption>".into();
    };
    let (size, mut path) = (code.size(), String::new());
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path += &format!("M{x} {y}h1v1h-1z");
        }
    }
    let side = size + 8;
    format!(
        "<svg viewBox='-4 -4 {side} {side}' role='img' aria-label='The link as a QR code' shape-rendering='crispEdges'>\
         <rect x='-4' y='-4' width='{side}' height='{side}' fill='#fff'/><path d='{path}' fill='#000'/></svg>\
         <figcaption>Point a phone at it.</figcaption>"
    )
}
