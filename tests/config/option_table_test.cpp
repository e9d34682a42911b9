#include "config/option_table.hpp"
#include "config/shipped_kinds.hpp"
#include "config/value.hpp"
#include <boost/test/unit_test.hpp>
#include <set>

using namespace snug::config;

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(every_option_has_a_reason_a_name_of_its_own_and_a_field_of_its_own) {
  options all;
  std::set<std::string_view> names;
  std::set<const void*> fields;
  for (const auto& each : option_table()) {
    BOOST_TEST(!each.rule.reason.empty(), each.rule.name);
    BOOST_TEST(names.insert(each.rule.name).second, each.rule.name);
    const auto* field = std::visit([](auto* it) -> const void* { return it; }, each.field(all));
    BOOST_TEST(fields.insert(field).second, each.rule.name << " shares its field with another option");
  }
}

BOOST_AUTO_TEST_CASE(every_default_keeps_its_own_rule) {
  auto all = default_options();
  for (const auto& each : option_table()) {
    if (each.rule.secret) continue; // a secret's default is "none"
    std::visit(
        [&](auto* field) {
          using type = std::remove_pointer_t<decltype(field)>;
          if constexpr (std::is_integral_v<type> && !std::is_same_v<type, bool>) {
            BOOST_TEST(*field >= each.rule.least, each.rule.name);
            BOOST_TEST(*field <= each.rule.most, each.rule.name);
          } else {
            auto copy = *field;
            BOOST_TEST(!assign(each.rule, &copy, value{*field}).has_value(), each.rule.name);
          }
        },
        each.field(all));
  }
}

BOOST_AUTO_TEST_CASE(every_bound_fits_its_field) {
  options all;
  for (const auto& each : option_table())
    std::visit(
        [&](auto* field) {
          using type = std::remove_pointer_t<decltype(field)>;
          if constexpr (std::is_integral_v<type> && !std::is_same_v<type, bool>)
            BOOST_TEST(each.rule.most <= std::numeric_limits<type>::max(), each.rule.name);
        },
        each.field(all));
  kind_options kind;
  for (const auto& each : kind_table())
    std::visit(
        [&](auto* field) {
          using type = std::remove_pointer_t<decltype(field)>;
          if constexpr (std::is_integral_v<type> && !std::is_same_v<type, bool>)
            BOOST_TEST(each.rule.most <= std::numeric_limits<type>::max(), each.rule.name);
        },
        each.field(kind));
}

BOOST_AUTO_TEST_CASE(an_option_is_found_by_its_name_only) {
  BOOST_TEST(find_option("listen.port") != nullptr);
  BOOST_TEST(find_option("listen") == nullptr);
  BOOST_TEST(find_kind_option("history.events") != nullptr);
  BOOST_TEST(find_kind_option("") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
