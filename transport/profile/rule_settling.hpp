#pragma once
#include "config/profile_file.hpp"
#include "transport/profile/profile.hpp"
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace snug::profile {

/// A rule, and the table it stands in.
template <class Rule> struct written {
  Rule rule;
  const config::profile_table* at = nullptr;
  std::size_t file = 0; ///< 0: the profile itself; others are what it extends
};

/// The rules of a profile and of those it extends, as they stand in their files, the nearest file's first.
struct written_rules {
  std::vector<written<in_rule>> in;
  std::vector<written<out_rule>> outs;
  std::vector<written<word>> words;
  std::vector<written<route_rule>> routes;
};

/// Which rules hold where several are about the same thing: the nearest file's. Two of one file, and names
/// that go round in a circle, are complained about. Owns nothing; once per profile, by `profile_reader`.
class rule_settling {
public:
  /// Puts the rules that hold into `out`.
  static void settle(const written_rules& rules, profile& out, std::vector<config::complaint>& complaints);

private:
  rule_settling(const written_rules& rules, profile& out, std::vector<config::complaint>& complaints)
    : rules_(rules)
    , out_(out)
    , complaints_(complaints) {}

  void settle_in();
  void settle_out();
  void settle_on();
  void settle_routes();
  void keep_what_the_server_says();
  void look_for_circles();
  /// The first of each that are the `same`. `clash` says of a rule what is wrong with it where the other
  /// stands in its own file; the complaint names `field`.
  template <class Rule, class Same, class Clash>
  [[nodiscard]] std::vector<const written<Rule>*>
  first_of_each(const std::vector<written<Rule>>& all, std::string_view field, Same same, Clash clash);
  void complain(const config::profile_table& at, std::string_view field, std::string message);

  const written_rules& rules_;
  profile& out_;
  std::vector<config::complaint>& complaints_;
};

} // namespace snug::profile
