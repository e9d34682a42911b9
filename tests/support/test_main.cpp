#define BOOST_TEST_MODULE snug
#include <boost/test/unit_test.hpp>
