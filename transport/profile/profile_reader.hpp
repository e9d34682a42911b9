#pragma once
#include "actors/facets/event_table.hpp"
#include "config/profile_file.hpp"
#include "transport/profile/profile.hpp"
#include "transport/profile/rule_table.hpp"
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace snug::profile {

/// Makes a profile of its file and those it extends, and reports everything that is wrong with them at once:
/// what no table knows, commands and fields that aren't there, two rules for one event, names of rooms that
/// can't be told apart, names that go round in a circle. Once per profile, at start or for `config check`.
class profile_reader {
public:
  /// nullptr where something was complained about.
  [[nodiscard]] static std::unique_ptr<const profile> read(const config::profile_chain& files,
                                                           std::vector<config::complaint>& complaints);

private:
  explicit profile_reader(std::vector<config::complaint>& complaints)
    : complaints_(complaints) {}

  /// A rule, and the table it stands in.
  template <class Rule> struct written {
    Rule rule;
    const config::profile_table* at = nullptr;
    std::size_t file = 0; ///< 0: the profile itself; others are what it extends
  };

  void read_tables(const config::profile_file& file);
  void read_rules(const config::profile_file& file, std::size_t number);
  void read_top(const config::profile_table& table);
  void read_socket(const config::profile_table& table);
  void read_connect(const config::profile_table& table);
  void read_ack(const config::profile_table& table);
  void read_in(const config::profile_table& table, std::size_t file);
  void read_out(const config::profile_table& table, std::size_t file);
  void read_on(const config::profile_table& table, std::size_t file);
  void read_route(const config::profile_table& table, std::size_t file);

  // parts of rules
  using roots = std::vector<source::root>;
  [[nodiscard]] std::shared_ptr<const room_rule> read_room(rule_table& t);
  void read_fields(rule_table& t, std::string_view prefix, bool keeps_rest,
                   const std::shared_ptr<const room_rule>& room, const roots& there, field_map& out);
  void read_spoken(rule_table& t, bool keeps_rest, const std::shared_ptr<const room_rule>& room,
                   const roots& there, spoken_event& out);
  /// What `[[in]]` and `[[route]]` have in common.
  void read_said(rule_table& t, in_rule& rule);
  void read_command(rule_table& t, in_rule& rule);
  void read_publication(rule_table& t, in_rule& rule);
  void read_answer(rule_table& t, in_rule& rule);
  [[nodiscard]] ack_shape read_shapes(rule_table& t, std::string_view prefix,
                                      const std::shared_ptr<const room_rule>& room);
  void check_sources(rule_table& t, std::string_view key, const std::vector<field_map::entry>& fields,
                     const std::shared_ptr<const room_rule>& room, const roots& there);
  void check_command_fields(rule_table& t, const in_rule& rule);
  void check_event_fields(rule_table& t, const out_rule& rule, const facets::event_spec& spec);

  void keep(const source& s);

  // rules among each other
  void settle_in();
  void settle_out();
  void settle_on();
  void settle_routes();
  void keep_what_the_server_says();
  void look_for_circles();
  [[nodiscard]] static bool same_events(const out_rule& a, const out_rule& b);
  void complain(const config::profile_table& at, std::string_view field, std::string message);

  std::vector<config::complaint>& complaints_;
  profile out_;
  std::shared_ptr<const room_rule> room_;
  bool named_ = false, has_socket_ = false, free_said_ = false, connects_ = false,
       acks_ = false; ///< said by a nearer file
  std::vector<written<in_rule>> in_;
  std::vector<written<out_rule>> outs_;
  std::vector<written<word>> words_;
  std::vector<written<route_rule>> routes_;
};

} // namespace snug::profile
