//! What is said of a word of the language: in the list of names that fit, below the text and over it, and in the list of features.

use engine::env::World;
use engine::lang::{self, Feature, FeatureKind, Meaning, Type, Word};

/// A word, or how a function is called, with its kind and a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub name: String,
    pub about: String,
    pub doc: String,
}

impl Explanation {
    /// Of the word at this byte of a text.
    pub fn at(text: &str, at: usize, world: World) -> Option<Explanation> {
        lang::explain(text, at, world.features()).map(Explanation::of)
    }

    pub fn of(word: Word) -> Explanation {
        let (name, about) = match word.meaning {
            Meaning::Feature(feature) => (word.name, about(feature)),
            Meaning::Builtin(signature) => (signature, String::new()),
            Meaning::Keyword => (word.name, "keyword".into()),
            Meaning::Let => (word.name, "let".into()),
        };
        // Of a `let` it is a program.
        let doc = if word.meaning == Meaning::Let { format!("`{}`", word.doc) } else { word.doc.to_owned() };
        Explanation { name: name.to_owned(), about, doc }
    }

    /// To be read out.
    pub fn words(&self) -> String {
        let Explanation { name, about, doc } = self;
        if about.is_empty() { format!("{name}: {doc}") } else { format!("{name}, {about}: {doc}") }
    }

    #[cfg(feature = "page")]
    pub fn view(&self) -> yew::Html {
        use crate::ui::markup::with_code;
        yew::html! {
            <>
                <code translate="no">{ &self.name }</code>{ " " }<span class="feature-about">{ &self.about }</span>{ " " }<span>{ with_code(&self.doc) }</span>
            </>
        }
    }
}

/// `state, 0 to 168` or `event, 0 or 1`.
pub fn about(feature: &Feature) -> String {
    let kind = match feature.kind {
        FeatureKind::State => "state",
        FeatureKind::Event => "event",
    };
    match feature.ty {
        Type::Truth => format!("{kind}, 0 or 1"),
        Type::Number => format!("{kind}, {} to {}", feature.range.0, feature.range.1),
    }
}

/// A function is written with its open parenthesis, so that its argument can follow at once.
pub fn call(name: &str, signature: &str) -> String {
    if signature.contains('(') { format!("{name}(") } else { name.to_owned() }
}
