#include "actors/facets/reference_page.hpp"
#include "actors/facets/chapters.hpp"
#include "actors/model/error.hpp"

namespace snug::facets {

using model::command_spec;
using model::field;

namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>snug: commands and events</title>
<style>
:root { color-scheme: light dark; --text: #1d2329; --soft: #59636e; --line: #d9dee3; --back: #fff; --card: #f6f8fa;
  --get: #1a7f5a; --post: #1f5fbf; --put: #8a5a00; --delete: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --soft: #9aa5b1; --line: #39424c; --back: #14181c;
  --card: #1c2228; --get: #58c79b; --post: #7fb0f5; --put: #e0b050; --delete: #f2867f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif;
  display: grid; grid-template-columns: 16rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line);
  font-size: .875rem; }
nav b { display: block; margin-top: 1rem; color: var(--soft); font-weight: 600; }
nav a { display: block; padding: .1rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover, a:focus-visible { text-decoration: underline; }
main { padding: 1.5rem 2rem 4rem; max-width: 60rem; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
h2 { margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); text-transform: capitalize; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .9rem 1.1rem;
  margin: 1rem 0; }
h3 { margin: 0; font: 600 1rem/1.5 ui-monospace, monospace; }
code, .route { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.route { margin: .3rem 0; }
.route b { margin-right: .4rem; }
.GET { color: var(--get); } .POST { color: var(--post); } .PUT, .PATCH { color: var(--put); } .DELETE { color: var(--delete); }
p { margin: .3rem 0; }
.soft, th { color: var(--soft); font-size: .875rem; font-weight: 400; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: .6rem; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line); }
th { border-top: 0; }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; border-right: 0;
  border-bottom: 1px solid var(--line); columns: 2; } nav b { break-after: avoid; } main { padding: 1rem; } }
</style>
</head>
<body>
)";

constexpr std::string_view introduction = R"(<main>
<h1>snug: commands and events</h1>
<p>Every command goes over a socket by its name, and those with a route over HTTP as well: same fields, same rules, same
errors. Over HTTP what the path doesn't name stands in the query or in a JSON body; <code>Authorization: Bearer</code>
carries the token, <code>Idempotency-Key</code> the id of a command that may be repeated. A field with a <code>?</code>
may be left out. The same for programs: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string table_of(std::string_view title, std::span<const field> fields) {
  if (fields.empty()) return {};
  std::string out = joined(
      {"<div class=\"wide\"><table><tr><th>", title, "</th><th>type</th><th>bounds</th><th></th></tr>\n"});
  for (const auto& f : fields)
    out += joined({"<tr><td><code>", f.name, f.required ? "" : "?", "</code></td><td>", word_of(f.type),
                   "</td><td>", bounds_of(f), "</td><td>", escaped(f.help), "</td></tr>\n"});
  return out + "</table></div>\n";
}

std::string section_of(const command_spec& c) {
  auto out = joined({"<section id=\"", c.name, "\">\n<h3>", c.name, "</h3>\n"});
  if (!c.path.empty())
    out += joined(
        {"<p class=\"route\"><b class=\"", c.method, "\">", c.method, "</b>/api/v1", c.path, "</p>\n"});
  out += joined({"<p>", escaped(c.help), "</p>\n<p class=\"soft\">Lane ", word_of(c.way)});
  if (!c.durable_if.empty())
    out += joined({", durable with <code>", replaced(c.durable_if, '|', "</code> or <code>"), "</code>"});
  if (c.needs != model::permission::none) out += joined({" · needs <code>", word_of(c.needs), "</code>"});
  out += joined({" · rate class ", word_of(c.rate), c.in_room ? "" : " · takes no room", "</p>\n"});
  return out + table_of("field", c.fields) + table_of("reply", c.answer) + "</section>\n";
}

std::string section_of(const event_spec& e) {
  return joined({"<section id=\"event-", e.name, "\">\n<h3>event ", e.name, "</h3>\n<p>", escaped(e.help),
                 "</p>\n<p class=\"soft\">", e.durable ? "Durable" : "Ephemeral", "</p>\n",
                 table_of("data", e.fields), "</section>\n"});
}

std::string errors() {
  std::string out = "<h2 id=\"errors\">Errors</h2>\n<section><div class=\"wide\"><table><tr><th>code</th>"
                    "<th>status over HTTP</th></tr>\n";
  for (auto code = 1; code <= static_cast<int>(model::error_code::internal); ++code) {
    const auto error = static_cast<model::error_code>(code);
    out += joined({"<tr><td><code>", model::name_of(error), "</code></td><td>",
                   std::to_string(model::http_status(error)), "</td></tr>\n"});
  }
  return out + "</table></div></section>\n";
}

} // namespace

std::string reference_page() {
  std::string nav = "<nav><a href=\"#errors\">Errors</a>\n";
  std::string body;
  for (const auto& chapter : chapters()) {
    nav += joined({"<b>", replaced(chapter.name, '_', " "), "</b>\n"});
    body += joined({"<h2>", replaced(chapter.name, '_', " "), "</h2>\n"});
    for (const auto& command : chapter.commands) {
      nav += joined({"<a href=\"#", command.name, "\">", command.name, "</a>\n"});
      body += section_of(command);
    }
    for (const auto& event : chapter.events)
      body += section_of(event);
  }
  return joined({head, nav, "</nav>\n", introduction, body, errors(), "</main>\n</body>\n</html>\n"});
}

} // namespace snug::facets
