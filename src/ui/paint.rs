//! Brings an element to markup: the first time as a whole, from then on only what has become another.
//!
//! For the boards, which draw themselves between two frames. What differs between the old markup and the new is done to the
//! document, and nothing else. So a button keeps its focus, and attributes that are written past the markup (the animation) stay.
//! Questionable decision: children are told apart by their place among their siblings, not by keys; no list on a board changes
//! anywhere but at its end.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Node};

/// The markup that an element shows.
#[derive(Default)]
pub struct Paint {
    markup: String,
    /// The element, and the same markup parsed and never touched by anyone else: what the next one is compared with.
    shown: Option<(Element, Element)>,
}

impl Paint {
    /// Brings the content of the element to this markup. Another element in its place begins anew.
    pub fn paint(&mut self, element: &Element, markup: String) {
        let twin = self.shown.as_ref().filter(|(at, _)| at == element).map(|(_, twin)| twin);
        if (twin.is_none() || self.markup != markup)
            && let Ok(new) = element.clone_node()
        {
            let new = new.unchecked_into::<Element>();
            new.set_inner_html(&markup);
            match twin {
                Some(old) => patch(element, old, &new),
                None => element.set_inner_html(&markup),
            }
            (self.markup, self.shown) = (markup, Some((element.clone(), new)));
        }
    }
}

/// Does to the children of `live` what leads from `old` to `new`. Fails nowhere: all three are trees of the browser's own.
fn patch(live: &Node, old: &Node, new: &Node) {
    let (mut at, mut was, mut is) = (live.first_child(), old.first_child(), new.first_child());
    while at.is_some() || is.is_some() {
        let next = [&at, &was, &is].map(|node| node.as_ref().and_then(Node::next_sibling));
        match (&at, &was, &is) {
            (Some(_), Some(was), Some(is)) if was.is_equal_node(Some(is)) => {}
            (Some(at), Some(was), Some(is)) if is.node_type() == Node::ELEMENT_NODE && was.node_name() == is.node_name() => {
                attributes(at.unchecked_ref(), was.unchecked_ref(), is.unchecked_ref());
                patch(at, was, is);
            }
            // The same node with other words: whoever reads it aloud does not lose its place.
            (Some(at), Some(was), Some(is)) if is.node_type() == Node::TEXT_NODE && was.node_type() == Node::TEXT_NODE => {
                at.set_node_value(is.node_value().as_deref());
            }
            (Some(at), _, Some(is)) => drop(is.clone_node_with_deep(true).and_then(|copy| live.replace_child(&copy, at))),
            (Some(at), _, None) => drop(live.remove_child(at)),
            (None, _, Some(is)) => drop(is.clone_node_with_deep(true).and_then(|copy| live.append_child(&copy))),
            (None, _, None) => {}
        }
        [at, was, is] = next;
    }
}

fn attributes(live: &Element, old: &Element, new: &Element) {
    for name in new.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name);
        if value != old.get_attribute(&name) {
            let _ = live.set_attribute(&name, &value.unwrap_or_default());
        }
    }
    for name in old.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        if !new.has_attribute(&name) {
            let _ = live.remove_attribute(&name);
        }
    }
}
