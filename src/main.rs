//! The command `polynorm`.

fn main() -> std::process::ExitCode {
    polynorm::cli::main()
}
