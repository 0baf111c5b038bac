//! Where the texts of lessons come from: the files in `www/lessons/` of this site, so that a site can have lessons of its own.
//! Where files cannot be fetched (the site in a single file, opened from a folder) it is those that came with this build.

use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::ui::dom;

const BUILT_IN: [(&str, &str); 6] = [
    ("papers", include_str!("../../../www/lessons/papers.txt")),
    ("cheese", include_str!("../../../www/lessons/cheese.txt")),
    ("telling-apart", include_str!("../../../www/lessons/telling-apart.txt")),
    ("repair", include_str!("../../../www/lessons/repair.txt")),
    ("lava", include_str!("../../../www/lessons/lava.txt")),
    ("never-met", include_str!("../../../www/lessons/never-met.txt")),
];

/// The names of all lessons, in their order.
pub async fn names() -> Vec<String> {
    match file("index").await {
        Some(list) => list.lines().map(str::trim).filter(|name| is_name(name)).map(str::to_owned).collect(),
        None => BUILT_IN.map(|(name, _)| name.to_owned()).into(),
    }
}

/// The text of a lesson, asked for at once; None: there is none of this name.
pub fn text(name: &str) -> impl Future<Output = Option<String>> + use<> {
    let built_in = BUILT_IN.iter().find(|(own, _)| *own == name).map(|(_, text)| *text);
    let file = is_name(name).then(|| file(name));
    async move { file?.await.or_else(|| built_in.map(str::to_owned)) }
}

/// What stands in a file that a person chose.
pub async fn read(file: &Blob) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// Nothing that could lead out of the folder.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
}

fn file(name: &str) -> impl Future<Output = Option<String>> + use<> {
    let site = dom::url("site").filter(|site| site.starts_with("http") && dom::by_css("[data-piece]").is_none());
    let text = site.map(|site| dom::plain_text(&format!("{site}www/lessons/{name}.txt")));
    async move { text?.await }
}
