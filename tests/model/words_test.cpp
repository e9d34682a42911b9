#include "actors/model/error.hpp"
#include "actors/model/identity.hpp"
#include "actors/model/key.hpp"
#include "actors/model/permission.hpp"
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

using namespace snug::model;

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(errors_have_the_names_and_numbers_of_the_protocol) {
  const std::tuple<int, const char*, int> table[] = {
      {1, "bad_request", 400}, {2, "unknown_command", 404}, {3, "unauthenticated", 401},
      {4, "forbidden", 403},   {5, "not_found", 404},       {6, "conflict", 409},
      {7, "too_large", 413},   {8, "rate_limited", 429},    {9, "room_full", 409},
      {10, "gone", 410},       {11, "storage_full", 507},   {12, "unavailable", 503},
      {13, "internal", 500},
  };
  for (const auto& [number, name, status] : table) {
    const auto code = static_cast<error_code>(number);
    BOOST_TEST(name_of(code) == name);
    BOOST_TEST(http_status(code) == status);
  }
  BOOST_TEST(name_of(static_cast<error_code>(200)) == "internal");
}

BOOST_AUTO_TEST_CASE(roles_have_names_both_ways) {
  const std::pair<int, const char*> table[] = {{0, "none"},   {1, "banned"}, {2, "viewer"},
                                               {3, "editor"}, {4, "host"},   {5, "owner"}};
  for (const auto& [number, name] : table) {
    BOOST_TEST(name_of(static_cast<role>(number)) == name);
    BOOST_TEST((role_of(name) == static_cast<role>(number)));
  }
  BOOST_TEST(!role_of("Owner"));
  BOOST_TEST(!role_of(""));
}

BOOST_AUTO_TEST_CASE(each_role_may_what_the_one_below_may_and_more) {
  const role ladder[] = {role::none, role::banned, role::viewer, role::editor, role::host, role::owner};
  for (std::size_t i = 1; i < std::size(ladder); ++i) {
    const auto lower = default_permissions(ladder[i - 1]), higher = default_permissions(ladder[i]);
    BOOST_TEST((lower & higher).bits() == lower.bits());
    BOOST_TEST(higher.bits() > lower.bits());
  }
}

BOOST_AUTO_TEST_CASE(a_role_may_no_more_than_it_says) {
  BOOST_TEST(default_permissions(role::none).bits() == 0u);
  BOOST_TEST(default_permissions(role::banned).has(permission::see));
  BOOST_TEST(!default_permissions(role::banned).has(permission::join));
  BOOST_TEST(default_permissions(role::viewer).has(permission::read));
  BOOST_TEST(!default_permissions(role::viewer).has(permission::speak));
  BOOST_TEST(!default_permissions(role::viewer).has(permission::publish));
  BOOST_TEST(!default_permissions(role::viewer).has(permission::signal));
  BOOST_TEST(default_permissions(role::editor).has(permission::signal));
  BOOST_TEST(!default_permissions(role::editor).has(permission::manage_members));
  BOOST_TEST(!default_permissions(role::host).has(permission::manage_room));
  BOOST_TEST(default_permissions(role::owner).has(permission::manage_room));
}

BOOST_AUTO_TEST_CASE(the_server_is_nobody_else) {
  BOOST_TEST(server_identity()->user == "");
  BOOST_TEST(server_identity()->admin);
  BOOST_TEST(server_identity().get() == server_identity().get());
}

BOOST_AUTO_TEST_CASE(a_partition_follows_from_the_name_alone) {
  // Frozen on disk: FNV-1a of the name modulo 64.
  BOOST_TEST(partition_of("") == 0x25u);
  BOOST_TEST(partition_of("a") == 0x0cu);
  BOOST_TEST(partition_of("foobar") == 0x28u);
  std::set<unsigned> used;
  for (int i = 0; i < 2000; ++i)
    used.insert(partition_of("room " + std::to_string(i)));
  BOOST_TEST(used.size() == partition_count);
}

BOOST_AUTO_TEST_SUITE_END()
