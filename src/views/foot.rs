//! What stands below a page inside the page of others: the way to the whole of it.

use yew::prelude::*;

use crate::ui::dom::site;
use crate::ui::sharing::fragment;
use crate::ui::state::State;
use crate::ui::store::use_selector;

#[component]
pub fn EmbedFoot() -> Html {
    let shared = use_selector(State::shared);
    html! {
        <footer id="embed-foot" aria-label="Wayward">
            <a id="embed-open" href={format!("{}#{}", site(), fragment(&shared))} target="_blank" rel="noopener">{ "Open in Wayward" }</a>
        </footer>
    }
}
