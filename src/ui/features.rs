//! What a reward may speak of in this world: its features, and, folded, the functions of the language.
//!
//! Not here: writing into the text; a pressed name carries what it writes in `data-insert`. Questionable decision: a list, not a
//! table, because the docs are sentences and the column beside the editor is narrow.

use std::fmt::Write as _;

use super::markup::escape;
use engine::decimal::plain;
use engine::env::World;
use engine::lang::{BUILTINS, Feature, FeatureKind, Type};

pub fn features(world: World) -> String {
    let mut out = "<div class='features'><p class='features-how'>What the reward may read at each step, and what it read last. Press a name to write it.</p>\
                   <ul role='list' class='features-list'>"
        .to_owned();
    for feature in world.features() {
        let about = format!("{}</span><span class='feature-now' id='now-{}'>", about(feature), feature.name);
        entry(&mut out, feature.name, &about, feature.doc, feature.name);
    }
    out += "</ul><details class='features-more'><summary>Functions</summary><ul role='list' class='features-list'>";
    for builtin in BUILTINS {
        entry(&mut out, builtin.signature, "", builtin.doc, &call(builtin.name, builtin.signature));
    }
    out + "</ul><p class='features-how'>Also <code>if … { … } else { … }</code>, <code>let name = …;</code>, <code>&amp;&amp; || !</code>, \
           <code>&lt; &lt;= == !=</code> and <code>// comments</code>.</p></details></div>"
}

fn entry(out: &mut String, name: &str, about: &str, doc: &str, text: &str) {
    let _ = write!(out, "<li class='feature'><button type='button' class='feature-name' data-insert='{text}'>{}</button>", escape(name));
    if !about.is_empty() {
        let _ = write!(out, "<span class='feature-about'>{about}</span>");
    }
    let _ = write!(out, "<span class='feature-doc'>{}</span></li>", escape(doc));
}

/// `state, 0 to 168` or `event, 0 or 1`.
pub fn about(feature: &Feature) -> String {
    let kind = match feature.kind {
        FeatureKind::State => "state",
        FeatureKind::Event => "event",
    };
    match feature.ty {
        Type::Truth => format!("{kind}, 0 or 1"),
        Type::Number => format!("{kind}, {} to {}", plain(feature.range.0), plain(feature.range.1)),
    }
}

/// A function is written with its open parenthesis, so that its argument can follow at once.
pub fn call(name: &str, signature: &str) -> String {
    if signature.contains('(') { format!("{name}(") } else { name.to_owned() }
}
