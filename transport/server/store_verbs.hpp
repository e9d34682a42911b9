#pragma once

namespace CLI {
class App;
}

namespace snug::server {

/// `snug backup`, `snug restore`, `snug fsck`: the data directory, by itself. Backup works beside a running
/// server; the other two want nobody else to have the directory.
void add_store_verbs(CLI::App& app, int& exit_code);

} // namespace snug::server
