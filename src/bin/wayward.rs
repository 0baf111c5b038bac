//! The command line; see `wayward --help`.

fn main() -> std::process::ExitCode {
    wayward::cli::run()
}
