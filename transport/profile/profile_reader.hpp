#pragma once
#include "actors/facets/event_table.hpp"
#include "config/profile_file.hpp"
#include "transport/profile/profile.hpp"
#include "transport/profile/rule_settling.hpp"
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
  [[nodiscard]] field_map read_shape(rule_table& t, const std::string& key,
                                     const std::shared_ptr<const room_rule>& room);
  [[nodiscard]] ack_shape read_shapes(rule_table& t, std::string_view prefix,
                                      const std::shared_ptr<const room_rule>& room);
  void check_sources(rule_table& t, std::string_view key, const std::vector<field_map::entry>& fields,
                     const std::shared_ptr<const room_rule>& room, const roots& there);
  void check_command_fields(rule_table& t, const in_rule& rule);
  void check_event_fields(rule_table& t, const out_rule& rule, const facets::event_spec& spec);

  void keep(const source& s);

  std::vector<config::complaint>& complaints_;
  profile out_;
  std::shared_ptr<const room_rule> room_;
  bool named_ = false, has_socket_ = false, free_said_ = false, connects_ = false,
       acks_ = false; ///< said by a nearer file
  written_rules rules_;
};

} // namespace snug::profile
