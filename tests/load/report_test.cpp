#include "clients/load/report/figures.hpp"
#include "clients/load/report/quantities.hpp"
#include "clients/load/report/report_html.hpp"
#include "clients/load/report/report_json.hpp"
#include "clients/load/report/report_table.hpp"
#include "clients/load/report/svg_chart.hpp"
#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>
#include <string>
#include <vector>

using namespace snug::load;

namespace {

constexpr std::uint64_t ms = 1'000'000;

/// A run of ten seconds with 20,000 deliveries of which one in a hundred is slow.
summary a_run() {
  summary run;
  BOOST_REQUIRE(preset("fanout", run.wanted.play));
  run.came_in = 1'001;
  run.seconds = 10;
  auto& n = run.numbers;
  n.measure_from(0);
  run.over_time.begin(0, n, {});
  for (int step = 1; step <= 40; ++step) {
    for (int i = 0; i < 500; ++i) {
      ++n.count.delivered;
      n.delivered(0, i % 100 ? ms : 20 * ms);
    }
    n.count.sent += 1;
    run.over_time.step(static_cast<std::uint64_t>(step) * 250 * ms, n, {});
  }
  run.measured = n.count;
  run.server_measured = true;
  run.server_cpu_s = 0.02;
  run.server_memory = {1'000, 7'006, 8'000};
  return run;
}

/// The elements of a page that are open at its end, or what is closed that isn't open.
std::vector<std::string> unclosed(const std::string& page) {
  std::vector<std::string> open;
  for (auto at = page.find('<'); at != page.npos; at = page.find('<', at + 1)) {
    const auto end = page.find('>', at);
    if (end == page.npos) return {"a tag without an end"};
    const auto tag = page.substr(at + 1, end - at - 1);
    const auto name = tag.substr(0, tag.find_first_of(" \n"));
    if (name == "!doctype" || name == "meta" || tag.back() == '/') continue;
    if (name[0] != '/') {
      open.push_back(name);
    } else if (open.empty() || open.back() != name.substr(1)) {
      return {name};
    } else {
      open.pop_back();
    }
  }
  return open;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

} // namespace

BOOST_AUTO_TEST_SUITE(reports)

BOOST_AUTO_TEST_CASE(a_sound_run_says_so_and_what_it_measured) {
  const auto run = a_run();
  BOOST_TEST(run.exit_code() == 0);
  BOOST_TEST(run.cpu_us_per_delivery() == 1.0);
  BOOST_TEST(run.kib_per_connection() == 6.0);
  const auto table = report_table(run);
  BOOST_TEST(has(table, "sound"));
  BOOST_TEST(has(table, "deliveries a second"));
  BOOST_TEST(has(table, "2,000"));
  BOOST_TEST(has(table, "server CPU us per delivery"));
  BOOST_TEST(!has(table, "note:"));
}

BOOST_AUTO_TEST_CASE(faults_end_non_zero_and_are_named_with_examples) {
  auto run = a_run();
  run.faults.add(
      fault::lost, [] { return std::string("client 3: <b> & \"co\""); }, 7);
  run.faults.add(fault::out_of_order, [] { return std::string("client 4"); });
  BOOST_TEST(run.exit_code() == 1);
  BOOST_TEST(has(report_table(run), "FAILED: 7 lost, 1 out of order\n  lost: client 3"));
  BOOST_TEST(has(report_html(run), "lost: client 3: &lt;b&gt; &amp; &quot;co&quot;"));
}

BOOST_AUTO_TEST_CASE(a_run_that_could_not_be_made_is_neither) {
  summary run;
  run.failure = "nobody there";
  BOOST_TEST(run.exit_code() == 2);
  BOOST_TEST(has(report_table(run), "could not run: nobody there"));
  BOOST_TEST(unclosed(report_html(run)).empty());
}

BOOST_AUTO_TEST_CASE(it_says_when_the_generator_was_the_bottleneck) {
  auto run = a_run();
  run.generator_cores = 0.95;
  BOOST_TEST(
      has(report_table(run), "note: the generator was itself the bottleneck: it used 95.0 % of a core"));
  run.generator_cores = 0.5;
  BOOST_TEST(run.caveats().empty());
  run.measured.late = run.measured.sent / 20;
  BOOST_TEST(has(report_table(run), "it sent 5.0 % of its messages more than 1 ms late"));
}

BOOST_AUTO_TEST_CASE(json_has_every_number_under_its_key) {
  rapidjson::Document out;
  out.Parse(report_json(a_run()).c_str());
  BOOST_REQUIRE(!out.HasParseError());
  BOOST_TEST(out["scenario"]["name"].GetString() == "fanout");
  BOOST_TEST(out["scenario"]["window"].GetInt() == 8);
  BOOST_TEST(out["figures"]["delivered_per_second"].GetDouble() == 2'000);
  BOOST_TEST(out["latency_ms"]["delivery"]["count"].GetDouble() == 20'000);
  BOOST_TEST(out["latency_ms"]["delivery"]["max"].GetDouble() == 20);
  BOOST_TEST(out["faults"]["out_of_order"].GetInt() == 0);
  BOOST_TEST(out["over_time"].Size() == 40u);
  BOOST_TEST(out["exit_code"].GetInt() == 0);
}

BOOST_AUTO_TEST_CASE(the_page_is_well_formed_and_needs_nothing_from_elsewhere) {
  const auto page = report_html(a_run());
  BOOST_TEST(unclosed(page).empty());
  for (const auto* from_elsewhere : {"https:", "src=", "href=", "url(", "@import", "<script"})
    BOOST_TEST(!has(page, from_elsewhere), from_elsewhere);
  // The one address in it is the name of SVG, which nothing is fetched from.
  for (auto at = page.find("http:"); at != page.npos; at = page.find("http:", at + 1))
    BOOST_TEST(page.substr(at, 26) == "http://www.w3.org/2000/svg");
  for (const auto* wanted : {"Latency by percentile", "Throughput", "99.9 %", "<polyline"})
    BOOST_TEST(has(page, wanted), wanted);
}

BOOST_AUTO_TEST_CASE(a_chart_draws_its_points_within_its_frame) {
  svg_chart chart("One & two", "ms");
  chart.add_line("a", "#000", {{0, 0}, {5, 10}, {10, 5}});
  const auto svg = chart.draw();
  BOOST_TEST(has(svg, "One &amp; two"));
  BOOST_TEST(has(svg, "points=\"76.0,266.0 404.0,44.0 732.0,155.0 \""));
  BOOST_TEST(unclosed(svg).empty());
  BOOST_TEST(unclosed(svg_chart("empty", "").draw()).empty());
}

BOOST_AUTO_TEST_CASE(numbers_are_written_for_people) {
  BOOST_TEST(count_text(0) == "0");
  BOOST_TEST(count_text(999.6) == "1,000");
  BOOST_TEST(count_text(1'234'567) == "1,234,567");
  BOOST_TEST(count_text(-1'234) == "-1,234");
  BOOST_TEST(ms_text(0.1234) == "0.123");
  BOOST_TEST(ms_text(12.34) == "12.3");
  BOOST_TEST(ms_text(4'321.9) == "4322");
}

BOOST_AUTO_TEST_SUITE_END()
